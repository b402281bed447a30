"""Authorisations reserve the very lots that they would draw, and nobody else sees those meanwhile."""

import asyncio
from datetime import date

import asyncpg
import msgspec
import pytest

from services.kit.db import uuid7
from tests.cards.factories import DESK, PIN, Town
from tests.cards.payments import holding
from tests.databases import Urls


async def test_a_hold_reserves_and_moves_nothing(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    assert (held["status"], held["held_minor"], held["remainder_minor"]) == ("authorised", 4_000, 0)
    assert (held["balance_minor"], held["available_minor"], held["next_expiry_minor"]) == (10_800, 6_800, 6_800)
    assert await holding.wallet(town) == (10_800, 4_000, 6_800)
    assert held["expires_at"] == "2026-02-11T08:00:00Z", "as long as the programme says"
    await town.verify()


async def test_a_sale_sees_only_what_is_not_held(town: Town) -> None:
    await holding.hold(town, 10_000, pin=PIN)
    assert (await town.receipt(900, partial=False))["decline_code"] == "insufficient_funds"
    assert (await town.receipt(900))["amount_minor"] == 800, "partial approval takes what is free"
    await town.verify()


async def test_a_hold_of_more_than_there_is_holds_what_there_is(town: Town) -> None:
    held = await holding.hold(town, 12_000, pin=PIN)
    assert (held["held_minor"], held["remainder_minor"]) == (10_800, 1_200)
    declined = await holding.hold(town, 100)
    assert (declined["status"], declined["decline_code"]) == ("declined", "insufficient_funds")
    assert declined["message"] == "Το υπόλοιπο της κάρτας δεν αρκεί. Το υπόλοιπο αναγράφεται στην απόδειξη."
    await town.verify()


async def test_a_declined_hold_counts_in_the_ledger_as_in_what_is_told(
    town: Town, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await holding.hold(town, 12_000, pin=PIN)
    await holding.hold(town, 100)
    await town.receipt(100)
    (total,) = (await town.verify())["payments"]
    told = await superuser.fetchval("SELECT count(*) FROM outbox WHERE type = 'cards.payment_declined.v1'")
    assert (total["payments_count"], total["declined_count"], told) == (0, 2, 2)


async def test_the_lot_that_expires_first_is_held_first(town: Town) -> None:
    await town.credit(date(2026, 3, 1))
    await holding.hold(town, 12_000, pin=PIN)
    lots = (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["lots"]
    assert [(lot["month"], lot["held_minor"]) for lot in lots] == [("2026-02-01", 10_800), ("2026-03-01", 1_200)]


async def test_a_hold_is_decided_by_the_rules_of_a_sale(town: Town) -> None:
    assert (await holding.hold(town, 6_000))["decline_code"] == "pin_required"
    basket = [{"category": "7995", "amount_minor": 500}]
    assert (await holding.hold(town, 500, basket=basket))["decline_code"] == "category_denied"


async def test_a_repeated_hold_gets_the_first_answer(town: Town) -> None:
    first, second = await holding.ask(town, 2_500, "hold-1"), await holding.ask(town, 2_500, "hold-1")
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert (await holding.ask(town, 2_600, "hold-1")).status_code == 422
    assert await holding.wallet(town) == (10_800, 2_500, 8_300)


async def test_holds_and_sales_at_once_never_take_more_than_there_is(town: Town) -> None:
    holds = [holding.hold(town, 1_080, partial=False) for _ in range(32)]
    sales = [town.receipt(1_080, partial=False) for _ in range(32)]
    answers = await asyncio.gather(*(one for pair in zip(holds, sales, strict=True) for one in pair))
    statuses = [answer["status"] for answer in answers]
    assert (statuses.count("captured") + statuses.count("authorised"), statuses.count("declined")) == (10, 54)
    balance, held, available = await holding.wallet(town)
    assert (balance - held, available) == (0, 0)
    await town.verify()


async def test_a_replayed_request_for_a_hold_is_refused(town: Town) -> None:
    body = msgspec.json.encode({"card_token": town.token, "amount_minor": 100, "currency": "EUR"})
    request = town.till.request("/authorisations", body, str(uuid7()))
    assert (await town.http.send(request)).status_code == 201
    assert (await town.http.send(request)).status_code == 401


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lots SET held_minor = remaining_minor + 1",
        "UPDATE lots SET held_minor = -1",
        "UPDATE lots SET remaining_minor = held_minor - 1",
        "UPDATE authorisations SET captured_minor = held_minor + 1",
        "UPDATE authorisations SET status = 'captured'",
        "UPDATE hold_draws SET drawn_minor = amount_minor, freed_minor = 1",
        "DELETE FROM hold_releases",
    ],
)
async def test_the_database_refuses_what_cannot_be_true_of_a_hold(town: Town, own_urls: Urls, statement: str) -> None:
    held = await holding.hold(town, 1_000)
    await holding.hold(town, 1_000)
    await holding.void(town, held)
    owner = await asyncpg.connect(own_urls.owner)
    try:
        await owner.execute("ALTER TABLE lots NO FORCE ROW LEVEL SECURITY")
        await owner.execute("ALTER TABLE authorisations NO FORCE ROW LEVEL SECURITY")
        await owner.execute("ALTER TABLE hold_draws NO FORCE ROW LEVEL SECURITY")
        with pytest.raises((asyncpg.CheckViolationError, asyncpg.RaiseError, asyncpg.RestrictViolationError)):
            await owner.execute(statement)
    finally:
        await owner.close()
