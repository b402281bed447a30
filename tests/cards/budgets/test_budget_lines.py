"""Budget lines: funded by two people, in the programme's currency."""

import asyncpg
import pytest

from tests.cards.factories import APPROVER, OFFICER, Town


async def test_two_people_fund_a_line(town: Town) -> None:
    line = await town.client.get(f"/budget-lines/{town.line_id}", by=OFFICER)
    assert line["available_minor"] == 1_000_000 - 21_600
    body = {"amount_minor": 500, "decision_number": "13/2026"}
    proposal = await town.client.post(f"/budget-lines/{town.line_id}/fundings", body, by=OFFICER)
    agreeing = {"payload_hash": proposal["payload_hash"]}
    own = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", agreeing, by=OFFICER)
    assert (own.status_code, own.json()["type"]) == (409, "/problems/same-actor")
    await town.client.post(f"/proposals/{proposal['id']}/approve", agreeing, by=APPROVER)
    again = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", agreeing, by="anna finance_approver")
    assert again.status_code == 409
    assert (await town.client.get(f"/budget-lines/{town.line_id}", by=OFFICER))["available_minor"] == 978_900


async def test_what_is_agreed_to_is_what_was_looked_at(town: Town) -> None:
    body = {"amount_minor": 500, "decision_number": "13/2026"}
    proposal = await town.client.post(f"/budget-lines/{town.line_id}/fundings", body, by=OFFICER)
    other = {"payload_hash": "0" * 64}
    answer = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", other, by=APPROVER)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/proposal-changed")


async def test_a_programme_of_another_currency_is_refused(town: Town) -> None:
    body = {"programme": "johud_training", "name": "training"}
    answer = await town.client.send("POST", "/budget-lines", body, by=OFFICER)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/currency-mismatch")


async def test_a_programme_has_one_open_pot(town: Town) -> None:
    await town.open_line("bonus", 5_000)
    second = await town.name_line(purpose="bonus")
    body = {"amount_minor": 500, "decision_number": "13/2026"}
    proposal = await town.client.post(f"/budget-lines/{second['id']}/fundings", body, by=OFFICER)
    path, agreeing = f"/proposals/{proposal['id']}/approve", {"payload_hash": proposal["payload_hash"]}
    status, kind, _ = await town.client.refused("POST", path, agreeing, by=APPROVER)
    assert (status, kind) == (409, "pot-open")


async def test_a_line_is_planned_until_two_people_put_money_on_it(town: Town) -> None:
    line = await town.name_line()
    assert line["status"] == "planned"
    await town.fund(line["id"], 100)
    assert (await town.line(line["id"]))["status"] == "open"


async def test_a_line_of_a_year_has_both_its_days(town: Town) -> None:
    for days in ({"valid_from": "2026-01-01"}, {"valid_from": "2026-12-31", "valid_until": "2026-01-01"}):
        body = {"programme": "gmi", "name": "GMI"} | days
        status, kind, _ = await town.client.refused("POST", "/budget-lines", body, by=OFFICER)
        assert (status, kind) == (409, "validity-unclear")


async def test_a_line_pays_for_the_months_of_its_year(town: Town) -> None:
    line = await town.name_line(valid_from="2027-01-01", valid_until="2027-12-31")
    await town.fund(line["id"], 100_000)
    body = {"programme": "gmi", "budget_line_id": line["id"], "month": "2026-12-01"}
    assert (await town.client.refused("POST", "/runs", body, by=OFFICER))[:2] == (409, "outside-validity")
    await town.client.post("/runs", body | {"month": "2027-01-01"}, by=OFFICER)


async def test_no_money_is_put_on_a_line_whose_year_is_over(town: Town) -> None:
    line = await town.name_line(valid_from="2025-01-01", valid_until="2025-12-31")
    body = {"amount_minor": 500, "decision_number": "13/2026"}
    refused = await town.client.refused("POST", f"/budget-lines/{line['id']}/fundings", body, by=OFFICER)
    assert refused[:2] == (409, "outside-validity")


async def test_the_database_keeps_a_closed_line_with_its_decision(town: Town) -> None:
    async with town.worker.pool.acquire() as connection:
        await connection.execute(f"SET koinon.municipalities = '{{{town.client.tenant.id}}}'")
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("UPDATE budget_lines SET status = 'closed'")


async def test_lines_are_listed_page_by_page(town: Town) -> None:
    await town.open_line("benefits", 100)
    first = await town.client.send("GET", "/budget-lines?limit=1", by=OFFICER)
    assert first.headers["link"] == f'<?cursor={first.json()["next"]}>; rel="next"'
    second = await town.client.get(f"/budget-lines?limit=1&cursor={first.json()['next']}", by=OFFICER)
    assert [len(first.json()["items"]), len(second["items"]), second["next"]] == [1, 1, None]
