"""The local multiplier LM3 = (R1 + R2 + R3) / R1 (New Economics Foundation), from what the ledger's events show.

R1 is what was credited, R2 the part of it that holders spent at members, R3 the part of R2 that these members spent
again at members. All three are exact within the circuit, by the provenance of each lot and the hop of what shops pay
shops: R3 is what arrives at its second shop. Cash from shops is not in R2: where it is spent is seen by nobody. Money
that a bank has paid out to a shop has left the circuit, and no event says where it went. So the answer is an interval:
at its lower end what left, also as cash, counts as nothing, at its upper end the share of it counts that is taken to be
spent locally. Without a survey that share is unknown and the upper end takes all of it, which is a bound and not an
estimate.

Of a kind of shop or an area it is the multiplier of the money that was spent there: R1 is the part of what was credited
that went there, and so is R2. What was credited and not spent has the multiplier 1, and all of these together, weighted
by their R1, give the whole one. Further rounds are what arrives at third shops and later; they are in no LM3.
"""

from datetime import date

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.counting.suppression import K_MIN, sees_all

queries = load_queries(__file__)

BASIS = 10_000


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which money: of the benefit of these months, both included, of a programme, first spent at such shops."""

    month: date | None = None
    until_month: date | None = None
    programme: str | None = None
    merchant_kind: str | None = None
    area: str | None = None

    @property
    def last_month(self) -> date | None:
        """Return the last month; with only a first one it is that."""
        return self.until_month or self.month

    @property
    def of_shops(self) -> bool:
        """Return whether it is money that was spent at certain shops."""
        return self.merchant_kind is not None or self.area is not None


class Rounds(msgspec.Struct, frozen=True, kw_only=True):
    """What was observed of one currency."""

    currency: str
    credited_minor: int
    spent_minor: int
    respent_minor: int = 0
    """The part of the spending that the shops which received it paid to other shops of the network."""
    further_minor: int = 0
    """What those shops paid on, and whoever they paid, and so on."""
    cash_minor: int = 0
    """What holders have withdrawn: it has left the circuit."""
    paid_out_minor: int = 0
    """The part of the spending that a bank has paid out to the shops which received it."""


class Multiplier(msgspec.Struct, frozen=True, kw_only=True):
    """LM3 of one currency as an interval; a ratio of 1.98 is 19 800 basis points. Absent while nothing was credited.

    Where fewer than five households have spent it is absent too. Of a part of the money all but auditors are told
    ratios to two places and no amounts: a month taken from all would be another month.
    """

    currency: str
    rounds: Rounds | None
    local_share_basis_points: int
    low_basis_points: int | None
    high_basis_points: int | None
    all_rounds_basis_points: int | None = None
    """With every further round that was seen, what left counted as nothing."""


def ratio(*, r1: int, r2: int, r3: int) -> int | None:
    """Return LM3 in basis points, rounded down; None without a first round."""
    return None if r1 <= 0 else (r1 + r2 + r3) * BASIS // r1


def interval(rounds: Rounds, local_share_basis_points: int) -> Multiplier:
    """Return LM3 with what left the circuit counted as nothing, and at the local share."""
    cash = rounds.cash_minor * local_share_basis_points // BASIS
    outside = (rounds.paid_out_minor + cash) * local_share_basis_points // BASIS
    r1, r2, r3 = rounds.credited_minor, rounds.spent_minor, min(rounds.respent_minor, rounds.spent_minor)
    return Multiplier(
        currency=rounds.currency,
        rounds=rounds,
        local_share_basis_points=local_share_basis_points,
        low_basis_points=ratio(r1=r1, r2=r2, r3=r3),
        high_basis_points=ratio(r1=r1, r2=r2 + cash, r3=min(r3 + outside, r2 + cash)),
        all_rounds_basis_points=ratio(r1=r1, r2=r2, r3=r3 + rounds.further_minor),
    )


def at_shops(rounds: Rounds) -> Rounds:
    """Return the rounds of what was spent at certain shops: the first one is what of the credit went there."""
    return msgspec.structs.replace(rounds, credited_minor=rounds.spent_minor, cash_minor=0)


def rounded(found: Multiplier) -> Multiplier:
    """Return ratios to two places and no amounts: with four places and what was credited they would be amounts."""
    names = ("low_basis_points", "high_basis_points", "all_rounds_basis_points")
    ratios = {name: getattr(found, name) for name in names}
    short = {name: None if value is None else round(value, -2) for name, value in ratios.items()}
    return msgspec.structs.replace(found, rounds=None, **short)


def told(found: Multiplier, *, whole: bool, households_count: int) -> Multiplier:
    """Return what those who are no auditors may know of it."""
    if households_count >= K_MIN:
        return found if whole else rounded(found)
    return Multiplier(
        currency=found.currency,
        rounds=None,
        local_share_basis_points=found.local_share_basis_points,
        low_basis_points=None,
        high_basis_points=None,
    )


async def observe(transaction: Transaction, chosen: Chosen, local_share_basis_points: int) -> list[Multiplier]:
    """Return LM3 of the money chosen, whenever it was spent; one for each currency."""
    asked = (chosen.month, chosen.last_month, chosen.programme, chosen.merchant_kind, chosen.area)
    rounds = await transaction.fetch_structs(Rounds, queries.select_rounds, *asked)
    found = [interval(at_shops(each) if chosen.of_shops else each, local_share_basis_points) for each in rounds]
    if sees_all(transaction):
        return found
    counts = {row["currency"]: row["households_count"] for row in await transaction.fetch(queries.count_buyers, *asked)}
    whole = chosen == Chosen()
    return [told(each, whole=whole, households_count=counts.get(each.currency, 0)) for each in found]
