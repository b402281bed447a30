"""Crediting dies half-way and goes on: each line once."""

from datetime import date, datetime
from uuid import UUID

import pytest

from services.cards.benefits import crediting
from services.kit.db import Context, uuid7
from services.kit.ticker import Chunk
from tests.cards.factories import OFFICER, Town


async def test_a_run_in_chunks_credits_each_household_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for share in (5_000, 6_000, 7_000, 8_000):
        await town.enter_household(share)
    monkeypatch.setattr(crediting, "CHUNK", 2)
    run = await town.credit(date(2026, 3, 1))
    assert (run["status"], run["credited"]) == ("completed", 5)
    verified = await town.verify()
    credited = {flow["kind"]: flow["amount_minor"] for flow in verified["flows"]}["credit"]
    assert credited == 10_800 + 10_800 + 5_000 + 6_000 + 7_000 + 8_000


async def test_a_chunk_worked_on_twice_finds_nothing_left(town: Town) -> None:
    run = await town.calculate(date(2026, 3, 1))
    await town.approve(await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER))
    context = Context(now=datetime.fromisoformat(town.client.now), municipality_ids=(town.client.tenant.id,))
    chunk = Chunk(job_id=uuid7(), arguments={"run_id": run["id"]}, done=0, total=1, progress=None, now=context.now)
    finished = []
    for _ in range(2):
        async with town.worker.transaction(context) as transaction:
            finished.append((await crediting.credit_chunk(transaction, chunk)).finished)
    assert finished == [False, True]
    assert (await town.client.get(f"/runs/{UUID(run['id'])}", by=OFFICER))["credited"] == 1
    await town.verify()
