"""Persons: applicants, founders, reviewers and mentors. Who they are is in the vault; here are ids and what is odd."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.people import numbers
from services.kit import vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Forbidden, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)

INDEXED = frozenset({"national_number", "phone", "iban", "tax_number", "employer_number"})
"""The vault fields by which a person is found, and by which two persons are seen to be close."""
IDENTITY = INDEXED | {"given_name", "family_name"}

Language = Annotated[str, msgspec.Meta(pattern=r"^(el|en|ar)$(?!\n)")]


class Identity(Body, frozen=True, kw_only=True):
    """Who a person is. `household_id` is the registry's, where the person is known there.

    `employer_number` is the tax or register number of whom they work for, or on whose board they sit.
    """

    given_name: ShortText
    family_name: ShortText
    phone: ShortText
    national_number: ShortText | None = None
    iban: ShortText | None = None
    tax_number: ShortText | None = None
    employer_number: ShortText | None = None
    household_id: UUID | None = None
    language: Language | None = None


class NewPerson(Identity, frozen=True, kw_only=True):
    """A person as entered. `person_id` is given where the registry or the console's staff list has minted it."""

    person_id: UUID | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person's own row: nothing that names anybody."""

    id: UUID
    version: int
    language: str
    household_id: UUID | None
    registered_at: datetime
    erased_at: datetime | None
    warnings: list[Fault] = []
    """What is odd about a number and was accepted; only in the answer to its entry."""


class PersonSheet(Person, frozen=True, kw_only=True):
    """A person with who it is, for those who work with them."""

    given_name: str
    family_name: str
    phone: str
    national_number: str | None = None
    iban: str | None = None
    tax_number: str | None = None
    employer_number: str | None = None


class PersonName(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is called, for lists."""

    id: UUID
    name: str


class PersonKnown(Problem):
    """This person is registered already."""


class ReviewIsBlind(Forbidden):
    """Who reviews an application may not know whose it is."""


async def register(transaction: Transaction, person: NewPerson) -> Person:
    """Enter a person. Raises Malformed with every fault, PersonKnown for an id or national number that is there."""
    fields, warnings = checked_fields(transaction, person)
    person_id = person.person_id or uuid7()
    registered = await transaction.fetch_struct(
        Person,
        queries.insert_person,
        person_id,
        person.language or transaction.municipality.language,
        person.household_id,
        blind_of(transaction, fields),
        transaction.now,
        transaction.actor_id,
    )
    if registered is None:
        known_id = await transaction.fetchval(queries.select_known, person_id, blind_of(transaction, fields))
        raise PersonKnown("Somebody with this id or national number is registered.", person_id=known_id)
    await vault.seal(transaction, person_id, fields, indexed=INDEXED)
    return msgspec.structs.replace(registered, warnings=warnings)


async def correct(transaction: Transaction, person_id: UUID, version: int, identity: Identity) -> Person:
    """Replace who a person is; conflicts of interest are computed from it anew wherever they matter."""
    check_version((await find(transaction, person_id)).version, version)
    fields, warnings = checked_fields(transaction, identity)
    corrected = await transaction.fetch_struct(
        Person,
        queries.update_person,
        person_id,
        identity.language or transaction.municipality.language,
        identity.household_id,
        blind_of(transaction, fields),
    )
    if corrected is None:
        raise PersonKnown("Somebody else with this national number is registered.")
    await vault.seal(transaction, person_id, dict.fromkeys(INDEXED - fields.keys(), ""))
    await vault.seal(transaction, person_id, fields, indexed=INDEXED)
    return msgspec.structs.replace(corrected, warnings=warnings)


def checked_fields(transaction: Transaction, identity: Identity) -> tuple[dict[str, str], list[Fault]]:
    """Return what the vault keeps of a person and what is odd about it. Raises Malformed with every fault."""
    given = msgspec.to_builtins(identity)
    entered = {field: given[field].strip() for field in IDENTITY if given.get(field)}
    fields, faults, warnings = numbers.check_all(entered, transaction.municipality.country)
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    return fields, warnings


def blind_of(transaction: Transaction, fields: dict[str, str]) -> bytes | None:
    """Return the blind hash of the national number, which the database keeps unique."""
    number = fields.get("national_number")
    return None if number is None else vault.keyring().blind(transaction.municipality_id, "national_number", number)


async def find(transaction: Transaction, person_id: UUID) -> Person:
    """Return a person's row. Raises NotFound."""
    person = await transaction.fetch_struct(Person, queries.select_person, person_id)
    if person is None:
        raise NotFound("No such person is known here.")
    return person


async def read(transaction: Transaction, person_id: UUID) -> PersonSheet:
    """Return who a person is; the look is kept. Raises ReviewIsBlind for who reviews this person's application."""
    person = await find(transaction, person_id)
    await check_not_blind(transaction, person_id)
    fields = await vault.open_fields(transaction, person_id, purpose="incubator_case", only=IDENTITY)
    known = {field: value for field, value in fields.items() if value}
    return msgspec.convert(msgspec.structs.asdict(person) | known, PersonSheet)


async def names_of(transaction: Transaction, person_ids: Collection[UUID]) -> list[PersonName]:
    """Return the names of those who are kept here, each look kept; whom the acting person reviews is left out."""
    shown = set(person_ids) - await reviewed_among(transaction, person_ids)
    opened = await vault.open_many(transaction, shown, purpose="incubator_case", only={"given_name", "family_name"})
    return [
        PersonName(id=person_id, name=f"{name['given_name']} {name['family_name']}")
        for person_id, name in opened.items()
    ]


async def check_not_blind(transaction: Transaction, person_id: UUID) -> None:
    """Raise ReviewIsBlind when the acting person reviews this person's application, whatever other roles they hold."""
    if await reviewed_among(transaction, [person_id]):
        raise ReviewIsBlind("You are reviewing an application of this person.")


async def reviewed_among(transaction: Transaction, person_ids: Collection[UUID]) -> set[UUID]:
    """Return those of whom the acting person reviews an application that is not decided yet."""
    rows = await transaction.fetch(queries.select_reviewed_among, list(person_ids), transaction.actor_id)
    return {row["id"] for row in rows}


async def keep_text(transaction: Transaction, person_id: UUID, field: str, text: str) -> None:
    """Seal what somebody wrote by or about a person under that person's key, so that it goes when the person goes."""
    await vault.seal(transaction, person_id, {field: text})


async def read_texts(
    transaction: Transaction, person_id: UUID, fields: Collection[str], *, purpose: str
) -> dict[str, str]:
    """Return the texts kept under these names; nothing of a person who was erased or of whom nothing is kept."""
    opened = await vault.open_many(transaction, [person_id], purpose=purpose, only=fields)
    return opened.get(person_id, {})


async def erase(transaction: Transaction, person_id: UUID) -> None:
    """Destroy a person's key here, with everything that was sealed under it; the bare row stays for the figures."""
    await vault.shred(transaction, person_id)
    await transaction.execute(queries.mark_erased, person_id, transaction.now)
