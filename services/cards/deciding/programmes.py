"""Programmes are data: what a card of this programme may do, read from TOML files.

What may change is dated: a programme has a list of rules, and those that have begun last on a payment's day count. A
published table is never edited; a change is one more table.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from contracts.merchants import MerchantKind
from contracts.types import BasisPoints, Currency, MerchantCategory, MinorUnits
from services.cards.deciding.limits import NO_LIMITS, Limits
from services.kit.clock import month_of
from services.kit.errors import NotFound
from services.kit.settings import Settings

FOLDER = Path(__file__).parents[1] / "programmes"
WHOLE = 10_000
"""Basis points: all of a price."""


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Hours in which the card pays, local time; `until` itself is outside."""

    weekdays: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = (1, 2, 3, 4, 5, 6, 7)
    """ISO 8601: Monday is 1."""
    opens: time
    closes: time


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a payment is judged by, from a day on. Whatever is left out or empty does not restrict."""

    valid_from: date
    denied_categories: frozenset[MerchantCategory] = frozenset()
    allowed_categories: frozenset[MerchantCategory] = frozenset()
    cash_categories: frozenset[MerchantCategory] = frozenset()
    """Categories of shops that give cash; it is withdrawn from them and never sold. None: no shop gives any."""
    areas: tuple[str, ...] = ()
    """Beginnings of the areas (postal codes, districts) in which the card pays."""
    hours: tuple[Opening, ...] = ()
    payment_interval_minutes: Annotated[int, Meta(ge=0, le=1_440)] = 0
    """The least time between two payments with one card."""
    pin_above_minor: MinorUnits
    pin_after_sales: Annotated[int, Meta(ge=0)] = 0
    """After so many sales without it the PIN is asked for; 0 never."""
    local_share_basis_points: BasisPoints = WHOLE
    """The most of a price that the programme pays, its bonus included; the rest is paid another way."""
    household: Limits = NO_LIMITS
    card: Limits = NO_LIMITS

    @property
    def look_back(self) -> bool:
        """Return whether earlier payments have to be known."""
        return self.payment_interval_minutes > 0 or self.household.look_back or self.card.look_back


class Disputing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days after a payment in which it can be disputed; after that, in which the shop answers, and it is decided."""

    open_days: Annotated[int, Meta(ge=1)] = 120
    answer_days: Annotated[int, Meta(ge=0)] = 10
    decide_days: Annotated[int, Meta(ge=1)] = 45
    provisional_credit: bool = False
    """Whether the household may have the money again from the budget line until it is decided."""


class Respending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Whether shops may spend a programme's money again in the network from a day on, and what the pot adds."""

    valid_from: date
    allowed: bool = True
    bonus_basis_points: BasisPoints = 0
    """Of what is spent again, for the shop that pays."""
    bonus_minor_max: MinorUnits = 0
    """The most that one re-spend earns."""
    bonus_hops: Annotated[int, Meta(ge=1)] = 1
    """How many shops may have held the money that still earns; 1 is what a sale brought."""


class Fee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What shops pay from a day on for a month in which they have sold on a programme's money."""

    valid_from: date
    basis_points: BasisPoints = 0
    """Of what they sold, refunds taken off."""
    monthly_minor: MinorUnits = 0
    """For each such month."""
    exempt_kinds: tuple[MerchantKind, ...] = ()


class Programme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One programme; each parameter's source stands in its file."""

    programme: str
    currency: Currency
    approvers: int
    """1 or 2 people who approve a run, never its maker."""
    expiry_months: int
    expiry_notice_days: int
    """Days before a lot's last day on which the holder is told what is left of it."""
    refund_grace_days: int
    """Days for which a refund can be spent when the lot that it came from has expired."""
    set_off_basis_points: BasisPoints
    """The most of a month's benefit that is kept back for what was received without a right."""
    cash_quota_basis_points: BasisPoints
    """The share of each credit that may be withdrawn as cash."""
    card_valid_months: Annotated[int, Meta(ge=1)]
    """Months after the one of the hand-over at whose end a card expires."""
    card_renewal_days: Annotated[int, Meta(ge=0)]
    """Days before that end on which the next card is ordered."""
    hold_minutes: Annotated[int, Meta(ge=1)]
    """How long money stays reserved for a shop that has not captured it."""
    settlement_cut_off: time = time(23)
    """Local time from which a settlement day is closed by itself; the latest of a currency's programmes counts."""
    disputes: Disputing = Disputing()
    lot_categories: tuple[MerchantCategory, ...] = ()
    """What credited money is for, kept with each lot; none is all that the rules allow."""
    rules: Annotated[tuple[Rules, ...], Meta(min_length=1)]
    respending: tuple[Respending, ...] = ()
    """Without any in force, shops are paid out and spend nothing again."""
    fees: tuple[Fee, ...] = ()
    """Without any in force, shops pay none."""


