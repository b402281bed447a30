"""Part of a household lives apart: who goes and which share is proposed by one and confirmed by another."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.changes import LATER, TODAY, agree, change, ids, read, refused, split


def splitting(members: list[tuple[str, str]], **fields: Any) -> dict[str, Any]:
    named = [{"person_id": person_id, "relation": relation} for person_id, relation in members]
    return {"split_on": TODAY, "members": named, "share_basis_points": 4_000} | fields


async def test_who_goes_forms_a_household_with_an_agreed_share(paggaio: Client, events: Callable[[], Any]) -> None:
    formed = await factories.household(paggaio)
    holder, spouse, older, younger = ids(formed)
    new_id = await split(paggaio, formed, [(spouse, "applicant"), (younger, "child")], arrangement="hosted")
    stayed, apart = await read(paggaio, formed), await paggaio.get(f"/households/{new_id}")
    assert ids(stayed) == [holder, older]
    assert [(one["person_id"], one["relation"]) for one in apart["members"]] == [
        (spouse, "applicant"),
        (younger, "child"),
    ]
    assert apart["arrangement"] == "hosted"
    (kind, said), *moved = await events()
    assert kind == "registry.household_split.v1"
    assert said == {
        "household_id": formed["id"],
        "new_household_id": new_id,
        "new_holder_id": spouse,
        "share_basis_points": 4_000,
        "split_on": TODAY,
    }
    assert [kind.split(".")[1] for kind, _ in moved] == ["member_left", "member_joined"] * 2
    history = await paggaio.get(f"/households/{formed['id']}/history")
    assert [(one["kind"], one["share_basis_points"]) for one in history["changes"]] == [("split_off", 4_000)]


async def test_a_split_is_dated(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = LATER
    spouse = ids(formed)[1]
    new_id = await split(paggaio, formed, [(spouse, "applicant")], split_on="2026-02-15")
    assert spouse in ids(await read(paggaio, formed, "2026-02-14"))
    assert (await paggaio.get(f"/households/{new_id}?on=2026-02-14"))["members"] == []
    assert ids(await paggaio.get(f"/households/{new_id}?on=2026-02-15")) == [spouse]


async def test_who_proposed_a_split_does_not_confirm_it(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    proposal = await change(paggaio, formed, "splits", splitting([(ids(formed)[1], "applicant")]))
    answer = await agree(paggaio, proposal, by="maria supervisor")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/same-actor")
    assert len((await read(paggaio, formed))["members"]) == 4


async def test_a_split_of_a_household_that_changed_meanwhile_is_proposed_anew(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    proposal = await change(paggaio, formed, "splits", splitting([(ids(formed)[1], "applicant")]))
    await change(paggaio, formed, "arrangement", {"arrangement": "owned", "from_on": TODAY})
    answer = await agree(paggaio, proposal)
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/stale")


async def test_the_share_is_part_of_what_is_agreed(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    proposal = await change(paggaio, formed, "splits", splitting([(ids(formed)[1], "applicant")]))
    answer = await agree(paggaio, proposal | {"payload_hash": "0" * 64})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/proposal-changed")


WRONG = [
    ([(0, "applicant")], 409, "holder-leaves"),
    ([(2, "applicant"), (1, "other")], 409, "holder-too-young"),
    ([(1, "other")], 400, "malformed"),
    ([(1, "applicant"), (1, "applicant")], 400, "malformed"),
    ([(1, "applicant"), (2, "applicant")], 400, "malformed"),
]


@pytest.mark.parametrize(("members", "status", "problem"), WRONG)
async def test_a_split_that_makes_no_household_is_refused(
    paggaio: Client, members: list[tuple[int, str]], status: int, problem: str
) -> None:
    formed = await factories.household(paggaio)
    going = [(ids(formed)[place], relation) for place, relation in members]
    assert await refused(paggaio, formed, "splits", splitting(going)) == (status, problem)


@pytest.mark.parametrize("share", [-1, 10_001])
async def test_a_share_is_between_nothing_and_all(paggaio: Client, share: int) -> None:
    formed = await factories.household(paggaio)
    body = splitting([(ids(formed)[1], "applicant")], share_basis_points=share)
    assert await refused(paggaio, formed, "splits", body) == (400, "malformed")


async def test_a_split_keeps_the_right_where_it_was(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    new_id = await split(paggaio, formed, [(ids(formed)[1], "applicant")])
    (membership,) = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert (membership["state"], membership["holder_id"]) == ("active", ids(formed)[0])
    assert (await paggaio.get(f"/memberships?household_id={new_id}"))["items"] == []
    apart = await paggaio.get(f"/households/{new_id}")
    opened = await paggaio.send("POST", "/applications", factories.application(apart))
    assert opened.status_code == 201
    assert etag(opened.json())
