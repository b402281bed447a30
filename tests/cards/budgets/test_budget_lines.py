"""Budget lines: funded by two people, in the programme's currency."""

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


async def test_a_programme_has_one_pot(town: Town) -> None:
    body = {"programme": "gmi", "purpose": "bonus", "name": "pot"}
    await town.client.post("/budget-lines", body, by=OFFICER)
    assert (await town.client.send("POST", "/budget-lines", body, by=OFFICER)).status_code == 409


async def test_lines_are_listed_page_by_page(town: Town) -> None:
    await town.open_line("benefits", 100)
    first = await town.client.send("GET", "/budget-lines?limit=1", by=OFFICER)
    assert first.headers["link"] == f'<?cursor={first.json()["next"]}>; rel="next"'
    second = await town.client.get(f"/budget-lines?limit=1&cursor={first.json()['next']}", by=OFFICER)
    assert [len(first.json()["items"]), len(second["items"]), second["next"]] == [1, 1, None]
