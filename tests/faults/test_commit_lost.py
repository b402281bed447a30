"""The database has committed and its answer is lost: the till asks again under the same key and gets the one sale."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.cards.__main__ import service as cards
from services.cards.shops import signatures
from services.kit.db import connect, uuid7
from services.kit.service import application
from services.kit.settings import Municipality, Settings
from tests import databases
from tests.cards.factories import DESK, PIN, Town
from tests.clients import Client, expect, open_http, trust_issuer
from tests.conftest import Run
from tests.databases import Urls
from tests.faults.line import Line
from tests.sizes import SIZES, report, seed


@pytest.fixture
async def line(run: Run) -> AsyncIterator[Line]:
    """A line to the run's PostgreSQL."""
    host, _, port = databases.address(run.admin_url).rpartition(":")
    opened = Line(host, int(port))
    yield opened
    await opened.close()


@pytest.fixture
async def town(
    line: Line,
    new_database: Callable[[str], Awaitable[Urls]],
    settings_of: Callable[..., Settings],
    tenants: dict[UUID, Municipality],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Town]:
    """A town whose cards speak to PostgreSQL over the line, and know the till: reading its key ends by a COMMIT too."""
    monkeypatch.setattr(signatures, "KNOWN_FOR", timedelta(hours=1))
    urls = await new_database("cards")
    settings = settings_of("cards", urls)
    proxied = urls.api.replace(databases.address(urls.api), f"127.0.0.1:{await line.open()}")
    database = await connect(proxied, size=4, tenants=tenants)
    worker = await connect(urls.worker, size=2, tenants=tenants)
    app = application(cards, settings, database, worker, None)
    trust_issuer(app)
    async with open_http(app) as http:
        client = Client(http, settings, next(iter(tenants.values())))
        opened = Town(http=http, client=client, worker=worker, settings=settings)
        await opened.begin()
        expect(await opened.till.send("/till-standing", b"", str(uuid7()), method="GET"), 200)
        yield opened
    with suppress(TimeoutError):
        await asyncio.wait_for(database.close(), 5)
    await worker.close()


async def test_a_sale_whose_commit_was_not_answered_is_there_once(town: Town, line: Line) -> None:
    number = seed("commit_lost")
    dice, statuses = random.Random(number), []
    before = (await town.verify())["payments"]
    assert not before
    paid = replayed = 0
    for place in range(SIZES.lost_commits):
        key, amount = f"lost-{place}", dice.randint(1, 9)
        line.armed = True
        first = await town.pay(amount, key)
        statuses.append(first.status_code)
        line.armed = False
        again = await town.pay(amount, key)
        assert again.status_code == 201, again.text
        assert again.json()["amount_minor"] == amount
        replayed += again.headers.get("idempotent-replayed") == "true"
        paid += amount
    report("commit_lost", seed=number, cut=line.cut, answers=Counter(statuses), replayed=replayed, paid_minor=paid)
    (payments,) = (await town.verify())["payments"]
    assert (payments["payments_count"], payments["spent_minor"]) == (SIZES.lost_commits, paid)
    assert replayed == line.cut == SIZES.lost_commits, "each cut has hit a sale that was posted"


KINDS = ("hold", "capture", "void", "refund", "sale by PIN")


async def prepared(town: Town, kind: str, amount: int) -> tuple[str, dict[str, Any]]:
    """Return what a shop sends of a kind, with all done that has to be there before."""
    if kind == "refund":
        return f"/payments/{(await town.receipt(amount))['id']}/refunds", {}
    sale = {"card_token": town.token, "amount_minor": amount, "currency": "EUR"}
    if kind == "hold":
        return "/authorisations", sale
    if kind == "sale by PIN":
        return "/payments", sale | {"pin": PIN}
    held = expect(await town.till.send("/authorisations", msgspec.json.encode(sale), str(uuid7())), 201)
    path = f"/authorisations/{held['id']}"
    return (f"{path}/captures", {"final": True}) if kind == "capture" else (f"{path}/void", {})


async def test_whatever_a_shop_asks_is_done_once_though_its_commit_was_not_answered(town: Town, line: Line) -> None:
    number = seed("commits_lost")
    dice, statuses, left, held = random.Random(number), Counter[str](), 10_800, 0
    for place in range(SIZES.lost_commits):
        kind, amount, key = KINDS[place % len(KINDS)], dice.randint(1, 9), f"lost-{place}"
        path, asked = await prepared(town, kind, amount)
        body = msgspec.json.encode(asked)
        line.spared, line.armed = dice.randint(0, 1) if kind == "sale by PIN" else 0, True
        first = await town.till.send(path, body, key)
        line.spared, line.armed = 0, False
        again, third = [await town.till.send(path, body, key) for _ in range(2)]
        statuses[f"{kind} {first.status_code}"] += 1
        answers = [each for each in (first, again, third) if each.status_code == 201]
        assert answers[-2:] == [again, third], f"{kind}: {again.text} {third.text}"
        assert len({each.json()["id"] for each in answers}) == 1, kind
        assert third.headers["idempotent-replayed"] == "true"
        left -= amount if kind in ("capture", "sale by PIN") else 0
        held += amount if kind == "hold" else 0
    report("commits_lost", seed=number, cut=line.cut, answers=statuses)
    await town.verify()
    wallet = await town.client.get(f"/wallets/{town.wallet_id}", by=DESK)
    assert (wallet["balance_minor"], wallet["held_minor"]) == (left, held)
    assert (await town.client.get(f"/cards/{town.card_id}", by=DESK))["pin_tries_left"] == 3
    assert line.cut == SIZES.lost_commits
