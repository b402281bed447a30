"""Crediting dies half-way and goes on: each line once."""

import asyncio
import random
import signal
import sys
from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

import msgspec
import pytest

from services.cards.benefits import crediting, run_lines
from services.kit.db import Connection, Context, uuid7
from services.kit.events.inbox import Outcome
from services.kit.ticker import Chunk
from tests.cards.factories import OFFICER, Town
from tests.databases import Urls
from tests.sizes import SIZES, report, seed
from tests.sources import ROOT


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


async def live(url: str, statements: int) -> int:
    """Let a worker live until it has sent so many statements, and return how it ended."""
    command = (sys.executable, "-m", "tests.cards.benefits.dying_worker", url, str(statements))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    return await process.wait()


async def test_a_run_whose_worker_is_killed_again_and_again_credits_exactly_what_was_approved(
    town: Town, own_urls: Urls, superuser: Connection
) -> None:
    lines = 1 + max(40, 2 * SIZES.process_kills)
    for place in range(1, lines):
        assert await town.tell(town.membership(uuid7(), 1_000 + place)) is Outcome.APPLIED
    run = await town.calculate(date(2026, 3, 1))
    proposal = await town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
    await town.approve(proposal)
    dice, ends = random.Random(seed("run_killed")), Counter[int]()
    for _ in range(3 * SIZES.process_kills):
        ends[await live(own_urls.worker, dice.randint(1, 40))] += 1
        await superuser.execute("UPDATE jobs SET leased_until = NULL WHERE state = 'running'")
    while await superuser.fetchval("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')"):
        ends[await live(own_urls.worker, 0)] += 1
    assert set(ends) <= {0, -signal.SIGKILL}
    assert ends[-signal.SIGKILL] >= SIZES.process_kills
    done = await town.client.get(f"/runs/{run['id']}", by=OFFICER)
    assert (done["status"], done["credited"]) == ("completed", lines)
    lots = await superuser.fetch(
        "SELECT l.credited_minor, r.card_share_minor FROM lots l JOIN run_lines r ON r.id = l.run_line_id "
        "WHERE r.run_id = $1", UUID(run["id"])
    )  # fmt: skip
    assert len(lots) == lines
    assert all(row["credited_minor"] == row["card_share_minor"] for row in lots)
    assert sum(row["credited_minor"] for row in lots) == proposal["payload"]["card_total_minor"]
    rows = await superuser.fetch("SELECT data::text FROM outbox WHERE type = 'cards.benefits_credited.v1'")
    told = [credit["lot_id"] for row in rows for credit in msgspec.json.decode(row[0])["credits"]]
    assert len(told) == len(set(told)) == lines + 1, "each lot is told once; one is February's"
    context = Context(now=datetime(2026, 3, 1, tzinfo=UTC), municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        executed = await run_lines.of_run(transaction, UUID(run["id"]))
    assert run_lines.hash_of(executed) == proposal["payload"]["lines_hash"]
    await town.verify()
    report("run_killed", kills=ends[-signal.SIGKILL], lines=lines)
