"""Spending, and a programme that no code knows: Lebrija's, from one TOML file, over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from services.cards.deciding import programmes
from services.cards.payments import postings
from services.kit.db import Database
from services.kit.settings import Settings
from tests.cards.factories import PIN, Town
from tests.clients import Client

LEBRIJA = """
# Lebrija's aid in the town's own money: half of a price in elio, half in euro (diariodesevilla.es). Limits: unsourced.
programme = "lebrija_elio"
currency = "EUR"
approvers = 1
expiry_months = 6
expiry_notice_days = 30
refund_grace_days = 30
set_off_basis_points = 5000
cash_quota_basis_points = 0
hold_minutes = 1440
card_valid_months = 36
card_renewal_days = 45
lot_categories = ["5411", "5912"]
[[rules]]
valid_from = 2021-01-01
pin_above_minor = 5000
pin_after_sales = 2
local_share_basis_points = 5000
areas = ["41"]
household = { day_minor_max = 3000, month_count_max = 9 }
[[rules]]
valid_from = 2199-01-01
pin_above_minor = 0
"""


@pytest.fixture
async def settings(settings: Settings, tmp_path: Path) -> AsyncIterator[Settings]:
    """The service told of a folder with the new programme."""
    (tmp_path / "lebrija.toml").write_text(LEBRIJA, encoding="utf-8")
    yield msgspec.structs.replace(settings, programmes_dir=str(tmp_path))
    programmes.configure(settings)


@pytest.fixture
async def town(http: httpx.AsyncClient, client: Client, worker: Database, settings: Settings) -> Town:
    """A town whose households hold the new programme's money."""
    town = Town(http=http, client=client, worker=worker, settings=settings)
    town.programme = "lebrija_elio"
    await town.begin()
    return town


async def test_a_programme_that_no_code_knows_pays_half_within_its_limits(town: Town) -> None:
    assert (await town.receipt(2_000))["decline_code"] == "area_denied"
    town.till = await town.enrol_till(town.merchant_id, area="41740")
    half = await town.receipt(2_001)
    assert (half["amount_minor"], half["remainder_minor"]) == (1_000, 1_001)
    together = await asyncio.gather(*(town.receipt(3_000, pin=PIN) for _ in range(3)))
    assert sorted(each["amount_minor"] for each in together) == [0, 500, 1_500]
    refused = next(each for each in together if each["status"] == "declined")
    assert refused["decline_code"] == "day_limit_reached"
    assert "30,00" in refused["message"]
    answer = await town.client.get(f"/payments/{refused['id']}/decision", by="nikos auditor")
    assert answer["identical"]
    assert answer["stored"] == answer["again"]
    await town.verify()


async def test_after_some_sales_without_it_the_pin_is_asked_for_and_the_right_one_begins_anew(town: Town) -> None:
    town.till = await town.enrol_till(town.merchant_id, area="41740")
    codes = [(await town.receipt(100))["decline_code"] for _ in range(3)]
    assert codes == [None, None, "pin_due"]
    assert (await town.receipt(100, pin=PIN))["status"] == "captured"
    assert (await town.receipt(100))["status"] == "captured"


async def test_statements_do_not_grow_with_the_batch_where_limits_look_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.till = await town.enrol_till(town.merchant_id, area="41740")
    within: ContextVar[list[str] | None] = ContextVar("within", default=None)
    counted: dict[int, set[int]] = {}
    post, carry_out = postings.post_batch, asyncpg.connection.Connection._execute  # type: ignore[attr-defined]

    async def noted(connection: Any, query: Any, *arguments: Any, **more: Any) -> Any:
        if (noting := within.get()) is not None:
            noting.append(str(query))
        return await carry_out(connection, query, *arguments, **more)

    async def counting(database: Database, making: Any, batch: Sequence[Any]) -> Any:
        statements: list[str] = []
        token = within.set(statements)
        try:
            return await post(database, making, batch)
        finally:
            within.reset(token)
            assert "u.programme" in "".join(statements), "what was spent before is looked for"
            counted.setdefault(len(batch), set()).add(len(statements))

    monkeypatch.setattr(asyncpg.connection.Connection, "_execute", noted)
    monkeypatch.setattr(postings, "post_batch", counting)
    await town.receipt(100)
    others = [await town.enter_household(10_800) for _ in range(3)]
    await town.credit(date(2026, 3, 1))
    tokens = [town.tokens[each] for each in (town.household_id, *others)]
    await asyncio.gather(*(town.receipt(100, card_token=token) for token in tokens * 6))
    alone = max(counted.pop(1))
    assert max(counted) > 1, "some sales waited for others"
    assert max(max(each) for each in counted.values()) <= alone
