"""A death stops cards at once; the household goes on with another adult as its holder, or closes without one."""

from collections.abc import Callable
from typing import Any

from tests.clients import Client
from tests.registry import factories
from tests.registry.changes import LATER, TODAY, alone, change, death, ids, read, refused


async def test_a_member_who_died_belongs_to_no_household(paggaio: Client, events: Callable[[], Any]) -> None:
    formed = await factories.household(paggaio)
    child = ids(formed)[3]
    answer = await death(paggaio, child)
    assert (answer.status_code, answer.json()["died_on"]) == (201, TODAY)
    assert child not in ids(await read(paggaio, formed))
    assert [kind for kind, _ in await events()] == ["registry.person_died.v1", "registry.member_left.v1"]
    again = await death(paggaio, child)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/person-dead")


async def test_when_the_holder_dies_an_adult_has_to_be_named(paggaio: Client, events: Callable[[], Any]) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    holder, spouse, older, _ = ids(formed)
    nobody = await death(paggaio, holder)
    assert (nobody.status_code, nobody.json()["type"]) == (409, "/problems/holder-needed")
    assert nobody.json()["person_ids"] == [spouse]
    minor = await death(paggaio, holder, new_holder_id=older)
    assert minor.json()["type"] == "/problems/holder-too-young"
    assert (await death(paggaio, holder, new_holder_id=spouse)).status_code == 201
    now = await read(paggaio, formed)
    assert (ids(now)[0], now["members"][0]["relation"]) == (spouse, "applicant")
    (membership,) = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert (membership["holder_id"], membership["state"]) == (spouse, "active")
    kinds = [kind.split(".")[1] for kind, _ in await events()]
    assert kinds[-3:] == ["person_died", "member_left", "holder_changed"]


async def test_without_an_adult_the_household_closes(paggaio: Client, events: Callable[[], Any]) -> None:
    formed = await alone(paggaio)
    assert (await death(paggaio, ids(formed)[0])).status_code == 201
    closed = await read(paggaio, formed)
    assert (closed["closed_on"], closed["closed_for"]) == (TODAY, "died")
    assert (await events())[-1] == (
        "registry.household_closed.v1",
        {"household_id": formed["id"], "reason": "died", "closed_on": TODAY},
    )


async def test_children_who_are_left_alone_are_free_to_join_relatives(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"] = [body["members"][0], body["members"][2]]
    formed, other = await factories.household(paggaio, body), await factories.household(paggaio)
    await death(paggaio, ids(formed)[0])
    assert (await read(paggaio, formed))["closed_for"] == "died"
    joining = {"member": {"person_id": ids(formed)[1], "relation": "other"}, "joined_on": TODAY}
    assert ids(formed)[1] in ids(await change(paggaio, other, "members", joining))


async def test_a_death_long_ago_is_kept_as_it_was_and_changes_what_can_still_change(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = "2026-12-01T10:00:00+02:00"
    answer = await death(paggaio, ids(formed)[3], died_on="2026-01-20")
    assert answer.json()["died_on"] == "2026-01-20"
    homes = await paggaio.get(f"/persons/{ids(formed)[3]}/households")
    assert [stay["left_on"] for stay in homes["stays"]] == ["2026-05-31"]


async def test_the_dead_neither_join_nor_die_tomorrow(paggaio: Client) -> None:
    formed, other = await factories.household(paggaio), await factories.household(paggaio)
    child = ids(formed)[3]
    early = await death(paggaio, child, died_on="2026-01-13")
    assert (early.status_code, early.json()["type"]) == (400, "/problems/malformed")
    unborn = await death(paggaio, child, died_on="2019-09-18")
    assert (unborn.status_code, unborn.json()["type"]) == (400, "/problems/malformed")
    await death(paggaio, child)
    paggaio.now = LATER
    joining = {"member": {"person_id": child, "relation": "other"}, "joined_on": TODAY}
    assert (await refused(paggaio, other, "members", joining))[0] == 404
