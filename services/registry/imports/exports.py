"""Exports: the lists that a caseworker sees, as a file, with no field more than the screen shows, for a stated purpose.

People at risk whom the acting person may not see are left out, and so is the own household. No cell runs as a formula.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from babel.numbers import get_currency_precision

from services.kit import audit, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import TooLarge
from services.kit.files import FileContent, file_of_table
from services.kit.sql import load_queries
from services.kit.tables import Format
from services.registry.cases import applications
from services.registry.cases.applications import Listed, State
from services.registry.households import protections
from services.registry.imports import recalculations
from services.registry.memberships import memberships
from services.registry.memberships.memberships import Membership

queries = load_queries(__file__)

ROWS_MAX = 20_000

APPLICATIONS = ("application_id", "household_id", "applicant", "programme", "state", "applied_on", "opened_on")
MEMBERSHIPS = (
    "membership_id", "household_id", "programme", "state", "currency", "monthly_amount", "card_share", "account_share",
    "starts_on", "ends_on",
)  # fmt: skip
HOUSEHOLDS = ("household_id", "applicant", "members", "formed_on", "closed_on")
RECALCULATIONS = (
    "imported_decision_id", "household_id", "programme", "applied_on", "currency", "imported_amount", "our_amount",
    "eligible", "reasons",
)  # fmt: skip


class ListedHousehold(msgspec.Struct, frozen=True, kw_only=True):
    """A household in a list."""

    id: UUID
    applicant_id: UUID
    members: int
    formed_on: date
    closed_on: date | None


class ExportTooLong(TooLarge):
    """The list is longer than a file may be: narrow it down."""


async def applications_file(
    transaction: Transaction, form: Format, *, purpose: str, state: State | None, household_id: UUID | None
) -> FileContent:
    """Return the list of applications, with the applicants' names. Raises ExportTooLong."""
    listed = await transaction.fetch_structs(
        Listed, applications.queries.list_applications, None, state, household_id, ROWS_MAX + 1
    )
    refuse_long(listed)
    out = await left_out(transaction, {row.household_id for row in listed})
    shown = [row for row in listed if row.household_id not in out]
    names = await names_for(transaction, [row.applicant_id for row in shown], purpose=purpose)
    await note(transaction, "applications_exported", purpose)
    rows = [
        (
            str(row.id),
            str(row.household_id),
            names.get(row.applicant_id),
            row.programme,
            row.state,
            row.applied_on,
            row.opened_at.astimezone(transaction.municipality.zone).date(),
        )
        for row in shown
    ]
    return file_of_table("applications", APPLICATIONS, rows, form)


async def memberships_file(
    transaction: Transaction, form: Format, *, purpose: str, household_id: UUID | None, on: date | None
) -> FileContent:
    """Return the list of rights. Raises ExportTooLong."""
    listed = await transaction.fetch_structs(
        Membership, memberships.queries.list_memberships, None, household_id, on, ROWS_MAX + 1
    )
    refuse_long(listed)
    out = await left_out(transaction, {row.household_id for row in listed})
    await note(transaction, "memberships_exported", purpose)
    rows = [
        (
            str(row.id),
            str(row.household_id),
            row.programme,
            row.state,
            row.currency,
            amount(row.monthly_amount_minor, row.currency),
            amount(row.card_share_minor, row.currency),
            amount(row.account_share_minor, row.currency),
            row.starts_on,
            row.ends_on,
        )
        for row in listed
        if row.household_id not in out
    ]
    return file_of_table("memberships", MEMBERSHIPS, rows, form)


async def households_file(transaction: Transaction, form: Format, *, purpose: str, on: date | None) -> FileContent:
    """Return the households as they are, or were on a day, with the applicants' names. Raises ExportTooLong."""
    listed = await transaction.fetch_structs(
        ListedHousehold,
        queries.list_households,
        on or transaction.today,
        transaction.municipality.zone.key,
        ROWS_MAX + 1,
    )
    refuse_long(listed)
    out = await left_out(transaction, {row.id for row in listed})
    shown = [row for row in listed if row.id not in out]
    names = await names_for(transaction, [row.applicant_id for row in shown], purpose=purpose)
    await note(transaction, "households_exported", purpose)
    rows = [(str(row.id), names.get(row.applicant_id), row.members, row.formed_on, row.closed_on) for row in shown]
    return file_of_table("households", HOUSEHOLDS, rows, form)


async def recalculations_file(transaction: Transaction, form: Format, *, language: str | None) -> FileContent:
    """Return where our rules give another result than the body that decided. Raises ExportTooLong."""
    listed = await recalculations.list_page(transaction, after=None, limit=ROWS_MAX, differing=True, language=language)
    refuse_long(listed)
    out = await left_out(transaction, {row.household_id for row in listed})
    await note(transaction, "recalculations_exported", "case_work")
    rows = [
        (
            str(row.id),
            str(row.household_id),
            row.programme,
            row.applied_on,
            row.currency,
            amount(row.imported_minor, row.currency),
            amount(row.ours_minor, row.currency),
            "yes" if row.eligible else "no",
            " ".join(row.reasons),
        )
        for row in listed
        if row.household_id not in out
    ]
    return file_of_table("recalculations", RECALCULATIONS, rows, form)


def refuse_long(listed: Sequence[object]) -> None:
    """Raise ExportTooLong for more rows than a file may have."""
    if len(listed) > ROWS_MAX:
        raise ExportTooLong(f"At most {ROWS_MAX} rows: choose a state, a household or a day.", rows_max=ROWS_MAX)


async def left_out(transaction: Transaction, household_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these households that the acting person may not see: people at risk, and the own household."""
    all_read = protections.may_read_all(transaction)
    rows = await transaction.fetch(queries.select_left_out, list(household_ids), transaction.actor_id, all_read)
    return {row["id"] for row in rows}


async def names_for(transaction: Transaction, person_ids: Collection[UUID], *, purpose: str) -> dict[UUID, str]:
    """Return the names of those who are not erased, each opened for this purpose."""
    wanted = {"given_name", "family_name"}
    opened = await vault.open_many(transaction, set(person_ids), purpose=purpose, only=wanted)
    return {person_id: f"{name['given_name']} {name['family_name']}" for person_id, name in opened.items() if name}


async def note(transaction: Transaction, action: str, purpose: str) -> None:
    """Keep who took a list with them, and why."""
    await audit.record(transaction, action, object_type="export", object_ids=[uuid7()], purpose=purpose)


def amount(amount_minor: int, currency: str) -> Decimal:
    """Return minor units as a spreadsheet adds them up."""
    return Decimal(amount_minor).scaleb(-get_currency_precision(currency))
