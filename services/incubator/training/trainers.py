"""Trainers: who teaches what, in which languages. Who they are is in the vault, as of everybody."""

from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.calling.stages import Code
from services.incubator.judging.reviewers import Language
from services.incubator.people import persons
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class TrainerSheet(Body, frozen=True, kw_only=True):
    """What a trainer teaches (codes, such as a call's modules), and in which languages."""

    subjects: Annotated[tuple[Code, ...], msgspec.Meta(max_length=30)] = ()
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1, max_length=3)]


class Trainer(msgspec.Struct, frozen=True, kw_only=True):
    """A trainer; the id is the person's."""

    id: UUID
    version: int
    subjects: list[str]
    languages: list[str]


async def describe(transaction: Transaction, person_id: UUID, sheet: TrainerSheet) -> Trainer:
    """Say what a trainer teaches, replacing what was said. Raises NotFound for nobody who is registered."""
    await persons.find(transaction, person_id)
    subjects, languages = list(dict.fromkeys(sheet.subjects)), list(dict.fromkeys(sheet.languages))
    row = (person_id, subjects, languages, transaction.now, transaction.actor_id)
    await transaction.execute(queries.upsert_trainer, *row)
    return await find(transaction, person_id)


async def find(transaction: Transaction, person_id: UUID) -> Trainer:
    """Return a trainer. Raises NotFound."""
    trainer = await transaction.fetch_struct(Trainer, queries.select_trainer, person_id)
    if trainer is None:
        raise NotFound("This person does not teach here.")
    return trainer


async def list_of(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Trainer]:
    """Return the trainers, in the order of their ids."""
    return await transaction.fetch_structs(Trainer, queries.select_trainers, after, limit)
