"""Disputes: shown to the shop that sold with a day to answer by, answered by code, and with papers for the officer."""

from typing import Any

import pytest

from tests.clients import Client, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal
from tests.merchants.factories import OWNER
from tests.rolled_back import Deliver

JUDGE = "irini dispute_officer"
PDF = b"%PDF-1.7\n%%EOF\n"


async def disputed(client: Client, deliver: Deliver) -> Any:
    """A sale of an owner's shop that a holder disputes."""
    shop = await factories.accepted(client, owner_id=str(person_id("eleni")))
    await deliver(factories.dispute(client, shop["id"]))
    (found,) = (await client.get(f"/disputes?merchant_id={shop['id']}", by=OWNER))["items"]
    return found


async def send(client: Client, dispute: Any, content: bytes, *, by: str = OWNER) -> Any:
    headers = {"Authorization": f"Bearer {client.token(*by.split())}", "Koinon-Time": client.now}
    return await client.http.post(f"/disputes/{dispute['id']}/papers?kind=statement", content=content, headers=headers)


async def test_the_shop_answers_and_cards_hears_a_code_only(paggaio: Client, deliver: Deliver, said: Said) -> None:
    dispute = await disputed(paggaio, deliver)
    assert (dispute["answer_by"], dispute["reason"], dispute["answer"]) == ("2026-03-02", "charged_twice", None)
    path = f"/disputes/{dispute['id']}/answers"
    for answer in ("amount_is_right", "already_refunded", "already_refunded"):
        assert (await paggaio.post(path, {"answer": answer}, by=OWNER))["answer"] == answer
    told = [content for name, content in await said() if name == "dispute_answered"]
    assert [each["answer"] for each in told] == ["amount_is_right", "already_refunded"]
    assert set(told[0]) == {"answer_id", "dispute_id", "merchant_id", "answer"}


async def test_papers_are_for_the_shop_and_the_officer(paggaio: Client, deliver: Deliver) -> None:
    dispute = await disputed(paggaio, deliver)
    first, again = [(await send(paggaio, dispute, PDF)).json() for _ in range(2)]
    assert first == again
    (paper,) = await paggaio.get(f"/disputes/{dispute['id']}/papers", by=JUDGE)
    path = f"/dispute-papers/{paper['id']}/content"
    assert (await paggaio.send("GET", path, by=JUDGE)).content == PDF
    assert (await paggaio.send("GET", path, by="maria merchant_owner")).status_code == 404
    assert (await paggaio.send("GET", path, by="eleni finance_officer")).status_code == 403


async def test_another_owner_sees_no_dispute(paggaio: Client, deliver: Deliver) -> None:
    dispute = await disputed(paggaio, deliver)
    assert (await paggaio.get("/disputes", by="maria merchant_owner"))["items"] == []
    path = f"/disputes/{dispute['id']}/answers"
    answer = {"answer": "accepted"}
    assert await refusal(paggaio, path, answer, by="maria merchant_owner") == "404 not-found"


@pytest.mark.parametrize("outcome", ["upheld", "rejected"])
async def test_one_that_has_ended_says_how_and_is_answered_no_more(
    paggaio: Client, deliver: Deliver, outcome: str
) -> None:
    dispute = await disputed(paggaio, deliver)
    await deliver(factories.dispute_delayed(paggaio, dispute))
    given = factories.refund(paggaio, dispute["merchant_id"])
    await deliver(given)
    await deliver(factories.dispute_closed(paggaio, dispute, outcome, given))
    found = await paggaio.get(f"/disputes/{dispute['id']}", by=OWNER)
    day = "2026-02-03" if outcome == "upheld" else None
    assert (found["outcome"], found["delayed_since"], found["settlement_date"]) == (outcome, "2026-04-06", day)
    assert (await paggaio.get("/disputes?is_open=true", by=OWNER))["items"] == []
    path = f"/disputes/{dispute['id']}/answers"
    assert await refusal(paggaio, path, {"answer": "accepted"}, by=OWNER) == "409 dispute-ended"
    assert (await send(paggaio, dispute, PDF)).status_code == 409
