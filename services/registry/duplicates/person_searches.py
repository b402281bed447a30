"""Person searches: who bears a name, in whatever spelling and script, and was born in a year.

Found by the same derived keys as duplicates, then opened: each person who is shown leaves an audit row.
"""

from collections.abc import Collection
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import Malformed
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText
from services.registry.duplicates import match_keys
from services.registry.duplicates.likeness import names_alike
from services.registry.duplicates.spellings import Spelled, spell, words
from services.registry.households import protections
from services.registry.privacy.purposes import Purpose

queries = load_queries(__file__)

SHOWN_MAX: Final = 50


class Search(Body, frozen=True, kw_only=True):
    """A name, or part of one, the year of birth if it is known, and what the people found are looked at for."""

    name: ShortText
    purpose: Purpose
    birth_year: Annotated[int, Meta(ge=1880, le=2200)] | None = None


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was found."""

    person_id: UUID
    given_name: str
    family_name: str
    birth_year: int


class Matches(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a search found, the nearest spelling first; `more`: there are others, so say a year or a second name."""

    items: list[Match]
    more: bool


async def search(transaction: Transaction, wanted: Search) -> Matches:
    """Return whom the acting person may see of those who bear a name. Raises Malformed for one without letters."""
    spelled = tuple(spell(word) for word in words(wanted.name))
    if not spelled:
        raise Malformed("A name has letters.")
    found = await match_keys.search(transaction, wanted.name, wanted.birth_year, limit=SHOWN_MAX)
    shown = found[:SHOWN_MAX]
    hidden = await protections.hidden_among(transaction, shown) | await kin_among(transaction, shown)
    fields = await vault.open_many(
        transaction,
        [person_id for person_id in shown if person_id not in hidden],
        purpose=wanted.purpose,
        only={"given_name", "family_name", "born_on"},
    )
    items = [
        Match(
            person_id=person_id,
            given_name=each["given_name"],
            family_name=each["family_name"],
            birth_year=int(each["born_on"][:4]),
        )
        for person_id, each in fields.items()
    ]
    items.sort(key=lambda match: (-nearness(spelled, match), match.family_name, match.given_name, match.person_id))
    return Matches(items=items, more=len(found) > SHOWN_MAX)


async def kin_among(transaction: Transaction, person_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these persons who are the acting person or a relative."""
    found = await transaction.fetch(queries.kin_among, transaction.actor_id, list(person_ids))
    return {row["person_id"] for row in found}


def nearness(wanted: tuple[Spelled, ...], match: Match) -> int:
    """Return how near a person's name is to the one that was searched for, 0 to 100."""
    return names_alike(wanted, tuple(spell(word) for word in words(f"{match.given_name} {match.family_name}")))
