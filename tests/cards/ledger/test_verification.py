"""`verify` names what a superuser has done to the ledger."""

import asyncpg
import pytest

from services.cards.ledger import verification
from tests.cards.factories import OFFICER, Town
from tests.conftest import Run
from tests.databases import Urls


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (
            "UPDATE wallets SET balance_minor = balance_minor + 1 WHERE kind = 'household'",
            "balances_are_the_sum_of_entries",
        ),
        ("UPDATE lots SET remaining_minor = remaining_minor - 1", "lots_add_up_to_the_wallet"),
        ("UPDATE lots SET withdrawn_minor = 1", "cash_is_noted_on_its_lots"),
        ("UPDATE draws SET amount_minor = amount_minor + 1", "payments_are_the_sum_of_draws"),
        ("UPDATE entries SET amount_minor = amount_minor + 1 WHERE amount_minor > 0", "transfers_sum_to_zero"),
        ("DELETE FROM entries WHERE id = (SELECT max(id) FROM entries)", "transfers_sum_to_zero"),
        ("UPDATE payments SET refunded_minor = 1", "refunds_are_noted_on_their_payment"),
        (
            "UPDATE entries SET balance_minor = balance_minor + 1 WHERE balance_minor IS NOT NULL",
            "running_balances_follow",
        ),
    ],
)
async def test_an_edit_is_named(town: Town, own_urls: Urls, run: Run, edit: str, named: str) -> None:
    await town.receipt(1_000)
    await town.verify()
    superuser = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{own_urls.name}")
    try:
        await superuser.execute("SET session_replication_role = replica")
        await superuser.execute(edit)
    finally:
        await superuser.close()
    found = await town.client.get("/verify", by=OFFICER)
    assert not found["ok"]
    assert named in {check["name"] for check in found["checks"] if check["violations"]}


async def test_the_command_names_what_differs_and_says_that_not_all_is_well(
    town: Town, own_urls: Urls, run: Run
) -> None:
    await town.receipt(1_000)
    sentences, is_well = await verification.report(town.worker, town.settings)
    assert is_well
    assert sentences[0].startswith("paggaio: ")
    assert sentences[0].endswith(" 0 broken")
    superuser = await asyncpg.connect(run.admin_url.rpartition("/")[0] + f"/{own_urls.name}")
    await superuser.execute("UPDATE wallets SET balance_minor = balance_minor + 1 WHERE kind = 'household'")
    await superuser.close()
    sentences, is_well = await verification.report(town.worker, town.settings)
    assert not is_well
    assert any("wallet" in each and "its entries sum to" in each for each in sentences)
