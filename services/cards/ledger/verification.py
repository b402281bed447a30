"""`verify`: recompute the tenant's whole ledger and say where it differs from what is stored."""

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

CHECKS = {
    "transfers_sum_to_zero": queries.unbalanced_transfers,
    "transfers_have_entries": queries.transfers_without_entries,
    "balances_are_the_sum_of_entries": queries.wrong_balances,
    "running_balances_follow": queries.wrong_running_balances,
    "lots_add_up_to_the_wallet": queries.wrong_lots,
    "lots_are_reduced_by_draws_and_moves": queries.wrong_draws,
    "moved_lots_arrive_whole": queries.wrong_moves,
    "payments_are_the_sum_of_draws": queries.wrong_payments,
    "refunds_are_noted_on_their_payment": queries.wrong_refunds,
    "lots_hold_what_shops_may_capture": queries.wrong_holds,
    "holds_are_drawn_freed_or_open": queries.wrong_hold_draws,
    "captures_draw_from_their_hold": queries.wrong_captures,
    "releases_are_noted_on_their_hold": queries.wrong_releases,
    "closed_days_keep_their_figures": queries.wrong_settlements,
}


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One invariant, and how many rows break it."""

    name: str
    violations: int


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What all wallets of a kind hold together."""

    kind: str
    currency: str
    balance_minor: int


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """What was moved by all transfers of a kind together."""

    kind: str
    currency: str
    amount_minor: int
    transfers: int


class PaymentTotal(msgspec.Struct, frozen=True, kw_only=True):
    """All sales of a currency together."""

    currency: str
    payments_count: int
    declined_count: int
    spent_minor: int
    bonus_minor: int
    refunded_minor: int
    refunded_bonus_minor: int


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The result: `ok` when no invariant is broken, and the ledger's totals."""

    ok: bool
    checks: list[Check]
    balances: list[Balance]
    flows: list[Flow]
    payments: list[PaymentTotal]


async def verify(transaction: Transaction) -> Verification:
    """Return the verification of the tenant's ledger, all of it at one moment."""
    await transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    checks = [Check(name=name, violations=await transaction.fetchval(query)) for name, query in CHECKS.items()]
    return Verification(
        ok=all(check.violations == 0 for check in checks),
        checks=checks,
        balances=await transaction.fetch_structs(Balance, queries.balances),
        flows=await transaction.fetch_structs(Flow, queries.flows),
        payments=await transaction.fetch_structs(PaymentTotal, queries.payment_totals),
    )
