"""A machine burns. Last night's backup, the archived WAL and the keys make another, and nothing paid is missing."""

import os
import shutil
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import asyncpg

from infra import backups
from infra.demo import offices
from infra.embedded.home import new_home
from infra.embedded.postgres import NOBODY, SUPERUSER, program_path
from tests.conftest import Run
from tests.faults.test_nats_lost import BEGINNING, OWNERS
from tests.faults.test_walk_killed import Walk
from tests.faults.town import Town
from tests.faults.waiting import until
from tests.sizes import ONLY_PROVED, report
from tests.stacks import Stack, started_stack

SALES = 10


def admin_url(stack: Stack) -> str:
    """Return the superuser's address of a stack's databases."""
    password = (stack.home.keys / "postgres" / "superuser").read_text("utf-8").strip()
    return stack.process("postgres").url.replace("://", f"://{SUPERUSER}:{password}@") + "/postgres"


async def archive_all(url: str) -> None:
    """Return when all that was committed before is in the archive."""
    connection = await asyncpg.connect(url)
    last = await connection.fetchval("SELECT pg_walfile_name(pg_switch_wal())")

    async def kept() -> bool:
        return bool(await connection.fetchval("SELECT last_archived_wal >= $1 FROM pg_stat_archiver", last))

    await until(kept)
    await connection.close()


@ONLY_PROVED
async def test_what_was_paid_before_the_fire_is_paid_after_it(run: Run, tmp_path: Path) -> None:
    kept, programs = tmp_path / "elsewhere", backups.Programs(program_path("pg_basebackup").parent)
    with started_stack(tmp_path) as stack:
        async with offices.Stack(stack.home.stack) as outside:
            town = Town(stack, outside)
            await town.enter()
            await backups.begin(admin_url(stack), kept)
            await town.in_thread(stack.kill, "postgres")
            await town.in_thread(stack.wait_ready)
            await town.in_thread(partial(backups.take, programs, admin_url(stack), kept, now=datetime.now(UTC)))
            receipts = await town.sell(SALES)
            await town.refund(receipts[0])
            erased = await town.in_thread(stack.run_command, "registry", "erasures", "--since", BEGINNING)
            await archive_all(admin_url(stack))
            before = await town.ledger()
        keys, tills = tmp_path / "keys", tmp_path / "tills.json"
        shutil.copytree(stack.home.keys, keys)
        shutil.copy(stack.home.folder / tills.name, tills)

    began = time.monotonic()
    home = new_home(tmp_path, "another")
    shutil.copytree(keys, home.keys)
    shutil.copy(tills, home.folder / tills.name)
    backups.bring_back(kept, home.postgres / "data", owner=NOBODY if os.geteuid() == 0 else "")
    with started_stack(tmp_path, within=home) as stack:
        async with offices.Stack(stack.home.stack) as outside:
            again = Town(stack, outside)
            seconds = time.monotonic() - began
            assert await again.ledger() == before
            again.cards = town.cards
            again.sales = town.sales
            again.seed.tills = list(stack.file.tills)
            again.keep_tills()
            await again.in_thread(partial(stack.run_command, "registry", "reapply-erasures", told=erased))
            for owner in OWNERS:
                await again.in_thread(stack.run_command, owner, "republish", "--since", BEGINNING)
            await again.in_thread(stack.run_command, "cards", "verify")
            await again.sell(SALES)
            walk = Walk(again)
            assert await walk.go([]) == 0, "\n".join([*walk.said, *again.failures()])
            await again.until_agreed()
            await again.in_thread(stack.run_command, "cards", "verify")
            wal_files = len(list(backups.archive_of(kept).iterdir()))
            report("restored", sales=SALES, back_s=seconds, wal_files=wal_files)
