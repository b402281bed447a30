"""Persons: who they are is kept in the vault only; here are their ids, their language and how they are found."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from contracts.registry import PersonErased
from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, Stale
from services.kit.events import publish
from services.kit.sentences import say
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version
from services.registry.duplicates import suspicions
from services.registry.duplicates.suspicions import Suspicion
from services.registry.households import protections
from services.registry.imports import import_traces
from services.registry.people import addresses, aliases, identifiers, kinships
from services.registry.people.addresses import Address
from services.registry.people.identifiers import Checked, Identifier, Kind
from services.registry.privacy import legal_holds

queries = load_queries(__file__)

UNIQUE = frozenset(get_args(Kind))
"""Numbers that one person has; telephones and accounts may be shared."""
INDEXED = UNIQUE | {"phone", "iban", "postal_code"}
"""The vault fields that a person can be found by; the postal code, to find who lives in a place."""

FORMER_ADDRESSES = "former_addresses"
ADDRESS = ("street", "postal_code", "town", FORMER_ADDRESSES)
"""The vault fields that place a person."""

Language = Literal["el", "en", "ar"]


Email = Annotated[str, msgspec.Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200)]


class NewPerson(Body, frozen=True, kw_only=True):
    """A person as entered."""

    given_name: ShortText
    family_name: ShortText
    father_name: ShortText | None = None
    born_on: date
    language: Language | None = None
    identifiers: Annotated[tuple[Identifier, ...], msgspec.Meta(max_length=10)] = ()
    phone: ShortText | None = None
    email: Email | None = None
    iban: ShortText | None = None
    address: Address | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person as shown to those who may know. Fields that were not entered are absent."""

    id: UUID
    version: int
    language: str
    died_on: date | None
    registered_at: datetime
    erased_at: datetime | None
    fields: dict[str, str] = {}
    """From the vault: given_name, family_name, born_on, street …, and each identifier under its kind."""
    warnings: list[Fault] = []
    """What is odd about a number and was accepted; only in the answer to its entry."""
    suspected: list[Suspicion] = []
    """With whom this may be one person, entered in another spelling; only in the answer to the entry."""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """What entering persons gave: ids in the order given, what is odd about numbers, who may be known already."""

    person_ids: list[UUID]
    warnings: list[Fault]
    suspected: list[Suspicion]


class PersonKnown(Problem):
    """Somebody with this number is registered already."""


class AddressProtected(Problem):
    """No address is kept of people who are protected."""


class PersonStillEntitled(Problem):
    """A person whose household has a running benefit or an open application cannot be erased."""


async def register(transaction: Transaction, person: NewPerson) -> Person:
    """Enter one person. Raises Malformed with every fault, PersonKnown for a number that somebody has."""
    registered = await register_all(transaction, [("", person)])
    found = await find(transaction, registered.person_ids[0], purpose="registration")
    return msgspec.structs.replace(found, warnings=registered.warnings, suspected=registered.suspected)


async def register_all(
    transaction: Transaction, persons: Sequence[tuple[str, NewPerson]], *, home: Address | None = None
) -> Registered:
    """Enter persons, each with the JSON pointer at which it stands in the request; all of them or none.

    `home` is where those live who name no address of their own; it stands at /address.
    """
    country, today = transaction.municipality.country, transaction.today
    entries = [checked_fields(person, pointer, country=country, today=today) for pointer, person in persons]
    shared = Entry(fields={}, faults=[], warnings=[])
    _take_address(shared, home, "/address", country=country)
    faults = [fault for entry in (shared, *entries) for fault in entry.faults]
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    for entry in entries:
        entry.fields.update(shared.fields | entry.fields)
    await refuse_known(transaction, [entry.fields for entry in entries], [pointer for pointer, _ in persons])
    ids = [uuid7() for _ in persons]
    languages = [person.language or transaction.municipality.language for _, person in persons]
    await transaction.execute(queries.insert_persons, ids, languages, transaction.now, transaction.actor_id)
    sealed = {person_id: entry.fields for person_id, entry in zip(ids, entries, strict=True)}
    await vault.seal_many(transaction, sealed, indexed=INDEXED)
    suspected = await suspicions.check(transaction, sealed)
    warnings = [warning for entry in entries for warning in entry.warnings]
    return Registered(person_ids=ids, warnings=warnings, suspected=suspected)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One person's vault fields, with the faults and oddities of the numbers among them."""

    fields: dict[str, str]
    faults: list[Fault]
    warnings: list[Fault]


