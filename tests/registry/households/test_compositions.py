"""Who counts as what on a day: guests, students, excluded persons, single parents, children on their own."""

from typing import Any

import pytest

from tests.clients import Client
from tests.registry import factories
from tests.registry.changes import LATER, change, ids


def member(born_on: str, relation: str, **fields: Any) -> dict[str, Any]:
    return {"person": factories.person(born_on, identifiers=[], phone=None, iban=None), "relation": relation} | fields


async def count(client: Client, formed: dict[str, Any], on: str = "") -> dict[str, Any]:
    day = f"&on={on}" if on else ""
    found: dict[str, Any] = await client.get(f"/households/{formed['id']}/composition?programme=gmi{day}")
    return found


HOUSEHOLDS: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    (
        [member("1984-01-01", "applicant"), member("2014-01-01", "child"), member("2016-01-01", "child")],
        {"adults": 2, "children": 1, "minors": 2, "oldest_child": "single_parent"},
    ),
    (
        [member("1984-01-01", "applicant"), member("1984-01-01", "spouse"), member("2014-01-01", "child")],
        {"adults": 2, "children": 1, "minors": 1, "oldest_child": None},
    ),
    (
        [member("2010-01-01", "applicant"), member("2014-01-01", "sibling")],
        {"adults": 1, "children": 1, "minors": 2, "oldest_child": "child_headed"},
    ),
    (
        [member("1984-01-01", "applicant"), member("1990-01-01", "guest")],
        {"adults": 2, "children": 0, "guests": 1},
    ),
    (
        [member("1984-01-01", "applicant"), member("1960-01-01", "parent", excluded_by="closed_care")],
        {"adults": 1, "children": 0},
    ),
]


@pytest.mark.parametrize(("members", "expected"), HOUSEHOLDS)
async def test_a_household_is_counted_as_its_assessment_would(
    paggaio: Client, members: list[dict[str, Any]], expected: dict[str, Any]
) -> None:
    counted = await count(paggaio, await factories.household(paggaio, {"members": members}))
    assert {name: counted[name] for name in expected} == expected


async def test_each_person_is_shown_with_the_rule_that_leaves_them_out(paggaio: Client) -> None:
    members = [member("1984-01-01", "applicant"), member("1960-01-01", "parent", excluded_by="closed_care")]
    formed = await factories.household(paggaio, {"members": members})
    shown = (await count(paggaio, formed))["members"]
    assert [(one["counts_as"], one["left_out_by"], one["age_years"], one["adult"]) for one in shown] == [
        ("adult", None, 42, True),
        ("nobody", "closed_care", 66, True),
    ]
    child = (await count(paggaio, await factories.household(paggaio)))["members"][-1]
    assert (child["counts_as"], child["adult"]) == ("child", False)


async def test_the_count_is_of_a_day(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    paggaio.now = LATER
    leaving = {"person_id": ids(formed)[3], "left_on": "2026-03-01", "reason": "fostered"}
    await change(paggaio, formed, "departures", leaving)
    assert (await count(paggaio, formed, "2026-02-28"))["children"] == 2
    assert (await count(paggaio, formed))["children"] == 1


async def test_a_programme_without_rules_and_another_tenant_find_nothing(paggaio: Client, al_koura: Client) -> None:
    formed = await factories.household(paggaio)
    path = f"/households/{formed['id']}/composition?programme="
    assert (await paggaio.refused("GET", f"{path}lottery"))[:2] == (409, "programme-unknown")
    assert (await al_koura.refused("GET", f"{path}gmi"))[:2] == (404, "not-found")
    assert (await paggaio.refused("GET", f"{path}No+code"))[0] == 400
