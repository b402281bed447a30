"""The local multiplier LM3 = (R1 + R2 + R3) / R1 (New Economics Foundation), from what the ledger's events show.

R1 is what was credited, R2 the part of it that holders spent at members, R3 the part of R2 that these members spent
again at members. All three are exact within the circuit, by the provenance of each lot and the hop of what shops pay
shops: R3 is what arrives at its second shop. Cash from shops is not in R2: where it is spent is seen by nobody. Money
that a bank has paid out to a shop has left the circuit, and no event says where it went. So the answer is an interval:
at its lower end what left, also as cash, counts as nothing, at its upper end the share of it counts that is taken to be
spent locally. Without a survey that share is unknown and the upper end takes all of it, which is a bound and not an
estimate.
"""

from datetime import date

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

BASIS = 10_000


class Rounds(msgspec.Struct, frozen=True, kw_only=True):
    """What was observed of one currency."""

    currency: str
    credited_minor: int
    spent_minor: int
    respent_minor: int = 0
    """The part of the spending that the shops which received it paid to other shops of the network."""
    cash_minor: int = 0
    """What holders have withdrawn: it has left the circuit."""
    paid_out_minor: int = 0
    """The part of the spending that a bank has paid out to the shops which received it."""


class Multiplier(msgspec.Struct, frozen=True, kw_only=True):
    """LM3 of one currency as an interval; a ratio of 1.98 is 19 800 basis points. Absent while nothing was credited."""

    rounds: Rounds
    local_share_basis_points: int
    low_basis_points: int | None
    high_basis_points: int | None


def ratio(*, r1: int, r2: int, r3: int) -> int | None:
    """Return LM3 in basis points, rounded down; None without a first round."""
    return None if r1 <= 0 else (r1 + r2 + r3) * BASIS // r1


def interval(rounds: Rounds, local_share_basis_points: int) -> Multiplier:
    """Return LM3 with what left the circuit counted as nothing, and at the local share."""
    cash = rounds.cash_minor * local_share_basis_points // BASIS
    outside = (rounds.paid_out_minor + cash) * local_share_basis_points // BASIS
    r1, r2, r3 = rounds.credited_minor, rounds.spent_minor, min(rounds.respent_minor, rounds.spent_minor)
    return Multiplier(
        rounds=rounds,
        local_share_basis_points=local_share_basis_points,
        low_basis_points=ratio(r1=r1, r2=r2, r3=r3),
        high_basis_points=ratio(r1=r1, r2=r2 + cash, r3=min(r3 + outside, r2 + cash)),
    )


async def observe(transaction: Transaction, month: date | None, local_share_basis_points: int) -> list[Multiplier]:
    """Return LM3 of the benefit of a month, whenever it was spent, or of all; one for each currency."""
    rounds = await transaction.fetch_structs(Rounds, queries.select_rounds, month)
    return [interval(each, local_share_basis_points) for each in rounds]
