"""A debt is what was credited without a right; two people order it, and two people lift it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from services.kit.db import Connection
from services.kit.events.inbox import Outcome
from services.registry.memberships.set_offs import TRANSITIONS
from tests.clients import Client, etag, person_id
from tests.registry import rights
from tests.rolled_back import Deliver

MONTHS = ("2026-02-01", "2026-03-01")


async def indebted(client: Client, deliver: Deliver, **body: Any) -> Any:
    """A set-off of two months of a right that goes on."""
    right = await rights.begun(client)
    for month in MONTHS:
        await deliver(rights.credited(client, month, right))
    asked = {"months": ["2026-02-15", "2026-03-01"]} | body
    proposal = await client.post(f"/memberships/{right['id']}/set-offs", asked, by=rights.CASEWORKER)
    await rights.agree(client, proposal)
    return (await client.get(f"/set-offs?household_id={right['household_id']}", by=rights.FINANCE))["items"][0]


async def test_months_are_claimed_back_though_the_right_goes_on(
    paggaio: Client, events: Callable[[], Any], deliver: Deliver
) -> None:
    set_off = await indebted(paggaio, deliver)
    assert (set_off["amount_minor"], set_off["owed_minor"], set_off["months"]) == (432_00, 432_00, list(MONTHS))
    kind, told = (await events())[-1]
    assert kind == "registry.set_off_ordered.v1"
    assert (told["set_off_id"], told["amount_minor"]) == (set_off["id"], 432_00)
    assert (await paggaio.get(f"/memberships/{set_off['membership_id']}"))["state"] == "active"
    message = (await paggaio.get("/messages", by="petros administrator"))["items"][0]
    assert "432,00" in message["text"]["body"]


async def test_less_may_be_claimed_and_never_more_nor_twice(paggaio: Client, deliver: Deliver) -> None:
    set_off = await indebted(paggaio, deliver, amount_minor=100_00)
    assert set_off["amount_minor"] == 100_00
    path = f"/memberships/{set_off['membership_id']}/set-offs"
    for body in ({"months": ["2026-02-01"]}, {"months": ["2026-05-01"]}):
        status, slug, problem = await paggaio.refused("POST", path, body, by=rights.CASEWORKER)
        assert (status, slug, problem["credited_minor"]) == (409, "not-credited", 0)


async def test_a_lifted_set_off_is_told_and_its_months_may_be_claimed_again(
    paggaio: Client, events: Callable[[], Any], deliver: Deliver
) -> None:
    set_off = await indebted(paggaio, deliver)
    path = f"/set-offs/{set_off['id']}/lift"
    proposal = await paggaio.post(path, {"reason": "appeal_upheld"}, by=rights.SUPERVISOR, If_Match=etag(set_off))
    await rights.agree(paggaio, proposal)
    lifted = await paggaio.get(f"/set-offs/{set_off['id']}", by=rights.SUPERVISOR)
    assert (lifted["state"], lifted["owed_minor"]) == ("lifted", 0)
    assert (await events())[-1][0] == "registry.set_off_lifted.v1"
    refused = await paggaio.refused(
        "POST", path, {"reason": "appeal_upheld"}, by=rights.SUPERVISOR, If_Match=etag(lifted)
    )
    assert refused[:2] == (409, "transition-forbidden")
    again = await paggaio.post(
        f"/memberships/{set_off['membership_id']}/set-offs", {"months": list(MONTHS)}, by=rights.CASEWORKER
    )
    assert again["payload"]["amount_minor"] == 432_00


async def test_the_database_itself_wants_two_people_for_a_debt(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    set_off = await indebted(paggaio, deliver)
    one = person_id("eleni")
    for change, rule in (
        ("ordered_by = proposed_by", "ordered_by_another"),
        (
            "state = 'lifted', ended_on = ordered_on, lifted_reason = 'x', lift_proposed_by = $2, lifted_by = $2",
            "lifted_by_another",
        ),
        ("state = 'repaid', ended_on = ordered_on", "repaid_whole"),
        ("state = 'lifted', ended_on = ordered_on", "lifted_whole"),
    ):
        arguments = (set_off["id"], one) if "$2" in change else (set_off["id"],)
        with pytest.raises(asyncpg.CheckViolationError, match=rule):
            async with connection.transaction():
                await connection.execute(f"UPDATE set_offs SET {change} WHERE id = $1", *arguments)


@pytest.mark.parametrize("after", ["ordered", "repaid"])
async def test_a_debt_that_has_ended_stays_so_in_the_database(
    paggaio: Client, deliver: Deliver, connection: Connection, after: str
) -> None:
    set_off = await indebted(paggaio, deliver)
    path = f"/set-offs/{set_off['id']}/lift"
    proposal = await paggaio.post(path, {"reason": "waived"}, by=rights.SUPERVISOR, If_Match=etag(set_off))
    await rights.agree(paggaio, proposal)
    assert after not in TRANSITIONS.get("lifted", ())
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE set_offs SET state = $2 WHERE id = $1", set_off["id"], after)


def taken(client: Client, *amounts: tuple[dict[str, Any], int]) -> bytes:
    """What cards says when a run has kept back these sums."""
    run_id = uuid4()
    takings = [
        {"set_off_id": set_off["id"], "household_id": set_off["household_id"], "amount_minor": amount}
        for set_off, amount in amounts
    ]
    told: dict[str, Any] = {"run_id": str(run_id), "programme": "gmi", "currency": "EUR", "takings": takings}
    return rights.event(client, "cards.set_off_taken.v1", run_id, **told)


async def test_what_cards_keeps_back_is_owed_no_more(
    paggaio: Client, events: Callable[[], Any], deliver: Deliver
) -> None:
    set_off = await indebted(paggaio, deliver)
    message = taken(paggaio, (set_off, 100_00), (set_off, 32_00))
    assert [await deliver(message), await deliver(message)] == [Outcome.APPLIED, Outcome.DUPLICATE]
    shown = await paggaio.get(f"/set-offs/{set_off['id']}", by=rights.FINANCE)
    assert (shown["taken_minor"], shown["owed_minor"], shown["state"]) == (132_00, 300_00, "ordered")
    said = len(await events())
    await deliver(taken(paggaio, (set_off, 300_00)))
    shown = await paggaio.get(f"/set-offs/{set_off['id']}", by=rights.FINANCE)
    assert (shown["owed_minor"], shown["state"], shown["overpaid_minor"]) == (0, "repaid", 0)
    assert len(await events()) == said, "Cards knows what it has kept back."


async def test_what_a_run_on_its_way_keeps_back_after_a_repayment_is_shown_as_paid_too_much(
    paggaio: Client, events: Callable[[], Any], deliver: Deliver
) -> None:
    set_off = await indebted(paggaio, deliver)
    await deliver(taken(paggaio, (set_off, 132_00)))
    path = f"/set-offs/{set_off['id']}/repayments"
    body = {"amount_minor": 100_00, "received_on": "2026-01-12", "receipt": "1"}
    for receipt, amount, left in (("1", 100_00, 332_00), ("2", 200_00, None)):
        recorded = await paggaio.post(path, body | {"receipt": receipt, "amount_minor": amount}, by=rights.FINANCE)
        await paggaio.post(f"/repayments/{recorded['id']}/confirm", by=rights.APPROVER, If_Match=etag(recorded))
        assert (await events())[-1][1].get("amount_minor") == left, "In all, with what was kept back already."
    assert (await events())[-1][0] == "registry.set_off_lifted.v1"
    await deliver(taken(paggaio, (set_off, 50_00)))
    shown = await paggaio.get(f"/set-offs/{set_off['id']}", by=rights.FINANCE)
    assert (shown["state"], shown["owed_minor"], shown["overpaid_minor"]) == ("repaid", 0, 50_00)


async def test_another_tenant_sees_no_debt(paggaio: Client, al_koura: Client, deliver: Deliver) -> None:
    set_off = await indebted(paggaio, deliver)
    assert (await al_koura.get("/set-offs", by=rights.FINANCE))["items"] == []
    for path in (f"/set-offs/{set_off['id']}", f"/set-offs/{set_off['id']}/repayments"):
        assert (await al_koura.refused("GET", path, by=rights.FINANCE))[0] == 404
