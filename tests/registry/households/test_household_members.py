"""Joining, leaving, moving and changed facts are dated; what was true on a day stays true of that day."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.changes import LATER, change, ids, refused


def newborn(born_on: str = "2026-03-01") -> dict[str, Any]:
    return {"person": factories.person(born_on, phone=None, iban=None), "relation": "child"}


async def test_a_child_joins_from_the_day_of_birth(paggaio: Client, events: Callable[[], Any]) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = LATER
    grown = await change(paggaio, formed, "members", {"member": newborn(), "joined_on": "2026-03-01"})
    assert len(grown["members"]) == 5
    assert grown["version"] > formed["version"]
    for day, number in (("2026-02-28", 4), ("2026-03-01", 5)):
        assert len((await paggaio.get(f"/households/{formed['id']}?on={day}"))["members"]) == number
    assert await events() == [
        (
            "registry.member_joined.v1",
            {"household_id": formed["id"], "person_id": ids(grown)[-1], "joined_on": "2026-03-01"},
        )
    ]


async def test_nobody_joins_before_birth(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = LATER
    body = {"member": newborn(), "joined_on": "2026-02-28"}
    assert await refused(paggaio, formed, "members", body) == (400, "malformed")


async def test_a_member_leaves_and_may_come_back(paggaio: Client, events: Callable[[], Any]) -> None:
    formed = await factories.household(paggaio)
    spouse = ids(formed)[1]
    paggaio.now = LATER
    left = await change(
        paggaio, formed, "departures", {"person_id": spouse, "left_on": "2026-02-01", "reason": "separated"}
    )
    assert spouse not in ids(left)
    back = await change(
        paggaio,
        left,
        "members",
        {"member": {"person_id": spouse, "relation": "partner"}, "joined_on": "2026-03-01"},
    )
    assert spouse in ids(back)
    for day, there in (("2026-01-31", True), ("2026-02-01", False), ("2026-02-28", False), ("2026-03-01", True)):
        assert (spouse in ids(await paggaio.get(f"/households/{formed['id']}?on={day}"))) is there
    homes = await paggaio.get(f"/persons/{spouse}/households")
    assert [(stay["joined_on"], stay["left_on"], stay["relation"]) for stay in homes["stays"]] == [
        ("2026-01-12", "2026-02-01", "spouse"),
        ("2026-03-01", None, "partner"),
    ]
    assert [kind for kind, _ in await events()] == ["registry.member_left.v1", "registry.member_joined.v1"]


async def test_a_person_moves_to_another_household_on_one_day(paggaio: Client, events: Callable[[], Any]) -> None:
    one, other = await factories.household(paggaio), await factories.household(paggaio)
    spouse = ids(one)[1]
    body = {"person_id": spouse, "into_household_id": other["id"], "relation": "guest", "moved_on": "2026-01-12"}
    left = await change(paggaio, one, "moves", body)
    assert spouse not in ids(left)
    there = await paggaio.get(f"/households/{other['id']}")
    assert (there["members"][-1]["person_id"], there["members"][-1]["relation"]) == (spouse, "guest")
    assert [data["household_id"] for _, data in await events()] == [one["id"], other["id"]]
    history = await paggaio.get(f"/households/{other['id']}/history")
    assert [(one["kind"], one["other_household_id"]) for one in history["changes"]] == [("moved_in", left["id"])]


async def test_changed_facts_hold_from_their_day_and_the_former_ones_before_it(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    spouse = ids(formed)[1]
    paggaio.now = LATER
    body = {"person_id": spouse, "from_on": "2026-03-01", "relation": "spouse", "work": "employed"}
    await change(paggaio, formed, "member-facts", body)
    for day, work in (("2026-02-28", "registered_unemployed"), ("2026-03-01", "employed")):
        assert (await paggaio.get(f"/households/{formed['id']}?on={day}"))["members"][1]["work"] == work


async def test_a_mistake_of_the_same_day_is_corrected_and_stays_on_record(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    child = ids(formed)[2]
    body = {"person_id": child, "from_on": "2026-01-12", "relation": "guest", "excluded_by": "closed_care"}
    fixed = await change(paggaio, formed, "member-facts", body)
    assert fixed["members"][2]["excluded_by"] == "closed_care"
    stays = (await paggaio.get(f"/persons/{child}/households"))["stays"]
    assert [(stay["relation"], stay["joined_on"], stay["left_on"]) for stay in stays] == [
        ("child", "2026-01-12", "2026-01-12"),
        ("guest", "2026-01-12", None),
    ]


async def test_how_a_household_lives_is_dated_too(paggaio: Client) -> None:
    formed = await factories.household(paggaio, factories.couple_with_two_children() | {"arrangement": "rented"})
    paggaio.now = LATER
    body = {"arrangement": "transitional_shelter", "from_on": "2026-03-01"}
    assert (await change(paggaio, formed, "arrangement", body))["arrangement"] == "transitional_shelter"
    assert (await paggaio.get(f"/households/{formed['id']}?on=2026-02-28"))["arrangement"] == "rented"


async def test_who_holds_the_household_neither_leaves_nor_moves(paggaio: Client) -> None:
    one, other = await factories.household(paggaio), await factories.household(paggaio)
    holder = ids(one)[0]
    leaving = {"person_id": holder, "left_on": "2026-01-12", "reason": "moved"}
    moving = {"person_id": holder, "into_household_id": other["id"], "relation": "other", "moved_on": "2026-01-12"}
    assert await refused(paggaio, one, "departures", leaving) == (409, "holder-leaves")
    assert await refused(paggaio, one, "moves", moving) == (409, "holder-leaves")


async def test_who_belongs_to_another_household_does_not_join(paggaio: Client) -> None:
    one, other = await factories.household(paggaio), await factories.household(paggaio)
    body = {"member": {"person_id": ids(other)[1], "relation": "guest"}, "joined_on": "2026-01-12"}
    assert await refused(paggaio, one, "members", body) == (409, "already-member")
    stranger = {"person_id": ids(other)[1], "left_on": "2026-01-12", "reason": "moved"}
    assert await refused(paggaio, one, "departures", stranger) == (409, "not-member")


DAYS = [("2026-03-11", 409, "day-out-of-reach"), ("2026-01-11", 409, "day-out-of-reach")]


@pytest.mark.parametrize(("day", "status", "problem"), DAYS)
async def test_a_change_is_entered_for_a_day_within_reach(paggaio: Client, day: str, status: int, problem: str) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = LATER
    body = {"arrangement": "owned", "from_on": day}
    assert await refused(paggaio, formed, "arrangement", body) == (status, problem)


async def test_a_change_reaches_back_half_a_year_at_most(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = "2026-12-01T10:00:00+02:00"
    for day, status in (("2026-05-30", 409), ("2026-05-31", 201)):
        body = {"arrangement": "owned", "from_on": day}
        answer = await paggaio.send("POST", f"/households/{formed['id']}/arrangement", body, If_Match=etag(formed))
        assert answer.status_code == status


async def test_changes_are_entered_in_the_order_of_their_days(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    child = ids(formed)[2]
    paggaio.now = LATER
    facts = {"person_id": child, "relation": "child", "studies": False}
    changed = await change(paggaio, formed, "member-facts", facts | {"from_on": "2026-03-01"})
    assert await refused(paggaio, changed, "member-facts", facts | {"from_on": "2026-02-01"}) == (409, "later-change")
    leaving = {"person_id": child, "left_on": "2026-02-01", "reason": "fostered"}
    assert await refused(paggaio, changed, "departures", leaving) == (409, "later-change")


async def test_a_change_names_the_version_that_it_changes(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    body = {"arrangement": "owned", "from_on": "2026-01-12"}
    await change(paggaio, formed, "arrangement", body)
    assert await refused(paggaio, formed, "arrangement", body) == (412, "stale")
    assert (await paggaio.send("POST", f"/households/{formed['id']}/arrangement", body)).status_code == 428


async def test_the_holder_is_not_entered_by_a_side_door(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    facts = {"person_id": ids(formed)[1], "from_on": "2026-01-12", "relation": "applicant"}
    assert await refused(paggaio, formed, "member-facts", facts) == (400, "malformed")
    joining = {"member": newborn("2020-01-01") | {"relation": "applicant"}, "joined_on": "2026-01-12"}
    assert await refused(paggaio, formed, "members", joining) == (400, "malformed")
    assert (await paggaio.send("GET", f"/households/{formed['id']}?on=nonsense")).status_code == 400


async def test_another_tenant_changes_nothing(paggaio: Client, al_koura: Client) -> None:
    formed = await factories.household(paggaio)
    body = {"arrangement": "owned", "from_on": "2026-01-12"}
    assert await refused(al_koura, formed, "arrangement", body) == (404, "not-found")
