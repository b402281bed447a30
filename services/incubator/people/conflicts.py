"""Conflicts of interest: computed from what is known of two persons, never asked of the one who would admit it."""

from typing import Literal
from uuid import UUID

from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)

Conflict = Literal["same_person", "same_household", "same_national_number", "same_phone", "same_iban"]


class ConflictOfInterest(Problem):
    """This person is too close to the applicant to judge the application."""


async def between(transaction: Transaction, person_id: UUID, applicant_id: UUID) -> list[Conflict]:
    """Return what ties two persons together, as codes. Nothing sealed is opened: equal hashes are equal values."""
    rows = await transaction.fetch(queries.select_ties, person_id, applicant_id)
    return [row["tie"] for row in rows]


async def refuse(transaction: Transaction, person_id: UUID, applicant_id: UUID) -> None:
    """Raise ConflictOfInterest when anything ties these two persons together as of now."""
    ties = await between(transaction, person_id, applicant_id)
    if ties:
        raise ConflictOfInterest("Somebody else has to judge this application.", conflicts=ties)
