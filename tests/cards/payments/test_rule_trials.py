"""Rule trials over HTTP: a draft is run over a month as a job; nothing changes, and each change has its reason."""

from typing import Any

import pytest

from services.kit.db import Connection
from tests.cards.factories import DESK, OFFICER, PIN, Town

MANAGER = "petros programme_manager"
DRAFT = {
    "programme": "gmi",
    "month": "2026-02-28",
    "rules": {
        "valid_from": "2026-03-01",
        "pin_above_minor": 2_000,
        "denied_categories": ["5912"],
        "household": {"day_minor_max": 3_000},
        "hours": [{"opens": "08:00:00", "closes": "20:00:00"}],
    },
}


async def tried(town: Town, draft: dict[str, Any]) -> dict[str, Any]:
    """Return what a trial answers once its job is done."""
    town.client.now = "2026-03-02T10:00:00+02:00"
    job = await town.client.post("/rule-trials", draft, by=MANAGER)
    assert job["state"] == "queued"
    await town.work()
    done = await town.client.get(f"/jobs/{job['id']}", by=MANAGER)
    assert (done["state"], done["done"]) == ("done", done["total"])
    found: dict[str, Any] = done["result"]
    return found


async def february(town: Town) -> list[dict[str, Any]]:
    """Return receipts: two within the draft, one above its PIN limit, one that its day's limit cuts, one too late."""
    made = [await town.receipt(1_000), await town.receipt(1_500), await town.receipt(2_500)]
    town.till.now = "2026-02-11T10:00:00+02:00"
    made += [await town.receipt(3_100, pin=PIN), await town.receipt(5_100)]
    town.till.now = "2026-02-12T21:00:00+02:00"
    return [*made, await town.receipt(100)]


async def test_a_draft_says_which_payments_would_change_and_why(town: Town, superuser: Connection) -> None:
    made = await february(town)
    before = await superuser.fetch("SELECT * FROM payments ORDER BY id")
    found = await tried(town, DRAFT)
    assert [
        (each["payment_id"], each["before_minor"], each["after_minor"], each["rule"]) for each in found["changes"]
    ] == [
        (made[2]["id"], 2_500, 0, "pin_required"),
        (made[3]["id"], 3_100, 3_000, "day_limit_reached"),
        (made[5]["id"], 100, 0, "outside_hours"),
    ]
    assert (found["payments"], found["declined"], found["less"], found["more"], found["paid"]) == (6, 2, 1, 0, 0)
    assert (found["before_minor"], found["after_minor"], found["currency"]) == (5_700, 3_000, "EUR")
    assert found["by_rule"]["day_limit_reached"] == {"payments": 1, "amount_minor": -100}
    assert await superuser.fetch("SELECT * FROM payments ORDER BY id") == before
    await town.verify()


async def test_the_rules_in_force_change_nothing_and_other_months_are_not_looked_at(town: Town) -> None:
    await february(town)
    same = {
        "valid_from": "2014-01-01",
        "denied_categories": ["5723", "7800", "7801", "7802", "7995"],
        "pin_above_minor": 5_000,
        "household": {"payment_minor_max": 100_000},
    }
    found = await tried(town, DRAFT | {"rules": same})
    assert (found["payments"], found["changes"], found["by_rule"]) == (6, [], {})
    assert (await tried(town, DRAFT | {"month": "2026-01-01"}))["payments"] == 0


async def test_a_hold_is_tried_once_and_its_captures_are_not(town: Town) -> None:
    body = b'{"card_token": "%s", "amount_minor": 2500, "currency": "EUR"}' % town.token.encode()
    held = (await town.till.send("/authorisations", body, "hold-1")).json()
    await town.till.send(f"/authorisations/{held['id']}/captures", b'{"amount_minor": 500}', "capture-1")
    found = await tried(town, DRAFT)
    assert [(each["payment_id"], each["before_minor"]) for each in found["changes"]] == [(held["id"], 2_500)]
    assert found["payments"] == 1


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"programme": "nobody"}, (404, "not-found")),
        ({"month": "2027-01-01"}, (409, "month-not-begun")),
        ({"rules": {"valid_from": "2026-03-01"}}, (400, "malformed")),
        ({"rules": DRAFT["rules"] | {"pin": 1}}, (400, "malformed")),  # type: ignore[operator]
    ],
)
async def test_a_draft_that_is_none_is_refused(town: Town, changes: dict[str, Any], refused: tuple[int, str]) -> None:
    assert (await town.client.refused("POST", "/rule-trials", DRAFT | changes, by=OFFICER))[:2] == refused


async def test_the_rules_that_a_draft_begins_from_are_those_of_the_tenants_currency(town: Town) -> None:
    found = await town.client.get("/programmes", by=MANAGER)
    assert [(each["programme"], each["currency"]) for each in found] == [("gmi", "EUR")]
    assert found[0]["rules"][0]["household"] == {"payment_minor_max": 100_000}


async def test_the_desk_tries_no_rules(town: Town) -> None:
    assert (await town.client.refused("POST", "/rule-trials", DRAFT, by=DESK))[0] == 403
