"""Memberships: who is entitled to what, as registry and incubator have said; nothing is decided here."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.incubator import ParticipantEnrolled
from contracts.registry import MembershipActivated, MembershipResumed, MembershipsExtended, MembershipSuspended
from services.cards.benefits import run_lines
from services.cards.holders import cards
from services.cards.ledger import wallets
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """An entitlement to a monthly benefit: card share and account share in minor units."""

    id: UUID
    household_id: UUID
    holder_id: UUID
    programme: str
    currency: str
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date

    @classmethod
    def of_household(cls, event: MembershipActivated) -> "Membership":
        """Return the membership that registry has told."""
        return cls(
            id=event.membership_id,
            household_id=event.household_id,
            holder_id=event.holder_id,
            programme=event.programme,
            currency=event.currency,
            card_share_minor=event.card_share_minor,
            account_share_minor=event.account_share_minor,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
        )

    @classmethod
    def of_participant(cls, event: ParticipantEnrolled) -> "Membership":
        """Return the membership of someone who trains: a household of one, all of it by card."""
        return cls(
            id=event.enrolment_id,
            household_id=event.participant_id,
            holder_id=event.participant_id,
            programme=event.programme,
            currency=event.currency,
            card_share_minor=event.allowance_minor,
            account_share_minor=0,
            starts_on=event.starts_on,
            ends_on=event.ends_on,
        )


async def activate(transaction: Transaction, membership: Membership) -> None:
    """Open the household's wallet, order the holder's card, and keep what is due each month."""
    wallet = await wallets.open_wallet(
        transaction, kind="household", owner_id=membership.household_id, currency=membership.currency
    )
    await transaction.execute(
        queries.upsert_membership,
        membership.id,
        membership.household_id,
        membership.holder_id,
        membership.programme,
        membership.currency,
        membership.card_share_minor,
        membership.account_share_minor,
        membership.starts_on,
        membership.ends_on,
        wallet.id,
    )
    await cards.order(transaction, wallet.id, holder_id=membership.holder_id)


async def owe(transaction: Transaction, event: MembershipActivated) -> None:
    """Credit with the next run the months that were missed before a right was decided."""
    await run_lines.owe(transaction, event.membership_id, event.arrears)


async def suspend(transaction: Transaction, event: MembershipSuspended) -> None:
    """Credit nothing while a membership is suspended."""
    await transaction.execute(queries.set_status, event.membership_id, "suspended")


async def resume(transaction: Transaction, event: MembershipResumed) -> None:
    """Credit again, and with the next run the months that are owed."""
    await transaction.execute(queries.set_status, event.membership_id, "active")
    await run_lines.owe(transaction, event.membership_id, event.arrears)


async def leave(transaction: Transaction, membership_id: UUID, *, exited_on: date) -> None:
    """Credit nothing from a day on; what was credited can still be spent until it expires."""
    await transaction.execute(queries.leave, membership_id, exited_on)


async def extend(transaction: Transaction, event: MembershipsExtended) -> None:
    """Credit longer: the rights of a place and cohort got a later last day."""
    await transaction.execute(
        queries.extend,
        [extension.membership_id for extension in event.extensions],
        [extension.ends_on for extension in event.extensions],
    )
