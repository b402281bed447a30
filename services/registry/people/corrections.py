"""Corrections: how a person is reached and paid, and the numbers that name a person, when they change later.

Everything is checked as on entry. Who changed which field is kept, never what it says; a former address stays sealed
with the person, because a residence check may ask for it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.kit import audit, vault
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed, NotFound, Problem, Stale
from services.kit.sentences import say
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText
from services.registry.duplicates import suspicions
from services.registry.duplicates.suspicions import Suspicion
from services.registry.households import protections
from services.registry.people import account_changes, addresses, aliases, identifiers, kinships, persons
from services.registry.people.addresses import Address
from services.registry.people.identifiers import Checked, Identifier, Kind
from services.registry.people.persons import FORMER_ADDRESSES, INDEXED, Email, Language, Person

queries = load_queries(__file__)

FORMER_ADDRESSES_MAX = 5
Field = Literal["phone", "email", "iban", "address"]


class Contact(Body, frozen=True, kw_only=True):
    """What is new; what is not given stays, and what stands in `remove` is forgotten."""

    phone: ShortText | None = None
    email: Email | None = None
    iban: ShortText | None = None
    address: Address | None = None
    language: Language | None = None
    remove: Annotated[tuple[Field, ...], msgspec.Meta(max_length=4)] = ()


class NewNumber(Body, frozen=True, kw_only=True):
    """A number as it should have been entered."""

    number: ShortText


class FormerAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody lived until a day."""

    until: date
    street: str | None = None
    postal_code: str | None = None
    town: str | None = None


class NumberKnown(Problem):
    """The person has a number of this kind: correct it instead."""


async def change_contact(transaction: Transaction, person_id: UUID, contact: Contact, *, version: int) -> Person:
    """Change how a person is reached, and the account while nobody is paid to it.

    Raises Malformed, AddressProtected, AccountPaid, AccountChangeOpen, Stale, NotFound, OwnCase.
    """
    fields, warnings = checked(transaction, contact)
    await refuse_address(transaction, person_id, contact)
    if contact.iban is not None or "iban" in contact.remove:
        await account_changes.refuse_paid(transaction, person_id)
    await touch(transaction, person_id, contact.language, version=version)
    gone = [field for name in contact.remove for field in (persons.ADDRESS if name == "address" else (name,))]
    if contact.address is not None:
        fields[FORMER_ADDRESSES] = await former_with_present(transaction, person_id)
    await vault.remove_fields(transaction, [person_id], gone)
    await vault.seal(transaction, person_id, fields, indexed=INDEXED)
    suspected = await note(transaction, person_id, changed_names(contact))
    found = await persons.find(transaction, person_id, purpose="correction")
    return msgspec.structs.replace(found, warnings=warnings, suspected=suspected)


def checked(transaction: Transaction, contact: Contact) -> tuple[dict[str, str], list[Fault]]:
    """Return what the vault keeps of a change, each number in one spelling, and what is odd. Raises Malformed."""
    country = transaction.municipality.country
    numbers: dict[str, Checked] = {}
    if contact.phone is not None:
        numbers["phone"] = identifiers.check_phone(contact.phone, country=country)
    if contact.iban is not None:
        numbers["iban"] = identifiers.check_iban(contact.iban, country=country)
    home = {} if contact.address is None else addresses.fields_of(contact.address, country=country)
    faults = faults_of(numbers | {f"address/{field}": each for field, each in home.items()}) + [
        Fault(pointer=f"/{name}", detail="Either change it or remove it.")
        for name in contact.remove
        if getattr(contact, name) is not None
    ]
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    fields = {name: each.value for name, each in (numbers | home).items()}
    if contact.email is not None:
        fields["email"] = contact.email
    return fields, warnings_of(numbers)


def faults_of(numbers: Mapping[str, Checked]) -> list[Fault]:
    """Return what is wrong with numbers, each under its name."""
    return [
        Fault(pointer=f"/{name}", detail=say("registry", fault, "en"))
        for name, number in numbers.items()
        for fault in number.faults
    ]


def warnings_of(numbers: Mapping[str, Checked]) -> list[Fault]:
    """Return what is odd about numbers, each under its name."""
    return [
        Fault(pointer=f"/{name}", detail=say("registry", warning, "en"))
        for name, number in numbers.items()
        for warning in number.warnings
    ]


async def refuse_address(transaction: Transaction, person_id: UUID, contact: Contact) -> None:
    """Raise AddressProtected for an address of somebody at risk."""
    if contact.address is not None and await protections.protected_among(transaction, [person_id]):
        raise persons.AddressProtected("Letters to this person are handed over; keep the address out of the system.")


