"""Programmes: by which dated rules cards pays and registry gives a right, and drafts tried on a month's payments."""

from datetime import date, time
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, send
from services.console.clients.services import optional


class Limits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The most that may be spent, and how often; None is no limit."""

    payment_minor_max: int | None = None
    day_minor_max: int | None = None
    month_minor_max: int | None = None
    day_count_max: int | None = None
    month_count_max: int | None = None


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Hours in which the card pays; Monday is 1."""

    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    opens: time
    closes: time


class Rules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a payment is judged by, from a day on. Whatever is left out or empty does not restrict."""

    valid_from: date
    denied_categories: list[str] = []
    allowed_categories: list[str] = []
    cash_categories: list[str] = []
    areas: list[str] = []
    hours: list[Opening] = []
    payment_interval_minutes: int = 0
    pin_above_minor: int
    pin_after_sales: int = 0
    local_share_basis_points: int = 10_000
    household: Limits = Limits()
    card: Limits = Limits()


class Respending(msgspec.Struct, frozen=True, kw_only=True):
    """On which terms shops spend the money again."""

    valid_from: date
    allowed: bool = True
    bonus_basis_points: int = 0
    bonus_minor_max: int = 0


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """What shops pay for a month in which they have sold."""

    valid_from: date
    basis_points: int = 0
    monthly_minor: int = 0


class Disputing(msgspec.Struct, frozen=True, kw_only=True):
    """Days of a dispute."""

    open_days: int
    answer_days: int
    decide_days: int
    provisional_credit: bool


class CardProgramme(msgspec.Struct, frozen=True, kw_only=True):
    """How a programme's money is spent."""

    programme: str
    currency: str
    approvers: int
    expiry_months: int
    expiry_notice_days: int
    refund_grace_days: int
    set_off_basis_points: int
    cash_quota_basis_points: int
    card_valid_months: int
    hold_minutes: int
    disputes: Disputing
    rules: list[Rules]
    respending: list[Respending] = []
    fees: list[Fee] = []


class RightsProgramme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme that takes applications."""

    programme: str
    rule_version: str
    valid_from: date
    currency: str
    months: int


class RightsRules(msgspec.Struct, frozen=True, kw_only=True):
    """By which rules a right is given on a day, section by section, each with its legal source."""

    rule_version: str
    rules: dict[str, Any]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A draft of a programme's rules, and a day of the month whose payments it is tried on."""

    programme: str
    month: date
    rules: Rules


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule changes: payments, and by how much more or less the card pays."""

    payments: int
    amount_minor: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that the draft decides otherwise."""

    payment_id: UUID
    on: date
    before_minor: int
    after_minor: int
    rule: str


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft would have made of a month."""

    programme: str
    month: date
    currency: str
    payments: int
    undecided: int
    declined: int
    paid: int
    less: int
    more: int
    before_minor: int
    after_minor: int
    by_rule: dict[str, Sum]
    changes: list[Change]


class TrialJob(msgspec.Struct, frozen=True, kw_only=True):
    """How far a trial is, and its result when it is done."""

    state: str
    done: int
    total: int | None
    result: Figures | None = None


async def list_card_programmes(caller: Caller) -> list[CardProgramme]:
    """Return by which rules cards pay, programme by programme."""
    return await fetch(caller, "cards", "/programmes", list[CardProgramme])


async def list_rights_programmes(caller: Caller) -> list[RightsProgramme]:
    """Return the programmes that take applications today."""
    return await fetch(caller, "registry", "/programmes", list[RightsProgramme])


async def read_rights(caller: Caller, programme: str) -> RightsRules | None:
    """Return by which rules a right is given today; None for a programme that registry knows no rules of."""
    return await optional(fetch(caller, "registry", f"/programmes/{programme}/rules", RightsRules))


async def start_trial(caller: Caller, trial: Trial, key: str) -> Named:
    """Begin to try a draft; the answer is the job."""
    return await send(caller, "cards", Command(path="/rule-trials", body=trial, key=key), Named)


async def read_trial(caller: Caller, job_id: UUID) -> TrialJob:
    """Return how far a trial is."""
    return await fetch(caller, "cards", f"/jobs/{job_id}", TrialJob)
