"""Acceptances: from which day to which a merchant takes cards, decided by a person other than who made the case."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.merchants import MerchantAccepted, MerchantSuspended
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem, SameActor
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, ShortText
from services.merchants.joining import agreements, bank_accounts, merchants, terms
from services.merchants.joining.merchants import TRANSITIONS, Merchant

queries = load_queries(__file__)

EndingReason = Literal["agreement_broken", "asked_by_merchant", "closed_down", "fraud_suspected", "papers_expired"]


class DayInThePast(Problem):
    """A merchant cannot be accepted, suspended or let go for days that have passed."""


class VerificationOver(Problem):
    """The merchant's verification is over; verify its papers again first."""


class AccountUnverified(Problem):
    """A merchant is accepted once its bank account was checked by a second person."""


class Accepting(Body, frozen=True, kw_only=True):
    """From which day a merchant takes cards.

    Without a day of signature it has signed the agreement in force here; with one, an officer has seen a paper of
    this version (the one in force when not named) that was signed elsewhere.
    """

    accepted_from: date
    agreement_signed_on: date | None = None
    agreement_version: ShortText | None = None


class Ending(Body, frozen=True, kw_only=True):
    """The first day without cards, and why, as a code: it is told to other services."""

    ends_on: date
    reason: EndingReason


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of days on which a merchant takes cards. `accepted_until` is the first day without."""

    id: UUID
    merchant_id: UUID
    accepted_from: date
    accepted_until: date | None
    agreement_version: str
    agreement_signed_on: date
    made_by: UUID
    accepted_by: UUID
    accepted_at: datetime
    ended_by: UUID | None
    ended_reason: str | None


async def history(transaction: Transaction, merchant_id: UUID) -> list[Acceptance]:
    """Return all stretches of a merchant, the first one first. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(Acceptance, queries.select_acceptances, merchant_id)


async def accept(transaction: Transaction, merchant_id: UUID, accepting: Accepting) -> Merchant:
    """Let a merchant take cards from a day on.

    Raises SameActor for who verified or suspended it and for its owner, AccountUnverified, AgreementUnsigned,
    VerificationOver, DayInThePast.
    """
    merchant = await merchants.take(transaction, merchant_id)
    status = transition(TRANSITIONS, merchant.status, "accepted")
    earlier = await history(transaction, merchant_id)
    made_by = earlier[-1].ended_by if earlier else merchant.verified_by
    if transaction.actor_id in {made_by, merchant.owner_id}:
        raise SameActor("Somebody else than the owner and who verified or suspended the merchant has to accept it.")
    _refuse_past(transaction, accepting.accepted_from)
    if merchant.verified_until is not None and merchant.verified_until < transaction.today:
        raise VerificationOver(f"It held until {merchant.verified_until.isoformat()}.")
    if not await bank_accounts.has_verified(transaction, merchant_id):
        raise AccountUnverified("Enter the merchant's bank account and let a second person verify it.")
    agreement_version, signed_on = await _agreed(transaction, merchant_id, accepting)
    await transaction.execute(
        queries.insert_acceptance,
        uuid7(),
        merchant_id,
        accepting.accepted_from,
        agreement_version,
        signed_on,
        made_by,
        transaction.actor_id,
        transaction.now,
    )
    await transaction.execute(queries.change_status, merchant_id, status)
    days = terms.current(transaction).refund_days
    await publish(transaction, _accepted(merchant, accepting.accepted_from, refund_days=days))
    await audit.record(transaction, "merchant_accepted", object_type="merchant", object_ids=[merchant_id])
    return await merchants.get(transaction, merchant_id)


async def _agreed(transaction: Transaction, merchant_id: UUID, accepting: Accepting) -> tuple[str, date]:
    if accepting.agreement_signed_on is not None:
        version = accepting.agreement_version or terms.current(transaction).agreement_version
        return version, accepting.agreement_signed_on
    signed = await agreements.signed_in_force(transaction, merchant_id)
    assert signed.signed_on is not None
    return signed.agreement_version, signed.signed_on


async def suspend(transaction: Transaction, merchant_id: UUID, ending: Ending) -> Merchant:
    """Let a merchant take no cards from a day on; what it sold before is settled and may be refunded."""
    return await _end(transaction, merchant_id, "suspended", ending)


async def leave(transaction: Transaction, merchant_id: UUID, ending: Ending) -> Merchant:
    """Let a merchant go from a day on, for good; what it sold before is settled and may be refunded."""
    return await _end(transaction, merchant_id, "left", ending)


async def _end(
    transaction: Transaction, merchant_id: UUID, wanted: Literal["suspended", "left"], ending: Ending
) -> Merchant:
    await end(transaction, await merchants.take(transaction, merchant_id), wanted, ending)
    return await merchants.get(transaction, merchant_id)


async def end(
    transaction: Transaction, merchant: Merchant, wanted: Literal["suspended", "left"], ending: Ending
) -> None:
    """End the acceptance of a merchant that is locked: by an officer, its owner, or the clock."""
    merchant_id = merchant.id
    status = transition(TRANSITIONS, merchant.status, wanted)
    _refuse_past(transaction, ending.ends_on)
    ended = await transaction.execute(
        queries.end_acceptance, merchant_id, ending.ends_on, transaction.actor_id, ending.reason
    )
    await transaction.execute(queries.change_status, merchant_id, status)
    if ended:
        # For cards, leaving is a suspension that nobody lifts.
        reason = ending.reason if wanted == "suspended" else wanted
        event = MerchantSuspended(merchant_id=merchant_id, suspended_from=ending.ends_on, reason=reason)
        await publish(transaction, event)
    await audit.record(transaction, f"merchant_{wanted}", object_type="merchant", object_ids=[merchant_id])


def _refuse_past(transaction: Transaction, day: date) -> None:
    if day < transaction.today:
        raise DayInThePast(f"The first day can be {transaction.today.isoformat()} at the earliest.")


def _accepted(merchant: Merchant, accepted_from: date, *, refund_days: int) -> MerchantAccepted:
    return MerchantAccepted(
        merchant_id=merchant.id,
        trade_name=merchant.trade_name,
        kind=merchant.kind,
        legal_form=merchant.legal_form,
        categories=merchant.categories,
        currency=merchant.currency,
        accepted_from=accepted_from,
        enterprise_id=merchant.enterprise_id,
        refund_days=refund_days,
    )
