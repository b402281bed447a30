"""Continuations: a right that was ended by mistake goes on to its last day, and the months missed are owed.

What has ended does not change, so it is a further right of the same decision that says which one it continues.
"""

from datetime import timedelta
from uuid import UUID

from contracts.registry import MembershipActivated
from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries
from services.registry.memberships import credited_months, memberships, suspensions
from services.registry.memberships.memberships import Grant

queries = load_queries(__file__)


async def go_on(transaction: Transaction, ended_id: UUID, *, suspended_for: str | None) -> UUID | None:
    """Continue a right from the day of its end on, suspended where it was; None where its term was over by then."""
    ended = await memberships.find(transaction, ended_id)
    assert ended.exited_on is not None
    if ended.exited_on + timedelta(days=1) >= ended.ends_on:
        return None
    row = await transaction.fetchrow(queries.find_grant, ended_id)
    assert row is not None
    arrears = []
    if suspended_for is None:
        arrears = await credited_months.missed(
            transaction, ended.household_id, ended.programme, first=ended.exited_on, last=ended.ends_on
        )
    right = MembershipActivated(
        membership_id=uuid7(),
        household_id=ended.household_id,
        holder_id=ended.holder_id,
        application_id=ended.application_id,
        programme=ended.programme,
        currency=ended.currency,
        monthly_amount_minor=ended.monthly_amount_minor,
        card_share_minor=ended.card_share_minor,
        account_share_minor=ended.account_share_minor,
        starts_on=ended.exited_on,
        ends_on=ended.ends_on,
        arrears=tuple(arrears),
    )
    grant = Grant(granted_to=row["granted_to"], imported_decision_id=row["imported_decision_id"], continues_id=ended_id)
    await memberships.begin(transaction, right, grant=grant)
    if suspended_for is not None:
        await suspensions.begin(transaction, await memberships.find(transaction, right.membership_id), suspended_for)
    return right.membership_id
