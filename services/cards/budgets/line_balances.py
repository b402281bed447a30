"""Balances of a budget line on a day: what it was granted and where that is, read from the ledger's entries."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec

from services.cards.budgets import budget_lines
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

LINE = {"budget_line", "pot"}
ACCOUNT_SHARES = {"account_share", "account_share_return"}
OF_THE_LINE = {"funding", "line_move", "line_return"}
AWARDS = {"grant", "grant_return", "order_payment"}
UNTIL_DECIDED = {"provisional_credit", "provisional_return"}
CHARGES = {"charge", "charge_return"}
STILL_OURS = {"reservation", "release", "payment", "refund"} | AWARDS | UNTIL_DECIDED | CHARGES
"""Kinds on a line's own wallet that bring nothing back from a household, or only what was credited until a decision."""


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """What transfers of one kind did to wallets of one kind, of one line's money."""

    wallet_kind: str
    transfer_kind: str
    received_minor: int
    gave_minor: int

    @property
    def net_minor(self) -> int:
        """Return what is left there."""
        return self.received_minor - self.gave_minor


class LineBalances(msgspec.Struct, frozen=True, kw_only=True):
    """A line at the end of a day, in minor units.

    granted + moved_in + charged − moved_out − returned = available + reserved + account_paid + awarded + credited
    − expired, and credited − expired = unspent + spent + withdrawn. Of a pot, what is spent is bonus, and counts as
    credited too.
    """

    budget_line_id: UUID
    on: date
    currency: str
    granted_minor: int
    moved_in_minor: int
    moved_out_minor: int
    returned_minor: int
    """Went back to the municipality's own account."""
    charged_minor: int
    """Received of shops: fees and what was clawed back, less what of it was taken back."""
    reserved_minor: int
    """For approved runs, awards and orders, not credited or paid yet."""
    credited_minor: int
    account_paid_minor: int
    awarded_minor: int
    """Tranches of awards and payments of orders that merchants were credited, less what was taken back."""
    spent_minor: int
    """Received by shops, refunds taken off."""
    withdrawn_minor: int
    """Left households' wallets as cash."""
    unspent_minor: int
    expired_minor: int
    """Came back to the line from households: expired, or the household is no more."""
    available_minor: int


async def on_day(transaction: Transaction, line_id: UUID, on: date | None) -> LineBalances:
    """Return a line's balances at the end of a local day, today's as they are now. Raises NotFound."""
    line = await budget_lines.get(transaction, line_id)
    day = on or transaction.today
    flows = await transaction.fetch_structs(Flow, queries.flows_of_line, line_id, end_of(transaction, day))
    return balances(flows, budget_line_id=line_id, on=day, currency=line.currency)


def end_of(transaction: Transaction, day: date) -> datetime:
    """Return the instant at which a local day ends, on days of 23 or 25 hours too."""
    return datetime.combine(day + timedelta(days=1), time(), transaction.municipality.zone)


def balances(flows: Iterable[Flow], *, budget_line_id: UUID, on: date, currency: str) -> LineBalances:
    """Return the balances that these flows add up to."""
    own: dict[str, Flow] = {}
    held = dict.fromkeys(("reserved", "household", "merchant"), 0)
    account_paid = withdrawn = awarded = 0
    for flow in flows:
        if flow.wallet_kind in LINE:
            own[flow.transfer_kind] = flow
        elif flow.wallet_kind == "outside":
            account_paid += flow.net_minor if flow.transfer_kind in ACCOUNT_SHARES else 0
            withdrawn += flow.net_minor if flow.transfer_kind not in ACCOUNT_SHARES | OF_THE_LINE else 0
        elif flow.transfer_kind in CHARGES:
            continue  # What shops pay besides is no less spent in them.
        elif flow.transfer_kind in AWARDS:
            awarded += flow.net_minor if flow.wallet_kind == "merchant" else 0
            held["reserved"] += flow.net_minor if flow.wallet_kind == "reserved" else 0
        else:
            held[flow.wallet_kind] = held.get(flow.wallet_kind, 0) + flow.net_minor
    back = sum(flow.received_minor for kind, flow in own.items() if kind not in OF_THE_LINE | STILL_OURS)
    moves = own.get("line_move")
    charges = [flow.net_minor for kind, flow in own.items() if kind in CHARGES]
    return LineBalances(
        budget_line_id=budget_line_id,
        on=on,
        currency=currency,
        granted_minor=own["funding"].received_minor if "funding" in own else 0,
        moved_in_minor=moves.received_minor if moves else 0,
        moved_out_minor=moves.gave_minor if moves else 0,
        returned_minor=own["line_return"].gave_minor if "line_return" in own else 0,
        charged_minor=sum(charges),
        reserved_minor=held["reserved"],
        credited_minor=held["household"] + held["merchant"] + withdrawn + back,
        account_paid_minor=account_paid,
        awarded_minor=awarded,
        spent_minor=held["merchant"],
        withdrawn_minor=withdrawn,
        unspent_minor=held["household"],
        expired_minor=back,
        available_minor=sum(flow.net_minor for flow in own.values()),
    )
