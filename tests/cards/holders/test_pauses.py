"""Pauses: a card is frozen and let go without staff, and nobody lifts what somebody later in the order has said."""

from typing import Any
from uuid import UUID

from contracts import registry
from services.cards.holders.cards import TRANSITIONS
from services.cards.holders.pauses import RANK
from services.kit.db import uuid7
from tests.cards.factories import DESK, Town
from tests.cards.holders.test_households import TODAY, appointment, cards_of, told
from tests.clients import etag


async def card_of(town: Town) -> dict[str, Any]:
    found: dict[str, Any] = await town.client.get(f"/cards/{town.card_id}", by=DESK)
    return found


async def as_holder(town: Town) -> str:
    return f"{(await card_of(town))['holder_id']} holder"


async def by_desk(town: Town, step: str) -> dict[str, Any]:
    card = await card_of(town)
    changed: dict[str, Any] = await town.client.post(f"/cards/{card['id']}/{step}", by=DESK, If_Match=etag(card))
    return changed


async def test_a_holder_freezes_the_card_and_lets_it_go_without_staff(town: Town) -> None:
    holder = await as_holder(town)
    path = f"/holders/me/cards/{town.card_id}"
    frozen = await town.client.post(f"{path}/pause", by=holder)
    assert (frozen["status"], frozen["paused_by"]) == ("paused", "holder")
    assert (await town.receipt(100))["decline_code"] == "card_refused"
    assert (await town.client.post(f"{path}/resume", by=holder))["status"] == "active"
    assert (await town.receipt(100))["status"] == "captured"


async def test_freezing_twice_is_freezing_once(town: Town) -> None:
    holder, path = await as_holder(town), f"/holders/me/cards/{town.card_id}/pause"
    first = await town.client.post(path, by=holder)
    assert await town.client.post(path, by=holder) == first


async def test_what_the_desk_has_paused_the_holder_does_not_resume(town: Town) -> None:
    holder, path = await as_holder(town), f"/holders/me/cards/{town.card_id}"
    await town.client.post(f"{path}/pause", by=holder)
    assert (await by_desk(town, "pause"))["paused_by"] == "desk"
    status, problem, _ = await town.client.refused("POST", f"{path}/resume", by=holder)
    assert (status, problem) == (409, "paused-by-another")
    assert (await by_desk(town, "resume"))["status"] == "active"


async def test_nobody_freezes_a_card_of_somebody_else(town: Town) -> None:
    path = f"/holders/me/cards/{town.card_id}"
    for step in ("pause", "resume"):
        status, problem, _ = await town.client.refused("POST", f"{path}/{step}", by=f"{uuid7()} holder")
        assert (status, problem) == (404, "not-found")
    assert (await town.client.get("/holders/me/cards", by=f"{uuid7()} holder"))["items"] == []


async def test_whose_wallet_it_is_freezes_a_proxys_card_and_the_proxy_does_not_lift_it(town: Town) -> None:
    appointed = appointment(town, town.household_id, may=["shop"])
    await told(town, appointed)
    (card,) = await cards_of(town, appointed.person_id)
    path = f"/cards/{card['id']}"
    await town.client.post(f"{path}/print", by=DESK)
    await town.client.post(f"{path}/hand-over", by=DESK)
    await town.client.post(f"{path}/pin", {"pin": "2580"}, by=DESK)
    owner, proxy = await as_holder(town), f"{appointed.person_id} holder"
    seen = (await town.client.get("/holders/me/cards", by=owner))["items"]
    assert {each["id"] for each in seen} == {str(town.card_id), card["id"]}
    assert [each["id"] for each in (await town.client.get("/holders/me/cards", by=proxy))["items"]] == [card["id"]]
    assert (await town.client.post(f"/holders/me{path}/pause", by=owner))["paused_by"] == "owner"
    status, problem, _ = await town.client.refused("POST", f"/holders/me{path}/resume", by=proxy)
    assert (status, problem) == (409, "paused-by-another")
    assert (await town.client.post(f"/holders/me{path}/resume", by=owner))["status"] == "active"


async def test_a_new_pin_does_not_resume_a_paused_card(town: Town) -> None:
    await by_desk(town, "pause")
    assert (await town.client.post(f"/cards/{town.card_id}/pin", {"pin": "7391"}, by=DESK))["status"] == "paused"


async def test_a_paused_card_is_stopped_and_never_resumed(town: Town) -> None:
    await by_desk(town, "pause")
    await told(town, registry.PersonDied(person_id=UUID((await card_of(town))["holder_id"]), died_on=TODAY))
    assert (await card_of(town))["paused_by"] is None
    card = await card_of(town)
    path = f"/cards/{town.card_id}/resume"
    status, problem, _ = await town.client.refused("POST", path, by=DESK, If_Match=etag(card))
    assert (status, problem) == (409, "transition-forbidden")


async def test_pausing_at_the_desk_names_the_version_that_was_seen(town: Town) -> None:
    for step in ("pause", "resume"):
        path = f"/cards/{town.card_id}/{step}"
        assert (await town.client.send("POST", path, by=DESK)).status_code == 428
        assert (await town.client.send("POST", path, by=DESK, If_Match='"1"')).status_code == 412


def test_only_a_card_in_use_is_paused() -> None:
    assert {before for before, after in TRANSITIONS.items() if "paused" in after} == {"active", "paused"}


def test_those_who_pause_are_in_an_order() -> None:
    assert sorted(RANK, key=lambda pauser: RANK[pauser]) == ["holder", "owner", "desk"]