def checked_fields(person: NewPerson, pointer: str, *, country: str, today: date) -> Entry:
    """Return what the vault keeps of a person, each number checked and in one spelling."""
    entry = Entry(fields=_plain_fields(person), faults=[], warnings=[])
    if person.born_on > today:
        entry.faults.append(Fault(pointer=f"{pointer}/born_on", detail="The date of birth is in the future."))
    for place, identifier in enumerate(person.identifiers):
        number = f"{pointer}/identifiers/{place}/number"
        if identifier.kind in entry.fields:
            entry.faults.append(Fault(pointer=number, detail="A person has one number of each kind."))
        checked = identifiers.check(identifier.kind, identifier.number, born_on=person.born_on)
        _take(entry, identifier.kind, checked, number)
    entry.faults.extend(complete_afm(entry.fields, pointer=f"{pointer}/identifiers"))
    if person.phone is not None:
        _take(entry, "phone", identifiers.check_phone(person.phone, country=country), f"{pointer}/phone")
    if person.iban is not None:
        _take(entry, "iban", identifiers.check_iban(person.iban, country=country), f"{pointer}/iban")
    _take_address(entry, person.address, f"{pointer}/address", country=country)
    return entry


def complete_afm(fields: dict[str, str], *, pointer: str) -> list[Fault]:
    """Add the AFM that a Personal Number ends in; return a fault when the person has given another one."""
    if "personal_number" not in fields:
        return []
    afm = identifiers.afm_of(fields["personal_number"])
    if fields.setdefault("afm", afm) != afm:
        return [Fault(pointer=pointer, detail=say("registry", identifiers.ANOTHER_AFM, "en"))]
    return []


def _plain_fields(person: NewPerson) -> dict[str, str]:
    fields = {"given_name": person.given_name, "family_name": person.family_name, "born_on": person.born_on.isoformat()}
    if person.father_name is not None:
        fields["father_name"] = person.father_name
    if person.email is not None:
        fields["email"] = person.email
    return fields


def _take_address(entry: Entry, address: Address | None, pointer: str, *, country: str) -> None:
    for field, checked in ({} if address is None else addresses.fields_of(address, country=country)).items():
        _take(entry, field, checked, f"{pointer}/{field}")


def _take(entry: Entry, field: str, checked: Checked, pointer: str) -> None:
    entry.fields[field] = checked.value
    entry.faults.extend(Fault(pointer=pointer, detail=say("registry", fault, "en")) for fault in checked.faults)
    entry.warnings.extend(Fault(pointer=pointer, detail=say("registry", warning, "en")) for warning in checked.warnings)


async def refuse_known(transaction: Transaction, entries: Sequence[dict[str, str]], pointers: Sequence[str]) -> None:
    """Raise PersonKnown when a number is registered already or stands twice in the request."""
    wanted = [
        ((kind, number), pointer)
        for fields, pointer in zip(entries, pointers, strict=True)
        for kind, number in fields.items()
        if kind in UNIQUE
    ]
    pairs = [pair for pair, _ in wanted]
    await lock_numbers(transaction, pairs)
    found = await vault.find_many(transaction, pairs) if pairs else {}
    seen: set[tuple[str, str]] = set()
    for pair, pointer in wanted:
        if found[pair]:
            raise PersonKnown(
                f"The {pair[0]} is registered already.", pointer=pointer, kind=pair[0], person_id=found[pair][0]
            )
        if pair in seen:
            raise PersonKnown(f"The {pair[0]} stands twice in this request.", pointer=pointer, kind=pair[0])
        seen.add(pair)


