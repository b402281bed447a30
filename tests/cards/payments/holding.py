"""A shop that holds money before it is paid."""

from typing import Any

import httpx
import msgspec

from services.cards.__main__ import jobs
from services.kit.clock import wall_time
from services.kit.db import Context
from services.kit.db import uuid7 as uuid
from tests.cards.factories import DESK, Town
from tests.clients import Till, expect


async def ask(town: Town, amount_minor: int, key: str = "", **more: Any) -> httpx.Response:
    """Ask for a hold from the shop's till."""
    body = {"card_token": town.token, "amount_minor": amount_minor, "currency": "EUR"} | more
    return await town.till.send("/authorisations", msgspec.json.encode(body), key or str(uuid()))


async def hold(town: Town, amount_minor: int, **more: Any) -> dict[str, Any]:
    """Return what was answered to a hold."""
    held: dict[str, Any] = expect(await ask(town, amount_minor, **more), 201)
    return held


async def capture(
    town: Town,
    held: dict[str, Any],
    amount_minor: int | None = None,
    key: str = "",
    *,
    final: bool = False,
    till: Till | None = None,
) -> httpx.Response:
    """Capture part or all of a hold."""
    body = {"final": final} | ({} if amount_minor is None else {"amount_minor": amount_minor})
    path = f"/authorisations/{held['id']}/captures"
    return await (till or town.till).send(path, msgspec.json.encode(body), key or str(uuid()))


async def void(town: Town, held: dict[str, Any], key: str = "", till: Till | None = None) -> httpx.Response:
    """Let go of a hold."""
    return await (till or town.till).send(f"/authorisations/{held['id']}/void", b"{}", key or str(uuid()))


async def wallet(town: Town) -> tuple[int, int, int]:
    """Return balance, held and available of the town's household."""
    read = await town.client.get(f"/wallets/{town.wallet_id}", by=DESK)
    return read["balance_minor"], read["held_minor"], read["available_minor"]


async def expire(town: Town) -> None:
    """Let the timer for holds tick once, at the wall's time: long after the town's business time."""
    context = Context(now=wall_time(), municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await jobs.timers["expire_holds"].handler(transaction, town.settings)
