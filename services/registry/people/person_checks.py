"""Person checks: what is wrong with what somebody has typed so far of a person, before anything is entered.

The rules are those of an entry (`persons.py`); here they are said in the reader's language, field by field, so that a
form can ask one question at a time.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import Fault
from services.kit.sentences import say, sentence
from services.kit.web import Body, ShortText
from services.registry.people import addresses, aliases, identifiers
from services.registry.people.addresses import Address
from services.registry.people.identifiers import Checked, Identifier
from services.registry.people.persons import UNIQUE, Language


class PersonCheck(Body, frozen=True, kw_only=True):
    """What is known of a person so far, and the language to answer in; the municipality's where none is named."""

    born_on: date | None = None
    identifiers: Annotated[tuple[Identifier, ...], msgspec.Meta(max_length=10)] = ()
    phone: ShortText | None = None
    iban: ShortText | None = None
    address: Address | None = None
    language: Language | None = None


class PersonChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry would refuse, what it would accept and find odd, and who has one of these numbers already."""

    faults: list[Fault]
    warnings: list[Fault]
    known_id: UUID | None


async def check(transaction: Transaction, typed: PersonCheck) -> PersonChecked:
    """Return what an entry would say of a person's fields. Opens nobody's file."""
    language = typed.language or transaction.municipality.language
    found = PersonChecked(faults=[], warnings=[], known_id=None)
    if typed.born_on is not None and typed.born_on > transaction.today:
        future = sentence("The date of birth is in the future.")
        found.faults.append(Fault(pointer="/born_on", detail=say("registry", future, language)))
    numbers: list[tuple[str, str]] = []
    for pointer, kind, checked in looked_at(typed, country=transaction.municipality.country):
        found.faults.extend(Fault(pointer=pointer, detail=say("registry", each, language)) for each in checked.faults)
        found.warnings.extend(
            Fault(pointer=pointer, detail=say("registry", each, language)) for each in checked.warnings
        )
        if kind in UNIQUE and not checked.faults:
            numbers.append((kind, checked.value))
    return msgspec.structs.replace(found, known_id=await who_has(transaction, numbers))


def looked_at(typed: PersonCheck, *, country: str) -> Iterator[tuple[str, str, Checked]]:
    """Yield each number, and the parts of an address, with its place, its kind and what is to be said of it."""
    for place, each in enumerate(typed.identifiers):
        checked = identifiers.check(each.kind, each.number, born_on=typed.born_on)
        yield f"/identifiers/{place}/number", each.kind, checked
    others: dict[str, Callable[..., Checked]] = {"phone": identifiers.check_phone, "iban": identifiers.check_iban}
    for name, look in others.items():
        if (number := getattr(typed, name)) is not None:
            yield f"/{name}", name, look(number, country=country)
    if typed.address is not None:
        for name, checked in addresses.fields_of(typed.address, country=country).items():
            yield f"/address/{name}", name, checked


async def who_has(transaction: Transaction, numbers: list[tuple[str, str]]) -> UUID | None:
    """Return the person who has one of these numbers, or the one who remains of two that were merged."""
    found = await vault.find_many(transaction, numbers) if numbers else {}
    known = next((each for ids in found.values() for each in ids), None)
    return None if known is None else await aliases.resolve(transaction, known)
