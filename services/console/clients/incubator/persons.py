"""Persons of the incubator: colleagues who are told to it, so that it sees who is close to whom."""

from services.console.clients.caller import Caller, Command, Named, ServiceRefused, send
from services.console.clients.incubator.calls import NewPerson

SERVICE = "incubator"


async def enter(caller: Caller, person: NewPerson, key: str) -> None:
    """Enter somebody who may be there already. Raises ServiceRefused for what is wrong with a number."""
    try:
        await send(caller, SERVICE, Command(path="/persons", body=person, key=f"{key}-person"), Named)
    except ServiceRefused as refused:
        if refused.type != "person-known":
            raise
