"""Reviewers: what they know and read, and how much is asked of them at once."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.calling.stages import Code
from services.incubator.people import persons
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


Language = Literal["el", "en", "ar"]


class Profile(Body, frozen=True, kw_only=True):
    """What a reviewer knows (codes, such as the call's criteria), reads, and takes on at once; 0 pauses them."""

    skills: Annotated[tuple[Code, ...], msgspec.Meta(max_length=30)] = ()
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1, max_length=3)]
    load_max: Annotated[int, msgspec.Meta(ge=0, le=1000)]


class Reviewer(msgspec.Struct, frozen=True, kw_only=True):
    """A reviewer with what waits for them."""

    id: UUID
    version: int
    skills: list[str]
    languages: list[str]
    load_max: int
    open_reviews: int


async def describe(transaction: Transaction, person_id: UUID, profile: Profile) -> Reviewer:
    """Say what a reviewer knows and takes on, replacing what was said. Raises NotFound for nobody who is registered."""
    await persons.find(transaction, person_id)
    await transaction.execute(
        queries.upsert_reviewer,
        person_id,
        list(profile.skills),
        list(profile.languages),
        profile.load_max,
        transaction.now,
        transaction.actor_id,
    )
    found = await transaction.fetch_struct(Reviewer, queries.select_reviewer, person_id)
    assert found is not None
    return found


async def list_of(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Reviewer]:
    """Return the reviewers, in the order of their ids."""
    return await transaction.fetch_structs(Reviewer, queries.select_reviewers, after, limit)
