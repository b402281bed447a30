"""A machine burns. Last night's backup, the archived WAL and the keys make another, and nothing paid is missing."""

import shutil
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from infra.demo import offices
from infra.embedded.home import new_home
from infra.embedded.postgres import SUPERUSER
from tests.conftest import Run
from tests.faults.backups import Backups
from tests.faults.test_nats_lost import BEGINNING, OWNERS
from tests.faults.town import Town
from tests.sizes import ONLY_PROVED, report
from tests.stacks import Stack, started_stack

SALES = 10


def admin_url(stack: Stack) -> str:
    """Return the superuser's address of a stack's databases."""
    return stack.process("postgres").url.replace("://", f"://{SUPERUSER}:{password_of(stack)}@") + "/postgres"


def password_of(stack: Stack) -> str:
    """Return the superuser's password."""
    return (stack.home.keys / "postgres" / "superuser").read_text("utf-8").strip()


@ONLY_PROVED
async def test_what_was_paid_before_the_fire_is_paid_after_it(run: Run, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "elsewhere")
    with started_stack(tmp_path) as stack:
        async with offices.Stack(stack.home.stack) as outside:
            town = Town(stack, outside)
            await town.enter()
            await backups.begin(admin_url(stack))
            await town.in_thread(stack.kill, "postgres")
            await town.in_thread(stack.wait_ready)
            port = urlsplit(admin_url(stack)).port
            assert port is not None
            await town.in_thread(backups.take, port, password_of(stack))
            receipts = await town.sell(SALES)
            await town.refund(receipts[0])
            erased = await town.in_thread(stack.run_command, "registry", "erasures", "--since", BEGINNING)
            await backups.until_archived(admin_url(stack))
            before = await town.ledger()
        keys, tills = tmp_path / "keys", tmp_path / "tills.json"
        shutil.copytree(stack.home.keys, keys)
        shutil.copy(stack.home.folder / tills.name, tills)

    began = time.monotonic()
    home = new_home(tmp_path, "another")
    shutil.copytree(keys, home.keys)
    shutil.copy(tills, home.folder / tills.name)
    backups.restore(home)
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
            await again.sell(SALES)
            await again.until_agreed()
            report("restored", sales=SALES, back_s=seconds, wal_files=len(list(backups.archive.iterdir())))
