"""Papers are noted once, by whoever saw them first."""

from tests.clients import Client, person_id
from tests.registry import factories


async def test_a_paper_noted_again_stays_as_it_was_seen_first(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, evidence=[])
    path = f"/applications/{case['id']}/evidence"
    await paggaio.post(path, {"kind": "identity"})
    paggaio.now = "2026-01-13T09:30:00+02:00"
    (paper,) = await paggaio.post(path, {"kind": "identity"}, by="nikos caseworker")
    assert (paper["kind"], paper["seen_at"]) == ("identity", "2026-01-12T07:30:00Z")
    assert paper["seen_by"] == str(person_id("maria"))


async def test_a_paper_needs_an_application_and_a_code(paggaio: Client, al_koura: Client) -> None:
    case = await factories.assessed(paggaio)
    path = f"/applications/{case['id']}/evidence"
    assert (await paggaio.send("POST", path, {"kind": "Tax return!"})).status_code == 400
    assert (await al_koura.send("POST", path, {"kind": "identity"})).status_code == 404
