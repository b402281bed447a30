"""Conflicts of interest: computed from what is known of two persons, never asked of the one who would admit it."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)

Conflict = Literal[
    "same_person", "same_household", "same_national_number", "same_phone", "same_iban",
    "same_tax_number", "same_employer_number", "same_board", "mentoring",
]  # fmt: skip


class ConflictOfInterest(Problem):
    """This person is too close to the applicant to judge the application."""


async def between(transaction: Transaction, person_id: UUID, applicant_ids: Sequence[UUID]) -> list[Conflict]:
    """Return what ties a person to any of these, as codes. Nothing sealed is opened: equal hashes are equal values."""
    rows = await transaction.fetch(queries.select_ties, person_id, list(applicant_ids))
    return [row["tie"] for row in rows]


async def refuse(transaction: Transaction, person_id: UUID, *applicant_ids: UUID) -> None:
    """Raise ConflictOfInterest when anything ties a person to any of these as of now."""
    ties = await between(transaction, person_id, applicant_ids)
    if ties:
        raise ConflictOfInterest("Somebody else has to judge this application.", conflicts=ties)


async def among(transaction: Transaction, person_ids: Sequence[UUID], applicant_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these persons anything ties to any of the applicants, as of now."""
    rows = await transaction.fetch(queries.select_tied, list(person_ids), list(applicant_ids))
    return {row["person_id"] for row in rows}


async def close_in_life(transaction: Transaction, person_ids: Sequence[UUID], participant_id: UUID) -> set[UUID]:
    """Return which of these are one person or household with a participant, or share a number or account with them.

    Who has mentored somebody may mentor them again, and is kept only from judging them.
    """
    rows = await transaction.fetch(queries.select_close_in_life, list(person_ids), participant_id)
    return {row["person_id"] for row in rows}