async def former_with_present(transaction: Transaction, person_id: UUID) -> str:
    """Return the addresses before the new one as they are sealed, the newest first."""
    held = await vault.open_fields(transaction, person_id, purpose="correction", only=persons.ADDRESS)
    former = msgspec.json.decode(held.pop(FORMER_ADDRESSES, "[]"), type=list[FormerAddress])
    if held:
        former.insert(0, FormerAddress(until=transaction.today, **held))
    return msgspec.json.encode(former[:FORMER_ADDRESSES_MAX]).decode()


async def former_addresses(transaction: Transaction, person_id: UUID, *, purpose: str) -> list[FormerAddress]:
    """Return where a person lived before, the newest first. Raises NotFound, OwnCase, PersonsProtected."""
    person_id = await aliases.resolve(transaction, person_id)
    await refuse_file(transaction, person_id)
    opened = await vault.open_fields(transaction, person_id, purpose=purpose, only={FORMER_ADDRESSES})
    return msgspec.json.decode(opened.get(FORMER_ADDRESSES, "[]"), type=list[FormerAddress])


def changed_names(contact: Contact) -> list[str]:
    """Return which fields change."""
    given = [name for name in ("phone", "email", "iban", "address", "language") if getattr(contact, name) is not None]
    return [*given, *contact.remove]


async def add_number(transaction: Transaction, person_id: UUID, identifier: Identifier, *, version: int) -> Person:
    """Give a person a further number. Raises NumberKnown, Malformed, PersonKnown, Stale, NotFound, OwnCase."""
    await touch(transaction, person_id, None, version=version)
    if await vault.fields_held(transaction, [person_id], [identifier.kind]):
        raise NumberKnown("Correct the one on record.", kind=identifier.kind)
    return await keep_number(transaction, person_id, identifier.kind, identifier.number)


async def correct_number(
    transaction: Transaction, person_id: UUID, kind: Kind, new: NewNumber, *, version: int
) -> Person:
    """Correct a number that was entered wrongly. Raises Malformed, PersonKnown, Stale, NotFound, OwnCase."""
    await touch(transaction, person_id, None, version=version)
    if not await vault.fields_held(transaction, [person_id], [kind]):
        raise NotFound(f"The person has no {kind}.")
    return await keep_number(transaction, person_id, kind, new.number)


async def keep_number(transaction: Transaction, person_id: UUID, kind: Kind, number: str) -> Person:
    """Check a number against the person's others and everybody's, and keep it."""
    held = await vault.open_fields(
        transaction, person_id, purpose="correction", only={"born_on", "afm", "personal_number"}
    )
    born_on = date.fromisoformat(held.pop("born_on"))
    numbers = {"number": identifiers.check(kind, number, born_on=born_on)}
    fields = {field: value for field, value in held.items() if field != kind} | {kind: numbers["number"].value}
    faults = faults_of(numbers)
    if not faults:
        faults = persons.complete_afm(fields, pointer="/number")
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    new = {field: value for field, value in fields.items() if field == kind or field not in held}
    await persons.refuse_known(transaction, [new], [""])
    await vault.seal(transaction, person_id, new, indexed=INDEXED)
    suspected = await note(transaction, person_id, list(new))
    found = await persons.find(transaction, person_id, purpose="correction")
    return msgspec.structs.replace(found, warnings=warnings_of(numbers), suspected=suspected)


async def touch(transaction: Transaction, person_id: UUID, language: Language | None, *, version: int) -> None:
    """Take a person's row for a change. Raises NotFound, PersonMerged, OwnCase, PersonsProtected, Stale."""
    await refuse_file(transaction, person_id)
    if not await transaction.execute(queries.touch_person, person_id, version, language):
        raise Stale("The person was changed or erased in the meantime.")


async def refuse_file(transaction: Transaction, person_id: UUID) -> None:
    """Raise NotFound, OwnCase or PersonsProtected where the acting person may not open this file."""
    await aliases.refuse(transaction, person_id)
    if not await transaction.fetchval(queries.person_exists, person_id):
        raise NotFound(f"There is no person {person_id}.")
    await kinships.refuse_persons(transaction, [person_id])
    await protections.refuse_hidden(transaction, person_id)


async def note(transaction: Transaction, person_id: UUID, names: list[str]) -> list[Suspicion]:
    """Keep who changed which fields, without what they say; return whose double this may be now."""
    for name in names:
        await audit.record(transaction, f"{name}_changed", object_type="person", object_ids=[person_id])
    return await suspicions.check_again(transaction, [person_id])
