"""Dispute decisions: by two people; when one is upheld the shop pays back what it has not given back by itself."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.cards.factories import APPROVER, DESK, OFFICER, Town
from tests.cards.payments.test_disputes import JUDGE, answer, balance, dispute, paid, propose, read, refused
from tests.cards.payments.test_refunds import refund
from tests.clients import etag


async def decide(town: Town, opened: dict[str, Any], outcome: str) -> dict[str, Any]:
    await town.approve(await propose(town, opened, outcome))
    return await read(town, opened)


async def test_the_shop_pays_back_what_two_people_uphold_and_it_is_settled(town: Town) -> None:
    opened = await dispute(town, await paid(town), amount_minor=1_500)
    assert (opened["status"], opened["answer_by"], opened["decide_by"]) == ("disputed", "2026-02-20", "2026-03-27")
    assert (await answer(town, opened, "accepted")).json()["answer"] == "accepted"
    upheld = await decide(town, opened, "upheld")
    assert (upheld["status"], await balance(town)) == ("upheld", 10_800 - 2_500)
    day = await town.client.post("/settlement-days", {"settlement_date": "2026-02-10"}, by=OFFICER)
    assert (day["payments_count"], day["refunds_count"], day["net_minor"]) == (1, 1, 2_500)
    await town.verify()


async def test_what_the_shop_has_given_back_by_itself_is_not_taken_from_it_again(town: Town) -> None:
    payment = await paid(town)
    opened = await dispute(town, payment, amount_minor=1_500)
    await answer(town, opened, "already_refunded")
    assert (await refund(town, payment, 1_000)).status_code == 201
    upheld = await decide(town, opened, "upheld")
    assert (upheld["status"], upheld["returned_minor"], await balance(town)) == ("upheld", 1_000, 10_800 - 2_500)
    await town.verify()


async def test_nothing_is_refunded_when_the_shop_has_given_all_of_it_back(town: Town) -> None:
    payment = await paid(town)
    opened = await dispute(town, payment, amount_minor=1_500)
    await answer(town, opened, "accepted")
    assert (await refund(town, payment, None)).status_code == 201
    upheld = await decide(town, opened, "upheld")
    assert (upheld["status"], upheld["refund_id"], upheld["returned_minor"]) == ("upheld", None, 1_500)
    assert await balance(town) == 10_800
    await town.verify()


async def test_one_person_moves_nothing(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    await answer(town, opened, "accepted")
    await propose(town, opened, "upheld")
    assert (await balance(town), (await read(town, opened))["status"]) == (6_800, "disputed")


async def test_a_rejected_dispute_moves_nothing_and_another_may_follow(town: Town) -> None:
    payment = await paid(town)
    assert (await decide(town, await dispute(town, payment), "rejected"))["status"] == "rejected"
    assert await balance(town) == 6_800
    again = await dispute(town, payment)
    assert await refused(town, payment) == (409, "dispute-open")
    path = f"/disputes/{again['id']}/withdraw"
    withdrawn = await town.client.post(path, by=DESK, If_Match=etag(again))
    assert withdrawn["status"] == "withdrawn"
    status, problem, _ = await town.client.refused("POST", path, by=DESK, If_Match=etag(withdrawn))
    assert (status, problem) == (409, "transition-forbidden")


async def test_a_shop_is_heard_before_money_is_taken_from_it(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    path, body = f"/disputes/{opened['id']}/decision", {"outcome": "upheld"}
    status, problem, _ = await town.client.refused("POST", path, body, by=JUDGE, If_Match=etag(opened))
    assert (status, problem) == (409, "answer-awaited")
    town.client.now = "2026-02-21T10:00:00+02:00"
    assert (await decide(town, opened, "upheld"))["status"] == "upheld"
    assert await balance(town) == 10_800


async def test_an_answer_after_the_proposal_is_looked_at_before_anything_is_decided(town: Town) -> None:
    opened = await dispute(town, await paid(town))
    proposal = await propose(town, opened, "rejected")
    await answer(town, opened, "accepted")
    body = {"payload_hash": proposal["payload_hash"]}
    status, problem, _ = await town.client.refused("POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
    assert (status, problem) == (412, "stale")


async def test_what_a_bonus_has_paid_alone_is_disputed_too(town: Town) -> None:
    await town.open_line("bonus", 1_000)
    await town.offer("social_enterprise", 10_000, 1_000)
    town.till = await town.enrol_till(await town.accept_merchant("social_enterprise"))
    payment = await paid(town, 500)
    assert (payment["amount_minor"], payment["bonus_minor"]) == (0, 500)
    opened = await dispute(town, payment)
    await answer(town, opened, "accepted")
    assert (await decide(town, opened, "upheld"))["status"] == "upheld"
    await town.verify()


@pytest.mark.parametrize("edit", ["status = 'upheld', closed_at = now()", "status = 'rejected', closed_at = now()"])
async def test_no_dispute_is_decided_without_two_people(town: Town, superuser: Connection, edit: str) -> None:
    await dispute(town, await paid(town))
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute(f"UPDATE disputes SET {edit}")
