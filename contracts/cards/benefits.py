"""A month's benefits, from the reserve to what expires."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits


class AccountShare(msgspec.Struct, frozen=True, kw_only=True):
    """The part of one household's benefit that is not paid by card."""

    household_id: UUID
    membership_id: UUID
    amount_minor: MinorUnits


class RunFundsReserved(Event, frozen=True, aggregate="run_id"):
    """An approved run's money is reserved; this chunk of its account shares was looked at again and may be paid."""

    type = "cards.run_funds_reserved.v1"
    run_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    currency: Currency
    account_shares: list[AccountShare]


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """One lot credited to one wallet."""

    lot_id: UUID
    wallet_id: UUID
    household_id: UUID
    amount_minor: MinorUnits
    expires_on: date


class BenefitsCredited(Event, frozen=True, aggregate="run_id"):
    """A chunk of a run's card shares was credited as lots."""

    type = "cards.benefits_credited.v1"
    run_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    currency: Currency
    credits: list[Credit]
    kind: Literal["monthly", "top_up"] = "monthly"
    """A top-up is paid once by a decision of its own, beside what the month brings."""


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept back of one household for one set-off."""

    set_off_id: UUID
    household_id: UUID
    amount_minor: MinorUnits


class SetOffTaken(Event, frozen=True, aggregate="run_id"):
    """A chunk of a run kept back these sums; the money stayed on its budget line."""

    type = "cards.set_off_taken.v1"
    run_id: UUID
    programme: str
    currency: Currency
    takings: list[Taking]


class ExpiringCredit(msgspec.Struct, frozen=True, kw_only=True):
    """What a household has not spent of a lot."""

    lot_id: UUID
    wallet_id: UUID
    household_id: UUID
    amount_minor: MinorUnits
    expires_on: date


class ExpiryAnnounced(Event, frozen=True, aggregate="notice_id"):
    """These lots expire soon; the holders are told, once for each lot."""

    type = "cards.expiry_announced.v1"
    notice_id: UUID
    programme: str
    currency: Currency
    credits: list[ExpiringCredit]


class ExpiredCredit(ExpiringCredit, frozen=True, kw_only=True):
    """What a household had not spent of a month's lot after its last day."""

    month: date


class LotsExpired(Event, frozen=True, aggregate="sweep_id"):
    """A chunk of a day's expired lots: what was left of them went back to their budget line, after notice."""

    type = "cards.lots_expired.v1"
    sweep_id: UUID
    programme: str
    budget_line_id: UUID
    currency: Currency
    credits: list[ExpiredCredit]
