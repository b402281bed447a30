"""Waiting for what comes by itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 30, otherwise: str = "") -> None:
    """Wait until something holds that is to come by itself."""
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, otherwise or f"{holds} did not come to hold in {seconds} s"
        await asyncio.sleep(0.01)
