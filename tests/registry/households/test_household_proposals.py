"""What two people have to agree on waits in one list, and is confirmed, refused or withdrawn."""

from tests.clients import Client
from tests.registry.changes import SUPERVISOR, TODAY, agree, alone, change, read


async def test_what_waits_is_listed_and_may_be_refused(paggaio: Client) -> None:
    formed = await alone(paggaio)
    proposal = await change(paggaio, formed, "closures", {"closed_on": TODAY})
    assert [each["id"] for each in (await paggaio.get("/household-proposals", by=SUPERVISOR))["items"]] == [
        proposal["id"]
    ]
    refused = await paggaio.post(f"/household-proposals/{proposal['id']}/reject", by=SUPERVISOR)
    assert refused["state"] == "rejected"
    assert (await paggaio.get("/household-proposals"))["items"] == []
    assert (await agree(paggaio, proposal)).json()["type"] == "/problems/transition-forbidden"
    assert (await read(paggaio, formed))["closed_on"] is None
    assert (await change(paggaio, formed, "closures", {"closed_on": TODAY}))["state"] == "proposed"


async def test_a_second_proposal_waits_for_the_first(paggaio: Client) -> None:
    formed = await alone(paggaio)
    await change(paggaio, formed, "closures", {"closed_on": TODAY})
    answer = await paggaio.send(
        "POST", f"/households/{formed['id']}/closures", {"closed_on": TODAY}, If_Match=f'"{formed["version"]}"'
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/proposal-open")


async def test_a_proposal_that_waited_too_long_is_void(paggaio: Client) -> None:
    proposal = await change(paggaio, await alone(paggaio), "closures", {"closed_on": TODAY})
    paggaio.now = "2026-01-20T10:00:00+02:00"
    assert (await agree(paggaio, proposal)).json()["type"] == "/problems/proposal-expired"


async def test_a_caseworker_does_not_confirm_and_another_tenant_sees_nothing(paggaio: Client, al_koura: Client) -> None:
    proposal = await change(paggaio, await alone(paggaio), "closures", {"closed_on": TODAY})
    assert (await agree(paggaio, proposal, by="nikos caseworker")).status_code == 403
    assert (await al_koura.send("GET", f"/household-proposals/{proposal['id']}")).status_code == 404


async def test_a_confirmed_proposal_is_carried_out_once(paggaio: Client) -> None:
    proposal = await change(paggaio, await alone(paggaio), "closures", {"closed_on": TODAY})
    assert (await agree(paggaio, proposal)).json()["state"] == "executed"
    again = await agree(paggaio, proposal, by="petros supervisor")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/transition-forbidden")