async def lock_numbers(transaction: Transaction, numbers: Sequence[tuple[str, str]]) -> None:
    """Let nobody else enter these (kind, number) until the transaction ends; whoever waited finds who has them."""
    blind = vault.keyring().blind
    locks = [int.from_bytes(blind(transaction.municipality_id, *number)[:8], signed=True) for number in numbers]
    await transaction.execute(queries.lock_identifiers, locks)


async def find(transaction: Transaction, person_id: UUID, *, purpose: str = "case_work") -> Person:
    """Return a person with the vault's fields, by any id of this person. Leaves an audit row with the purpose.

    Raises NotFound, OwnCase for the own file or a relative's, PersonsProtected for people at risk.
    """
    row = await transaction.fetchrow(queries.find_person, person_id)
    if row is None:
        raise NotFound(f"There is no person {person_id}.")
    person_id = row["id"]
    await kinships.refuse_persons(transaction, [person_id])
    await protections.refuse_hidden(transaction, person_id)
    fields = {} if row["erased_at"] else await vault.open_fields(transaction, person_id, purpose=purpose)
    fields.pop(FORMER_ADDRESSES, None)
    return msgspec.convert({**row, "fields": fields}, Person)


async def names_of(
    transaction: Transaction, person_ids: Collection[UUID], *, purpose: str = "case_work"
) -> dict[UUID, str]:
    """Return the full names of those who are not erased and whom the acting person may see, with an audit row each."""
    wanted = {"given_name", "family_name"}
    shown = set(person_ids) - await protections.hidden_among(transaction, person_ids)
    opened = await vault.open_many(transaction, shown, purpose=purpose, only=wanted)
    return {person_id: f"{name['given_name']} {name['family_name']}" for person_id, name in opened.items()}


async def recipients(transaction: Transaction, person_ids: Collection[UUID], *, purpose: str) -> dict[UUID, list[str]]:
    """Return the lines of name and address for paper to each person who is not erased."""
    wanted = {"given_name", "family_name", "street", "postal_code", "town"}
    opened = await vault.open_many(transaction, set(person_ids), purpose=purpose, only=wanted)
    return {
        person_id: [
            line
            for parts in (("given_name", "family_name"), ("street",), ("postal_code", "town"))
            if (line := " ".join(fields[part] for part in parts if part in fields))
        ]
        for person_id, fields in opened.items()
    }


async def look_up(transaction: Transaction, kind: Kind, number: str) -> UUID:
    """Return who has this number, as it is spelled after the same check as on entry. Raises NotFound."""
    checked = identifiers.check(kind, number)
    found = await vault.find(transaction, kind, checked.value)
    if not found:
        raise NotFound("Nobody is registered with this number.")
    one: UUID = await transaction.fetchval(queries.survivor_of, found[0])
    return one


async def erase(transaction: Transaction, person_id: UUID, *, version: int) -> Person:
    """Destroy a person's key and tell the other services; all ids of a merged person are erased together.

    Raises PersonStillEntitled, PersonHeld, PersonMerged, Stale, NotFound.
    """
    await aliases.refuse(transaction, person_id)
    person = await find(transaction, person_id, purpose="erasure")
    check_version(person.version, version)
    await forget(transaction, person_id, version=version)
    return await find(transaction, person_id)


async def forget(transaction: Transaction, person_id: UUID, *, version: int) -> None:
    """Destroy the key of a person in this version, and of the person's other ids. Raises what `erase` raises."""
    await legal_holds.refuse_held(transaction, person_id)
    if await transaction.fetchval(queries.has_running_membership, person_id, transaction.today):
        raise PersonStillEntitled("End the benefit or the proxy, or withdraw the application first.")
    if await transaction.fetchval(queries.erase_person, person_id, transaction.now, version) is None:
        raise Stale("The person was changed or erased in the meantime.")
    aliases = await transaction.fetch(queries.erase_aliases, person_id, transaction.now)
    ids = [person_id, *(row["id"] for row in aliases)]
    await suspicions.forget(transaction, ids)
    await import_traces.forget(transaction, ids)
    for each in ids:
        await vault.shred(transaction, each)
        await publish(transaction, PersonErased(person_id=each))
