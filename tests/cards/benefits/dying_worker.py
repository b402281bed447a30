"""A worker of cards that dies by SIGKILL when it has just sent its n-th statement: `python -m … <database> <n>`.

The statement is on its way when the process ends, a COMMIT too; nobody reads what came of it. With 0 it lives.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from infra.embedded.services import MUNICIPALITIES_FILE
from services.cards.__main__ import jobs
from services.cards.benefits import crediting
from services.kit.db import connect
from services.kit.settings import read_municipalities

LINES = 3


def count_down(statements: int) -> None:
    """Let the process end with the n-th statement from here on."""
    left = [statements]

    def counted(send: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def sending(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGKILL)
            return await send(*arguments, **named)

        return sending

    for name in ("execute", "fetch", "fetchrow", "fetchval"):
        setattr(asyncpg.Connection, name, counted(getattr(asyncpg.Connection, name)))


async def work(url: str, statements: int) -> None:
    """Work on what waits, as one replica among others."""
    crediting.CHUNK = LINES
    database = await connect(url, size=2, tenants=read_municipalities(str(MUNICIPALITIES_FILE)))
    count_down(statements)
    settings: Any = None
    while await jobs.work_on_one(database, settings, asyncio.Event()):
        pass
    await database.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2])))
