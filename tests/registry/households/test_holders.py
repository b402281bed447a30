"""Who is paid and holds the card: an adult, one on every day; rights and proxies follow a change."""

from collections.abc import Callable
from typing import Any

from tests.clients import Client
from tests.registry import factories
from tests.registry.changes import LATER, TODAY, change, ids, read, refused


async def test_another_adult_holds_from_a_day_on(paggaio: Client, events: Callable[[], Any]) -> None:
    formed = await factories.household(paggaio)
    former, spouse, *_ = ids(formed)
    paggaio.now = LATER
    relations = [{"person_id": former, "relation": "spouse"}]
    body = {"person_id": spouse, "changed_on": "2026-03-01", "relations": relations}
    changed = await change(paggaio, formed, "holder", body)
    assert [(one["person_id"], one["relation"]) for one in changed["members"]][:2] == [
        (spouse, "applicant"),
        (former, "spouse"),
    ]
    assert ids(await read(paggaio, formed, "2026-02-28"))[0] == former
    assert await events() == [
        (
            "registry.holder_changed.v1",
            {
                "household_id": formed["id"],
                "former_holder_id": former,
                "holder_id": spouse,
                "changed_on": "2026-03-01",
            },
        )
    ]


async def test_the_running_rights_follow_the_holder(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    spouse = ids(formed)[1]
    await change(paggaio, formed, "holder", {"person_id": spouse, "changed_on": TODAY})
    (membership,) = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert (membership["holder_id"], membership["version"]) == (spouse, 2)


async def test_a_minor_does_not_hold_while_an_adult_is_there(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    body = {"person_id": ids(formed)[2], "changed_on": TODAY}
    assert await refused(paggaio, formed, "holder", body) == (409, "holder-too-young")


async def test_who_holds_is_a_member_and_another_one(paggaio: Client) -> None:
    one, other = await factories.household(paggaio), await factories.household(paggaio)
    stranger = {"person_id": ids(other)[1], "changed_on": TODAY}
    assert await refused(paggaio, one, "holder", stranger) == (409, "not-member")
    same = {"person_id": ids(one)[0], "changed_on": TODAY}
    assert await refused(paggaio, one, "holder", same) == (400, "malformed")
    two = {
        "person_id": ids(one)[1],
        "changed_on": TODAY,
        "relations": [{"person_id": ids(one)[0], "relation": "applicant"}],
    }
    assert await refused(paggaio, one, "holder", two) == (400, "malformed")