class Reading(msgspec.Struct):
    """Where this process reads its programmes."""

    folder: Path = FOLDER


reading = Reading()


def configure(settings: Settings) -> None:
    """Read programmes from where the settings say, else from those that come with the service."""
    reading.folder = Path(settings.programmes_dir) if settings.programmes_dir else FOLDER


class CardValidity(msgspec.Struct, frozen=True, kw_only=True):
    """Until when a card pays, and when the next one is ordered; nothing where no programme says it."""

    expires_on: date | None = None
    renew_on: date | None = None


@cache
def read(folder: Path) -> dict[str, Programme]:
    """Return a folder's programmes by name. Raises msgspec.ValidationError for a wrong file."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    found = [msgspec.convert(table, Programme) for table in tables]
    return {programme.programme: programme for programme in found}


def all_programmes() -> dict[str, Programme]:
    """Return every programme by name."""
    return read(reading.folder)


def get(name: str) -> Programme:
    """Return a programme. Raises NotFound."""
    programme = all_programmes().get(name)
    if programme is None:
        raise NotFound(f"No programme is named {name}.", known=sorted(all_programmes()))
    return programme


def in_currency(currency: str) -> list[Programme]:
    """Return the programmes that pay in a currency, by name."""
    return [programme for _, programme in sorted(all_programmes().items()) if programme.currency == currency]


def rules_on(day: date) -> dict[str, Rules]:
    """Return the rules in force on a day by programme; a programme that has not begun has none, and pays nothing."""
    return in_force(reading.folder, day)


@lru_cache(maxsize=1_000)
def in_force(folder: Path, day: date) -> dict[str, Rules]:
    """Return the rules that have begun last, by programme."""
    begun = {
        name: [each for each in programme.rules if each.valid_from <= day] for name, programme in read(folder).items()
    }
    return {name: max(rules, key=lambda each: each.valid_from) for name, rules in begun.items() if rules}


def respending_on(day: date) -> dict[str, Respending]:
    """Return on which terms shops may spend money again on a day, by programme; one that is not there forbids it."""
    begun = {
        name: [each for each in programme.respending if each.valid_from <= day]
        for name, programme in all_programmes().items()
    }
    in_force = {name: max(terms, key=lambda each: each.valid_from) for name, terms in begun.items() if terms}
    return {name: terms for name, terms in in_force.items() if terms.allowed}


def fee_on(name: str, day: date) -> Fee | None:
    """Return the schedule of a programme's fees on a day, where it takes any. Raises NotFound."""
    begun = [each for each in get(name).fees if each.valid_from <= day]
    return max(begun, key=lambda each: each.valid_from, default=None)


@cache
def version_of(rules: Rules) -> str:
    """Return day and fingerprint: an edited table has another version, so a replay never uses it unnoticed."""
    stated = msgspec.json.encode(rules, order="deterministic")
    return f"{rules.valid_from}#{hashlib.sha256(stated).hexdigest()[:8]}"


def rules_of(name: str, version: str) -> Rules | None:
    """Return the rules that a payment was judged by, or None where this installation no longer has them unchanged."""
    programme = all_programmes().get(name)
    among = programme.rules if programme else ()
    return next((rules for rules in among if version_of(rules) == version), None)


def expires_on(programme: Programme, month: date) -> date:
    """Return the last day on which money credited for a month can be spent: the end of the n-th month after it."""
    return month_of(month, later=programme.expiry_months + 1) - timedelta(days=1)


def card_validity(names: Sequence[str], handed_over_on: date) -> CardValidity:
    """Return how long a card lasts on a wallet that these programmes credit: as long as the most generous says."""
    if not names:
        return CardValidity()
    longest = max((get(name) for name in names), key=lambda each: each.card_valid_months)
    expiry = month_of(handed_over_on, later=longest.card_valid_months + 1) - timedelta(days=1)
    return CardValidity(expires_on=expiry, renew_on=expiry - timedelta(days=longest.card_renewal_days))
