"""Every rule of one programme at once, from one TOML file, sale by sale; each decision is made again alike."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from services.cards.deciding import programmes
from services.kit.db import Database
from services.kit.settings import Settings
from tests.cards.factories import Town
from tests.clients import Client

RULES = """
[[rules]]
valid_from = 2014-01-01
pin_above_minor = 5000
areas = ["41"]
hours = [{ weekdays = [1, 2, 3, 4, 5], opens = 09:00:00, closes = 21:00:00 }]
payment_interval_minutes = 5
denied_categories = ["7995"]
household = { payment_minor_max = 2000, day_minor_max = 3000, day_count_max = 3, month_count_max = 5 }
card = { month_minor_max = 6000 }
"""
SALES: list[tuple[str, int, dict[str, Any], tuple[str | None, int]]] = [
    ("10T08:59", 100, {}, ("outside_hours", 0)),
    ("10T10:00", 500, {}, (None, 500)),
    ("10T10:04", 100, {}, ("too_soon", 0)),
    ("10T10:05", 100, {"basket": [{"category": "7995", "amount_minor": 100}]}, ("category_denied", 0)),
    ("10T10:06", 2_500, {}, (None, 2_000)),
    ("10T10:12", 1_000, {"partial": False}, ("day_limit_reached", 0)),
    ("10T10:12", 1_000, {}, (None, 500)),
    ("10T10:20", 100, {}, ("too_many_today", 0)),
    ("11T10:00", 2_000, {}, (None, 2_000)),
    ("11T10:10", 1_500, {}, (None, 1_000)),
    ("12T10:00", 100, {}, ("too_many_this_month", 0)),
    ("14T10:00", 100, {}, ("outside_hours", 0)),
]
"""Day and hour of February, the sum, what else the till sends; the code of a decline, and what the card pays."""


@pytest.fixture
async def settings(settings: Settings, tmp_path: Path) -> AsyncIterator[Settings]:
    """The service told of a folder with the programme."""
    text = (programmes.FOLDER / "gmi.toml").read_text("utf-8")
    (tmp_path / "gmi.toml").write_text(text[: text.index("[[rules]]")] + RULES, encoding="utf-8")
    yield msgspec.structs.replace(settings, programmes_dir=str(tmp_path))
    programmes.configure(settings)


@pytest.fixture
async def town(http: httpx.AsyncClient, client: Client, worker: Database, settings: Settings) -> Town:
    """A town whose households hold the programme's money."""
    town = Town(http=http, client=client, worker=worker, settings=settings)
    await town.begin()
    return town


async def test_a_programme_of_every_rule_pays_within_all_of_them(town: Town) -> None:
    assert (await town.receipt(100))["decline_code"] == "area_denied", "where the till stands is not known"
    town.till = await town.enrol_till(town.merchant_id, area="41740")
    made = []
    for at, amount, more, expected in SALES:
        town.till.now = f"2026-02-{at}:00+02:00"
        receipt = await town.receipt(amount, **more)
        made.append(receipt["id"])
        assert (receipt["decline_code"], receipt["amount_minor"]) == expected, at
    for payment_id in made:
        assert (await town.client.get(f"/payments/{payment_id}/decision", by="nikos auditor"))["identical"]
    await town.verify()


async def test_a_month_later_all_of_it_is_free_again(town: Town) -> None:
    town.till = await town.enrol_till(town.merchant_id, area="41740")
    for day in ("23", "24", "25"):
        town.till.now = f"2026-02-{day}T10:00:00+02:00"
        assert (await town.receipt(2_000))["amount_minor"] == 2_000
    town.till.now = "2026-02-27T20:59:00+02:00"
    assert (await town.receipt(100))["decline_code"] == "card_month_limit"
    town.till.now = "2026-03-02T09:00:00+02:00"
    assert (await town.receipt(2_000))["amount_minor"] == 2_000
