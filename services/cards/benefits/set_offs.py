"""Set-offs: what a household received without a right is kept back from its next benefits, a part each month."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import msgspec

from contracts.cards import SetOffTaken, Taking
from contracts.registry import SetOffLifted, SetOffOrdered
from contracts.types import BasisPoints
from services.cards.benefits.run_lines import Line
from services.kit.db import Transaction
from services.kit.events import publish
from services.kit.sql import load_queries

queries = load_queries(__file__)

WHOLE = 10_000


class OpenSetOff(msgspec.Struct, frozen=True, kw_only=True):
    """What is still to be kept back of one household."""

    id: UUID
    household_id: UUID
    open_minor: int


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """What one line of a run keeps back for one set-off."""

    run_line_id: UUID
    set_off_id: UUID
    amount_minor: int


async def order(transaction: Transaction, event: SetOffOrdered) -> None:
    """Keep back from the next runs what registry has ordered."""
    await transaction.execute(
        queries.insert_set_off,
        event.set_off_id,
        event.household_id,
        event.programme,
        event.currency,
        event.amount_minor,
        event.ordered_on,
    )


async def lift(transaction: Transaction, event: SetOffLifted) -> None:
    """Keep nothing more back."""
    await transaction.execute(queries.lift_set_off, event.set_off_id, event.lifted_on)


def keep_back(
    lines: Sequence[Line], open_set_offs: Sequence[OpenSetOff], *, basis_points: BasisPoints
) -> tuple[list[Line], list[Planned]]:
    """Return the lines with what they keep back, the account's share first and then the card's, and for which set-off.

    Of each line at most `basis_points` are kept back, rounded down: something is left to live on.
    """
    waiting: dict[UUID, list[OpenSetOff]] = defaultdict(list)
    for set_off in open_set_offs:
        waiting[set_off.household_id].append(set_off)
    kept, planned = [], []
    for line in lines:
        left = 0 if line.excluded else (line.card_share_minor + line.account_share_minor) * basis_points // WHOLE
        takings, waiting[line.household_id] = _take(line.id, waiting[line.household_id], left)
        planned += takings
        kept.append(_reduced(line, sum(taking.amount_minor for taking in takings)))
    return kept, planned


def _take(line_id: UUID, waiting: list[OpenSetOff], left_minor: int) -> tuple[list[Planned], list[OpenSetOff]]:
    """Return what a line keeps back for which set-offs, and what of them is still open after it."""
    takings, still = [], []
    for set_off in waiting:
        amount = min(set_off.open_minor, left_minor)
        left_minor -= amount
        if amount:
            takings.append(Planned(run_line_id=line_id, set_off_id=set_off.id, amount_minor=amount))
        if amount < set_off.open_minor:
            still.append(msgspec.structs.replace(set_off, open_minor=set_off.open_minor - amount))
    return takings, still


def _reduced(line: Line, amount_minor: int) -> Line:
    from_account = min(line.account_share_minor, amount_minor)
    return msgspec.structs.replace(
        line,
        account_share_minor=line.account_share_minor - from_account,
        card_share_minor=line.card_share_minor - (amount_minor - from_account),
        set_off_minor=amount_minor,
    )


async def take(
    transaction: Transaction, line_ids: Sequence[UUID], *, run_id: UUID, programme: str, currency: str
) -> None:
    """Note what the lines that are credited now have kept back, and say so."""
    takings = await transaction.fetch_structs(Taking, queries.take, list(line_ids))
    if takings:
        await publish(transaction, SetOffTaken(run_id=run_id, programme=programme, currency=currency, takings=takings))


async def plan(
    transaction: Transaction, lines: Sequence[Line], *, programme: str, basis_points: BasisPoints
) -> tuple[list[Line], list[Planned]]:
    """Return the lines of a run as `keep_back` does, for all that is still open of a programme."""
    waiting = await transaction.fetch_structs(OpenSetOff, queries.open_set_offs, programme)
    return keep_back(lines, waiting, basis_points=basis_points)


async def insert(transaction: Transaction, planned: Sequence[Planned]) -> None:
    """Keep what a run's lines keep back for which set-off."""
    await transaction.execute(
        queries.insert_takings,
        [each.run_line_id for each in planned],
        [each.set_off_id for each in planned],
        [each.amount_minor for each in planned],
    )
