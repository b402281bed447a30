"""Fundings: proposed by one person, carried out by another, noted with the decision's number."""

from tests.cards.factories import OFFICER, Town


async def test_a_funding_is_in_the_register_with_its_decision(town: Town) -> None:
    (movement,) = (await town.client.get(f"/budget-lines/{town.line_id}/movements", by=OFFICER))["items"]
    assert (movement["kind"], movement["amount_minor"], movement["decision_number"]) == (
        "funding",
        1_000_000,
        "12/2026",
    )
    assert (movement["budget_line_id"], movement["to_line_id"]) == (None, str(town.line_id))


async def test_a_closed_line_is_funded_no_more(town: Town) -> None:
    line = await town.name_line()
    proposal = await town.client.post(f"/budget-lines/{line['id']}/fundings", FUNDING, by=OFFICER)
    await town.agree(f"{line['id']}/closing", {"decision_number": "77/2026"})
    refused = await town.client.refused("POST", f"/budget-lines/{line['id']}/fundings", FUNDING, by=OFFICER)
    assert refused[:2] == (409, "budget-line-closed")
    agreeing = {"payload_hash": proposal["payload_hash"]}
    path = f"/proposals/{proposal['id']}/approve"
    refused = await town.client.refused("POST", path, agreeing, by="nikos finance_approver")
    assert refused[:2] == (409, "budget-line-closed")


FUNDING = {"amount_minor": 500, "decision_number": "13/2026"}
