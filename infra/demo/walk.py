"""The walk: an outside program that follows the money through a running stack, and fails when anything does not hold.

It knows HTTP, the tills' keys and `stack.json`; it imports no service and asks no database.
"""

import asyncio
import os
import sys
from pathlib import Path

from infra.demo import greek, orders
from infra.demo.offices import NeverHappened, Refused, Stack
from infra.demo.story import Untrue


async def walk(path: Path) -> int:
    """Walk the Greek path, then the Jordanian one; return 0 when everything held."""
    async with Stack(path) as stack:
        try:
            await greek.walk(stack)
            await orders.walk(stack)
        except (NeverHappened, Refused, Untrue) as fault:
            print(f"\n  The walk stopped: {fault}", file=sys.stderr, flush=True)
            return 1
    print("\n  Everything held.\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(walk(Path(os.environ.get("STACK_FILE", ".local/stack.json")))))
