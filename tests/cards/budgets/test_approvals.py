"""Approvals: by finance alone, once, and never by who proposed."""

from tests.cards.factories import APPROVER, DESK, OFFICER, Town


async def proposed(town: Town) -> dict[str, str]:
    body = {"amount_minor": 500, "decision_number": "13/2026"}
    found: dict[str, str] = await town.client.post(f"/budget-lines/{town.line_id}/fundings", body, by=OFFICER)
    return found


async def test_what_waits_is_listed_until_it_is_decided(town: Town) -> None:
    proposal = await proposed(town)
    waiting = (await town.client.get("/proposals", by=APPROVER))["items"]
    assert [each["id"] for each in waiting] == [proposal["id"]]
    await town.client.post(f"/proposals/{proposal['id']}/reject", by=APPROVER)
    assert (await town.client.get("/proposals", by=APPROVER))["items"] == []


async def test_a_rejected_proposal_cannot_be_approved(town: Town) -> None:
    proposal = await proposed(town)
    await town.client.post(f"/proposals/{proposal['id']}/reject", by=APPROVER)
    body = {"payload_hash": proposal["payload_hash"]}
    answer = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
    assert answer.status_code == 409


async def test_the_desk_decides_about_no_money(town: Town) -> None:
    proposal = await proposed(town)
    body = {"payload_hash": proposal["payload_hash"]}
    answer = await town.client.send("POST", f"/proposals/{proposal['id']}/approve", body, by=DESK)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")


async def test_a_repeated_approval_is_answered_and_funds_once(town: Town) -> None:
    proposal = await proposed(town)
    body, path = {"payload_hash": proposal["payload_hash"]}, f"/proposals/{proposal['id']}/approve"
    first = await town.client.send("POST", path, body, by=APPROVER, Idempotency_Key="once")
    second = await town.client.send("POST", path, body, by=APPROVER, Idempotency_Key="once")
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    line = await town.client.get(f"/budget-lines/{town.line_id}", by=OFFICER)
    assert line["available_minor"] == 978_900
