"""What changes about a person later: names and numbers as the papers say, how they are reached, a death in error."""

from datetime import date
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, send
from services.console.clients.registry import households
from services.console.clients.registry.households import SERVICE, Address, Identifier, Person

Sent = tuple[str, int | None]
PURPOSE = "correction"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody is reached, as the form says it; what is blank is to be forgotten."""

    phone: str | None = None
    email: str | None = None
    language: str | None = None
    address: Address | None = None


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody is by the papers; without a father's name none is kept."""

    given_name: str
    family_name: str
    father_name: str | None = None
    born_on: date


class Choosing(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody wants to be told things."""

    channel: str


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody is told things: what was chosen, and what comes of it today."""

    id: UUID
    version: int
    chosen: str | None
    used: str


class Revoking(msgspec.Struct, frozen=True, kw_only=True):
    """Why the entry of a death was a mistake."""

    reason: str


class Death(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody died who lives in no household."""

    died_on: date


async def change_contact(caller: Caller, person_id: UUID, new: Contact, sent: Sent) -> Named:
    """Keep what is new of how somebody is reached, and forget what was made blank."""
    held = await households.read_person(caller, person_id, PURPOSE)
    return await put(caller, person_id, "contact", differences(held, new), sent)


def differences(held: Person, new: Contact) -> dict[str, object]:
    """Return what a form changes of what is held: what stands there as before is not entered again."""
    before = {name: held.fields.get(name) for name in ("phone", "email")} | {"language": held.language}
    given = {"phone": new.phone, "email": new.email, "language": new.language}
    body: dict[str, object] = {name: each for name, each in given.items() if each and each != before[name]}
    gone = [name for name in ("phone", "email") if before[name] and not given[name]]
    address = {name: held.fields[name] for name in ("street", "postal_code", "town") if name in held.fields}
    if new.address is not None and msgspec.structs.asdict(new.address) != address:
        body["address"] = new.address
    elif new.address is None and address:
        gone.append("address")
    return body | ({"remove": gone} if gone else {})


async def correct_names(caller: Caller, person_id: UUID, names: Names, sent: Sent) -> Named:
    """Correct names and date of birth by the papers."""
    return await put(caller, person_id, "names", names, sent)


async def keep_number(caller: Caller, person_id: UUID, number: Identifier, sent: Sent) -> Named:
    """Give somebody a number, or correct the one that they have of this kind."""
    held = await households.read_person(caller, person_id, PURPOSE)
    if number.kind in held.fields:
        return await put(caller, person_id, f"identifiers/{number.kind}", {"number": number.number}, sent)
    return await post(caller, person_id, "identifiers", number, sent)


async def read_reach(caller: Caller, person_id: UUID) -> Reach:
    """Return how somebody is told things."""
    return await fetch(caller, SERVICE, f"/persons/{person_id}/channel", Reach)


async def choose_channel(caller: Caller, person_id: UUID, choosing: Choosing, sent: Sent) -> Named:
    """Keep how somebody wants to be told things; e-mail and text messages are consented to with it."""
    return await put(caller, person_id, "channel", choosing, sent)


async def record_death(caller: Caller, person_id: UUID, death: Death, sent: Sent) -> Named:
    """Record the death of somebody who lives in no household."""
    return await post(caller, person_id, "death", death, sent)


async def propose_revocation(caller: Caller, person_id: UUID, revoking: Revoking, sent: Sent) -> Named:
    """Propose to take back a death that was entered by mistake."""
    return await post(caller, person_id, "death-revocations", revoking, sent)


async def put(caller: Caller, person_id: UUID, path: str, body: object, sent: Sent) -> Named:
    """Put something of a person, as it was seen."""
    command = Command(path=f"/persons/{person_id}/{path}", body=body, version=sent[1], method="PUT")
    return await send(caller, SERVICE, command, Named)


async def post(caller: Caller, person_id: UUID, path: str, body: object, sent: Sent) -> Named:
    """Enter something about a person, as it was seen."""
    key, version = sent
    return await send(
        caller, SERVICE, Command(path=f"/persons/{person_id}/{path}", body=body, key=key, version=version), Named
    )
