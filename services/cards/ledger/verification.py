"""`verify`: recompute the tenant's whole ledger and say where it differs from what is stored, signed, kept outside."""

import msgspec

from services.cards.ledger import bank_verification, lot_verification, tree_verification
from services.cards.ledger.findings import FIRST, Check, Finding
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

CHECK_SECONDS_MAX = 1_800
"""For a check over the whole ledger; the connection's own limit is for what a person or a till waits for."""

CHECKS = (
    {
        "transfers_sum_to_zero": ("I1", queries.unbalanced_transfers),
        "transfers_have_entries": ("I1", queries.transfers_without_entries),
        "entries_have_a_transfer": ("I1", queries.entries_without_transfer),
        "balances_are_the_sum_of_entries": ("I3", queries.wrong_balances),
        "running_balances_follow": ("I4", queries.wrong_running_balances),
        "fold_points_are_the_sum_of_entries": ("I4", queries.wrong_fold_points),
        "lots_add_up_to_the_wallet": ("I3", queries.wrong_lots),
        "lots_are_reduced_by_draws_and_moves": ("I3", queries.wrong_draws),
        "moved_lots_arrive_whole": ("I9", queries.wrong_moves),
        "cash_is_noted_on_its_lots": ("I3", queries.wrong_cash),
        "payments_are_the_sum_of_draws": ("I3", queries.wrong_payments),
        "payments_are_their_transfers": ("I9", queries.wrong_transfers_of_payments),
        "refunds_are_noted_on_their_payment": ("I8", queries.wrong_refunds),
        "a_key_has_one_effect": ("I6", queries.repeated_commands),
        "money_keeps_its_programme": ("I9", queries.mixed_money),
        "money_comes_in_by_decision": ("I9", queries.money_from_outside),
        "lots_hold_what_shops_may_capture": ("I7", queries.wrong_holds),
        "holds_are_drawn_freed_or_open": ("I7", queries.wrong_hold_draws),
        "captures_take_what_was_held": ("I7", queries.wrong_captures),
        "captures_draw_from_their_hold": ("I7", queries.wrong_capture_draws),
        "releases_are_noted_on_their_hold": ("I7", queries.wrong_releases),
        "respends_are_their_parts": ("I9", queries.wrong_respend_sums),
        "respends_are_their_transfers": ("I9", queries.wrong_respends),
        "money_keeps_its_hops": ("I9", queries.wrong_hops),
        "lines_move_by_decision": ("I9", queries.wrong_line_movements),
        "awards_are_set_aside": ("I9", queries.wrong_commitments),
        "charges_are_their_transfers": ("I9", queries.wrong_charges),
        "till_reports_keep_their_figures": ("I10", queries.wrong_till_reports),
        "closed_days_keep_their_figures": ("I10", queries.wrong_settlements),
        "two_people_have_decided": ("I19", queries.lone_decisions),
        "tables_keep_municipalities_apart": ("I16", queries.open_tables),
    }
    | lot_verification.CHECKS
    | bank_verification.CHECKS
    | tree_verification.CHECKS
)


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


async def verify(transaction: Transaction, settings: Settings | None = None) -> Verification:
    """Return the verification of the tenant's ledger, at one moment; with settings, against the outside too."""
    await transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    checks = [await check(transaction, name, *each) for name, each in CHECKS.items()]
    checks.append(found("checkpoints_hold", await tree_verification.check_own(transaction)))
    if settings is not None:
        outside = await tree_verification.check_outside(transaction, settings)
        checks.append(found("checkpoints_outside_hold", outside))
    return Verification(
        ok=all(check.violations == 0 for check in checks),
        checks=checks,
        balances=await transaction.fetch_structs(Balance, queries.balances),
        flows=await transaction.fetch_structs(Flow, queries.flows),
        payments=await transaction.fetch_structs(PaymentTotal, queries.payment_totals),
    )


async def check(transaction: Transaction, name: str, invariant: str, query: str) -> Check:
    """Return how many rows break an invariant, and the first of them."""
    rows = await transaction.connection.fetch(query, FIRST, timeout=CHECK_SECONDS_MAX)
    first = [Finding(subject=row["subject"], id=row["id"], says=row["says"]) for row in rows]
    return Check(name=name, invariant=invariant, violations=rows[0]["violations"] if rows else 0, first=first)


def found(name: str, findings: list[Finding]) -> Check:
    """Return the check of what was looked at one by one."""
    return Check(name=name, invariant="I17", violations=len(findings), first=findings[:FIRST])


async def report(database: Database, settings: Settings) -> tuple[list[str], bool]:
    """Verify the ledger of every tenant; return what to tell the operator, and whether all of it holds."""
    sentences, is_well = list[str](), True
    for municipality in settings.municipalities.values():
        context = Context(now=wall_time(), municipality_ids=(municipality.id,))
        async with database.transaction(context) as transaction:
            verified = await verify(transaction, settings)
        is_well = is_well and verified.ok
        broken = [each for each in verified.checks if each.violations]
        sentences.append(f"{municipality.slug}: {len(verified.checks)} checks, {len(broken)} broken")
        for each in broken:
            sentences.append(f"  {each.name} ({each.invariant}): {each.violations}")
            sentences += [f"    {found.subject} {found.id}: {found.says}" for found in each.first]
    return sentences, is_well
