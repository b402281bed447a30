"""What one person proposes about a right waits until another one agrees to exactly that, or refuses it."""

from tests.clients import Client
from tests.registry import rights


async def test_what_waits_is_listed_until_it_is_decided(paggaio: Client, al_koura: Client) -> None:
    first = await rights.propose(paggaio, await rights.begun(paggaio), "exit", reason="own_request")
    second = await rights.propose(paggaio, await rights.begun(paggaio), "exit", reason="own_request")
    page = await paggaio.get("/membership-proposals?limit=1")
    assert [each["id"] for each in page["items"]] == [first["id"]]
    rest = await paggaio.get(f"/membership-proposals?cursor={page['next']}")
    assert [each["id"] for each in rest["items"]] == [second["id"]]
    assert (await al_koura.get("/membership-proposals"))["items"] == []
    assert (await al_koura.refused("GET", f"/membership-proposals/{first['id']}"))[0] == 404
    await rights.agree(paggaio, first)
    await paggaio.post(f"/membership-proposals/{second['id']}/refuse", by=rights.SECOND)
    assert (await paggaio.get("/membership-proposals"))["items"] == []


async def test_another_hash_than_that_of_the_proposal_agrees_to_nothing(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    proposal = await rights.propose(paggaio, right, "exit", reason="own_request")
    path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": "0" * 64}
    assert (await paggaio.refused("POST", path, body, by=rights.SECOND))[:2] == (409, "proposal-changed")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "active"


async def test_a_refused_or_agreed_proposal_is_not_agreed_to_again(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    refused = await rights.propose(paggaio, right, "exit", reason="own_request")
    await paggaio.post(f"/membership-proposals/{refused['id']}/refuse")
    agreed = await rights.propose(paggaio, right, "exit", reason="own_request")
    await rights.agree(paggaio, agreed)
    for proposal in (refused, agreed):
        path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": proposal["payload_hash"]}
        assert (await paggaio.refused("POST", path, body, by="anna supervisor"))[:2] == (409, "transition-forbidden")


async def test_one_step_of_a_kind_is_proposed_at_a_time(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    await rights.propose(paggaio, right, "exit", reason="own_request")
    path, body = f"/memberships/{right['id']}/exit", {"reason": "died"}
    assert (await paggaio.refused("POST", path, body, If_Match='"1"'))[:2] == (409, "proposal-open")


async def test_a_proposal_lapses(paggaio: Client) -> None:
    proposal = await rights.propose(paggaio, await rights.begun(paggaio), "exit", reason="own_request")
    paggaio.now = "2026-01-27T10:00:00+02:00"
    path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": proposal["payload_hash"]}
    assert (await paggaio.refused("POST", path, body, by=rights.SECOND))[:2] == (409, "proposal-expired")


async def test_a_repeated_agreement_gets_the_first_answer(paggaio: Client) -> None:
    proposal = await rights.propose(paggaio, await rights.begun(paggaio), "exit", reason="own_request")
    path, body = f"/membership-proposals/{proposal['id']}/agree", {"payload_hash": proposal["payload_hash"]}
    first = await paggaio.send("POST", path, body, by=rights.SECOND, Idempotency_Key="once")
    again = await paggaio.send("POST", path, body, by=rights.SECOND, Idempotency_Key="once")
    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert first.json() == again.json()
