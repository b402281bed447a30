"""Persons of the incubator: those who are told to it, so that it sees who is close to whom."""

from uuid import UUID

from services.console.clients.caller import Caller, Command, Named, ServiceRefused, send
from services.console.clients.incubator.calls import NewPerson

SERVICE = "incubator"


async def enter(caller: Caller, person: NewPerson, key: str) -> None:
    """Enter somebody who may be there already. Raises ServiceRefused for what is wrong with a number."""
    await id_of(caller, person, key)


async def id_of(caller: Caller, person: NewPerson, key: str) -> UUID:
    """Enter somebody, and return their id; by the same number or id they are who is there already."""
    try:
        return (await send(caller, SERVICE, Command(path="/persons", body=person, key=f"{key}-person"), Named)).id
    except ServiceRefused as refused:
        if refused.type != "person-known":
            raise
        return UUID(str(refused.members["person_id"]))
