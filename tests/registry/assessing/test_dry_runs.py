"""What if 216 were 230? A dry run decides on every household as assessments do, and writes nothing but who asked."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from services.registry.assessing import rule_changes
from services.registry.assessing.assessments import assess
from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.vectors import household, rules_of
from tests.rolled_back import Events

MANAGER = "sofia programme_manager"
DEARER = {"guaranteed": {"first_adult_amount_minor": 230_00}}


async def ask(client: Client, changes: dict[str, Any] | None = None, **fields: Any) -> Any:
    """Ask what a change would do."""
    asked = {"programme": "gmi", "changes": DEARER if changes is None else changes} | fields
    return await client.post("/dry-runs", asked, by=MANAGER)


async def assessed(client: Client, *people: tuple[str, str], income: int = 0, **fields: Any) -> dict[str, Any]:
    """A household of people by date of birth and relation, whose application was assessed."""
    members = [
        {"person": factories.person(born_on), "relation": relation, "work": "unable"}
        for born_on, relation in people or [("1970-05-01", "applicant")]
    ]
    formed = await factories.household(client, {"members": members})
    declared = {"incomes": [{"kind": "wages", "amount_minor": income}]} if income else {}
    case: dict[str, Any] = await client.post(
        "/applications", factories.application(formed, declared=declared, **fields)
    )
    return case


async def test_a_higher_amount_costs_more_and_lets_more_people_in(paggaio: Client) -> None:
    await assessed(paggaio)
    await assessed(paggaio, income=1_300_00)
    await assessed(paggaio, income=9_000_00)
    found = await ask(paggaio)
    assert found["changes"] == [
        {"parameter": "/guaranteed/first_adult_amount_minor", "before": 216_00, "after": 230_00}
    ]
    assert (found["households"], found["currency"], found["without_facts"]) == (3, "EUR", 0)
    assert found["before"] == {"eligible": 1, "monthly_minor": 216_00, "six_months_minor": 1_296_00}
    assert found["after"] == {"eligible": 2, "monthly_minor": 243_33, "six_months_minor": 1_459_98}
    assert (found["monthly_change_minor"], found["six_months_change_minor"]) == (27_33, 163_98)
    assert (found["gaining"], found["losing"]) == (2, 0)
    assert (found["newly_eligible"], found["no_longer_eligible"]) == (1, 0)
    assert found["histogram"] == [
        {"from_minor": 0, "to_minor": 0, "households": None},
        {"from_minor": 1, "to_minor": None, "households": None},
    ]


async def test_students_who_count_or_do_not_count(paggaio: Client) -> None:
    members = [
        {"person": factories.person("1970-05-01"), "relation": "applicant"},
        {"person": factories.person("2005-05-01"), "relation": "child", "studies": True},
    ]
    formed = await factories.household(paggaio, {"members": members})
    await paggaio.post("/applications", factories.application(formed))
    same = await ask(paggaio, {"household": {"students_are_members": True}})
    assert (same["changes"], same["monthly_change_minor"], same["losing"]) == ([], 0, 0)
    without = await ask(paggaio, {"household": {"students_are_members": False}})
    assert (without["monthly_change_minor"], without["losing"]) == (-108_00, 1)


async def test_the_figures_are_those_of_the_assessments_themselves(paggaio: Client) -> None:
    kinds = [
        ([("1970-05-01", "applicant")], 0),
        ([("1970-05-01", "applicant"), ("1972-05-01", "spouse")], 900_00),
        ([("1980-05-01", "applicant"), ("2015-05-01", "child")], 50_00),
        ([("1980-05-01", "applicant"), ("1979-05-01", "partner"), ("2015-05-01", "child")], 2_300_00),
        ([("2005-05-01", "applicant")], 0),
    ]
    for people, income in kinds:
        await assessed(paggaio, *people, income=income)
    changes = {"guaranteed": {"child_amount_minor": 0}, "household": {"single_person_age": None}}
    found = await ask(paggaio, changes)
    rules = rules_of()
    changed = rule_changes.apply(rules, changes)
    facts = [
        household(["applicant 55"]),
        household(["applicant 55", "spouse 53"], incomes={"wages": 900_00}),
        household(["applicant 45", "child 10"], incomes={"wages": 50_00}),
        household(["applicant 45", "partner 46", "child 10"], incomes={"wages": 2_300_00}),
        household(["applicant 20"]),
    ]
    for side, by in (("before", rules), ("after", changed)):
        decided = [assess(by, each) for each in facts]
        assert found[side]["monthly_minor"] == sum(each.monthly_amount_minor for each in decided)
        assert found[side]["eligible"] == sum(each.eligible for each in decided)


async def test_a_household_counts_once_by_its_latest_assessment(paggaio: Client) -> None:
    case = await assessed(paggaio)
    declared = {"incomes": [{"kind": "wages", "amount_minor": 600_00}]}
    again = await paggaio.put(f"/applications/{case['id']}/declared", declared, If_Match=etag(case))
    await paggaio.post(f"/applications/{case['id']}/assess", If_Match=etag(again))
    found = await ask(paggaio, {})
    assert (found["households"], found["before"]["monthly_minor"]) == (1, 116_00)


async def test_a_withdrawn_application_and_another_programme_do_not_count(paggaio: Client) -> None:
    case = await assessed(paggaio)
    await paggaio.post(f"/applications/{case['id']}/withdraw", If_Match=etag(case))
    await assessed(paggaio, programme="lebrija_elio")
    assert (await ask(paggaio, {}))["households"] == 0
    assert (await ask(paggaio, {}, programme="lebrija_elio"))["households"] == 1


async def test_a_tenant_s_households_are_its_own(paggaio: Client, al_koura: Client) -> None:
    await assessed(paggaio)
    assert (await ask(al_koura, {}))["households"] == 0


async def test_only_households_with_a_right_on_the_day_when_asked_for(paggaio: Client) -> None:
    await assessed(paggaio)
    await factories.decided(paggaio)
    entitled = await ask(paggaio, on="2026-02-01", households="entitled")
    assert (entitled["households"], entitled["before"]["monthly_minor"]) == (1, 432_00)
    assert (await ask(paggaio, on="2026-01-31", households="entitled"))["households"] == 0
    assert (await ask(paggaio, on="2026-02-01"))["households"] == 2


async def test_the_rules_of_another_day_may_be_changed(paggaio: Client) -> None:
    await assessed(paggaio)
    found = await ask(paggaio, {}, on="2023-11-30")
    assert found["rule_version"].startswith("gmi/2018-10-30#")
    assert found["before"]["monthly_minor"] == 200_00


async def rows(connection: Connection) -> dict[str, int]:
    """Return how many rows each table holds."""
    await connection.execute("RESET ROLE")
    names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for (name,) in names}


async def test_nothing_is_written_but_who_asked(paggaio: Client, connection: Connection, events: Events) -> None:
    await assessed(paggaio)
    before, told = await rows(connection), await events()
    found = await ask(paggaio)
    after = await rows(connection)
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert list(changed.values()) == [1]
    (table,) = changed
    kept = await last_audit(connection, table)
    assert (str(kept["object_id"]), kept["action"], kept["purpose"]) == (found["id"], "dry_run_asked", "gmi")
    assert await events() == told


async def last_audit(connection: Connection, table: str) -> asyncpg.Record:
    """Return the newest row of the audit."""
    row = await connection.fetchrow(f'SELECT * FROM "{table}" ORDER BY id DESC LIMIT 1')
    assert row is not None
    return row


REFUSED = [
    ({"guaranteed": {"first_adult_amount_minor": "230"}}, "/changes/guaranteed/first_adult_amount_minor"),
    ({"guaranteed": {"months_counted": 0}}, "/changes/guaranteed/months_counted"),
    ({"lottery": 1}, "/changes/lottery"),
    ({"currency": "JOD"}, "/changes/currency"),
]


@pytest.mark.parametrize(("changes", "pointer"), REFUSED)
async def test_a_change_that_makes_no_rules_is_refused_at_its_place(
    paggaio: Client, changes: dict[str, Any], pointer: str
) -> None:
    asked = {"programme": "gmi", "changes": changes}
    status, _, problem = await paggaio.refused("POST", "/dry-runs", asked, by=MANAGER)
    assert (status, [fault["pointer"] for fault in problem["errors"]]) == (400, [pointer])


async def test_a_programme_without_rules_on_the_day_is_refused(paggaio: Client) -> None:
    asked = {"programme": "gmi", "on": "2010-01-01", "changes": {}}
    status, kind, _ = await paggaio.refused("POST", "/dry-runs", asked, by=MANAGER)
    assert (status, kind) == (409, "programme-unknown")


@pytest.mark.parametrize("role", ["caseworker", "card_desk", "auditor", "administrator"])
async def test_whoever_does_not_answer_for_a_budget_may_not_ask(paggaio: Client, role: str) -> None:
    status, _, _ = await paggaio.refused("POST", "/dry-runs", {"programme": "gmi", "changes": {}}, by=f"nikos {role}")
    assert status == 403
