"""Unlocks: from afar two people give a blocked PIN its tries back, and nobody learns or changes the PIN."""

from typing import Any

from tests.cards.factories import APPROVER, DESK, PIN, Town

SECOND = "nikos supervisor"
BODY = {"recognised_by": "called_back"}


async def block(town: Town) -> None:
    for _ in range(3):
        assert (await town.receipt(100, pin="7777"))["decline_code"] == "pin_wrong"


async def propose(town: Town) -> dict[str, Any]:
    proposal: dict[str, Any] = await town.client.post(f"/cards/{town.card_id}/pin-unlocks", BODY, by=DESK)
    return proposal


def hash_of(proposal: dict[str, Any]) -> dict[str, str]:
    return {"payload_hash": proposal["payload_hash"]}


async def test_two_people_unlock_a_pin_which_stays_what_it_was(town: Town) -> None:
    await block(town)
    proposal = await propose(town)
    assert [each["id"] for each in (await town.client.get("/pin-unlocks", by=SECOND))["items"]] == [proposal["id"]]
    assert (await town.receipt(100, pin=PIN))["decline_code"] == "pin_blocked", "one person is not enough"
    path = f"/pin-unlocks/{proposal['id']}"
    assert (await town.client.refused("POST", f"{path}/approve", hash_of(proposal), by=DESK))[1] == "same-actor"
    assert (await town.client.post(f"{path}/approve", hash_of(proposal), by=SECOND))["state"] == "executed"
    assert (await town.receipt(100, pin=PIN))["status"] == "captured"


async def test_a_pin_with_tries_left_is_not_unlocked(town: Town) -> None:
    await town.receipt(100, pin="7777")
    status, problem, _ = await town.client.refused("POST", f"/cards/{town.card_id}/pin-unlocks", BODY, by=DESK)
    assert (status, problem) == (409, "pin-not-blocked")


async def test_an_unlock_does_not_outlive_a_change_of_the_card(town: Town) -> None:
    await block(town)
    proposal = await propose(town)
    await town.client.post(f"/cards/{town.card_id}/pin", {"pin": "7391"}, by=DESK)
    path = f"/pin-unlocks/{proposal['id']}/approve"
    assert (await town.client.refused("POST", path, hash_of(proposal), by=SECOND))[:2] == (412, "stale")


async def test_an_unlock_is_refused_or_withdrawn(town: Town) -> None:
    await block(town)
    proposal = await propose(town)
    path = f"/pin-unlocks/{proposal['id']}"
    assert (await town.client.post(f"{path}/reject", by=SECOND))["state"] == "rejected"
    assert (await town.client.refused("POST", f"{path}/approve", hash_of(proposal), by=SECOND))[0] == 409
    assert (await town.receipt(100, pin=PIN))["decline_code"] == "pin_blocked"


async def test_finance_does_not_unlock_pins_and_the_desk_does_not_move_money(town: Town) -> None:
    await block(town)
    proposal = await propose(town)
    path = f"/proposals/{proposal['id']}/approve"
    assert (await town.client.refused("POST", path, hash_of(proposal), by=APPROVER))[:2] == (404, "not-found")
    funding = await town.client.post(
        f"/budget-lines/{town.line_id}/fundings",
        {"amount_minor": 100, "decision_number": "1/2026"},
        by="eleni finance_officer",
    )
    for step, body in (("approve", hash_of(funding)), ("reject", None)):
        path = f"/pin-unlocks/{funding['id']}/{step}"
        assert (await town.client.refused("POST", path, body, by=SECOND))[:2] == (404, "not-found")
    assert (await town.client.refused("GET", f"/pin-unlocks/{funding['id']}", by=SECOND))[0] == 404
