"""Whatever a superuser changes, deletes or inserts among lots, draws, holds and balances is named by `verify`."""

from datetime import date
from typing import Any

import pytest

from services.kit.db import Connection
from tests.cards.factories import OFFICER, PIN, Town
from tests.cards.payments.holding import capture, hold, void

SPENT = "(SELECT id FROM lots WHERE remaining_minor = 0 LIMIT 1)"
"""The lot of which nothing is left."""
LAST = "(SELECT id FROM lots ORDER BY id DESC LIMIT 1)"
HOLD = "(SELECT id FROM authorisations ORDER BY id LIMIT 1)"
COPY = "INSERT INTO {table} SELECT r.* FROM {table} AS t, jsonb_populate_record(t, '{changes}') AS r LIMIT 1"
OTHER = '"0190b000-0000-7000-8000-00000000ffff"'


def copied(table: str, **changes: Any) -> str:
    """Return the statement that puts a changed copy of a row beside it."""
    fields = ", ".join(f'"{name}": {value}' for name, value in changes.items())
    return COPY.format(table=table, changes="{" + fields + "}")


EDITS = {
    "a lot is worth more": ("UPDATE lots SET remaining_minor = 1 WHERE id = " + SPENT, "lots_add_up_to_the_wallet"),
    "a lot and its credit are": (
        "UPDATE lots SET credited_minor = credited_minor + 5, remaining_minor = remaining_minor + 5",
        "lots_are_what_runs_credited",
    ),
    "a lot changes hands": (
        "UPDATE lots SET wallet_id = (SELECT id FROM wallets WHERE kind = 'household' ORDER BY id LIMIT 1)",
        "lots_are_what_runs_credited",
    ),
    "a lot lives longer": (
        "UPDATE lots SET expires_on = expires_on + 30 WHERE id = " + LAST,
        "lots_end_with_their_run",
    ),
    "a spent lot is deleted": ("DELETE FROM lots WHERE id = " + SPENT, "nothing_is_of_what_is_gone"),
    "a lot is inserted": (copied("lots", id=OTHER, run_line_id=OTHER), "lots_are_what_runs_credited"),
    "a draw is changed": ("UPDATE draws SET amount_minor = amount_minor + 1", "payments_are_the_sum_of_draws"),
    "a draw is of another lot": (
        f"UPDATE draws SET lot_id = {SPENT} WHERE lot_id <> {SPENT}",
        "lots_are_reduced_by_draws_and_moves",
    ),
    "a draw is deleted": (
        "DELETE FROM draws WHERE payment_id = (SELECT payment_id FROM draws LIMIT 1)",
        "payments_are_the_sum_of_draws",
    ),
    "a draw is inserted": (copied("draws", payment_id=OTHER), "nothing_is_of_what_is_gone"),
    "a hold is larger": (
        ("UPDATE authorisations SET (held_minor, requested_minor) = (held_minor + 1, requested_minor + 1)"
        f" WHERE id = {HOLD}"),
        "holds_are_drawn_freed_or_open",
    ),
    "a hold is deleted": (f"DELETE FROM authorisations WHERE id = {HOLD}", "nothing_is_of_what_is_gone"),
    "what is held of a lot is deleted": ("DELETE FROM hold_draws", "lots_hold_what_shops_may_capture"),
    "what is held of a lot is inserted": (
        copied("hold_draws", authorisation_id=OTHER), "lots_hold_what_shops_may_capture"
    ),
    "a lot keeps nothing for shops": ("UPDATE lots SET held_minor = 0", "lots_hold_what_shops_may_capture"),
    "a capture is forgotten": ("UPDATE authorisations SET captured_minor = 0", "captures_take_what_was_held"),
    "a release is deleted": ("DELETE FROM hold_releases", "releases_are_noted_on_their_hold"),
    "a balance is changed": ("UPDATE wallets SET balance_minor = balance_minor + 1 WHERE kind = 'household'",
                             "balances_are_the_sum_of_entries"),
    "a balance is inserted": (
        copied("wallets", id=OTHER, owner_id=OTHER, kind='"household"', balance_minor=9),
        "balances_are_the_sum_of_entries",
    ),
    "a wallet is deleted": ("DELETE FROM wallets WHERE kind = 'merchant'", "nothing_is_of_what_is_gone"),
    "a running balance is changed": (
        "UPDATE entries SET balance_minor = balance_minor + 1 WHERE balance_minor IS NOT NULL",
        "running_balances_follow",
    ),
}  # fmt: skip


async def spend(town: Town) -> None:
    """Credit two households, spend one of the lots whole, hold, capture a part, and let go of another hold."""
    await town.enter_household(5_000)
    await town.credit(date(2026, 3, 1))
    await town.receipt(10_800, pin=PIN)
    await town.receipt(500)
    held = await hold(town, 900)
    await capture(town, held, 300)
    await void(town, await hold(town, 200))
    await town.seal()
    await town.verify()


@pytest.mark.parametrize("edit", EDITS)
async def test_what_a_superuser_does_is_named(town: Town, superuser: Connection, edit: str) -> None:
    await spend(town)
    statement, named = EDITS[edit]
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(statement)
    found = await town.client.get("/verify", by=OFFICER)
    assert named in {check["name"] for check in found["checks"] if check["violations"]}, edit
