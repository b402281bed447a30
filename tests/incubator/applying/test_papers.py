"""Papers: asked for by stage, sealed, mandatory ones before it is sent, and shown to reviewers as the stage says."""

from typing import Any

import httpx
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, expect
from tests.incubator import factories, sub_grants

LETTER = sub_grants.PAPER


async def upload(client: Client, application: Any, kind: str, content: bytes = LETTER) -> httpx.Response:
    return await sub_grants.upload(client, application, kind, content)


async def test_a_paper_is_sealed_opened_and_taken_out(paggaio: Client, connection: Connection) -> None:
    proposal = await sub_grants.invited(paggaio)
    paper = expect(await upload(paggaio, proposal, "letter_of_support"), 201)
    assert (paper["kind"], paper["stage"], paper["media_type"]) == ("letter_of_support", 2, "application/pdf")
    same = expect(await upload(paggaio, proposal, "letter_of_support"), 201)
    assert same["id"] == paper["id"]
    answer = await paggaio.send("GET", f"/papers/{paper['id']}/content", by=f"{proposal['applicant_id']} founder")
    assert (answer.content, answer.headers["x-content-type-options"]) == (LETTER, "nosniff")
    assert not await connection.fetchval("SELECT bool_or(position($1 IN sealed_content) > 0) FROM files", LETTER[:20])
    removed = await paggaio.post(f"/papers/{paper['id']}/remove")
    assert removed["removed_at"] is not None
    assert await paggaio.get(f"/applications/{proposal['id']}/papers") == []


@pytest.mark.parametrize(
    ("kind", "content", "problem"),
    [
        ("letter_of_love", LETTER, "paper-not-asked"),
        ("letter_of_support", b"MZ\x90 not a letter", "file-kind-refused"),
    ],
)
async def test_what_was_not_asked_for_is_refused(paggaio: Client, kind: str, content: bytes, problem: str) -> None:
    proposal = await sub_grants.invited(paggaio)
    answer = await upload(paggaio, proposal, kind, content)
    assert answer.json()["type"] == f"/problems/{problem}"


async def test_mandatory_papers_come_before_it_is_sent(paggaio: Client) -> None:
    proposal = await sub_grants.invited(paggaio)
    path = f"/applications/{proposal['id']}"
    body = {"answers": sub_grants.PROPOSAL, "request": sub_grants.REQUEST}
    written = await paggaio.put(f"{path}/answers", body, If_Match=etag(proposal))
    refusal = await paggaio.refused("POST", f"{path}/steps", {"step": "submit"}, If_Match=etag(written))
    assert (refusal[1], refusal[2]["missing"]) == ("papers-missing", ["letter_of_support", "statutes"])
    await sub_grants.hand_in(paggaio, proposal)
    await factories.step(paggaio, written, "applications", "submit")
    late = await upload(paggaio, proposal, "letter_of_support", LETTER + b" ")
    assert late.json()["type"] == "/problems/draft-closed"


async def test_reviewers_open_what_is_not_hidden_from_them(paggaio: Client) -> None:
    application = await sub_grants.proposal(paggaio)
    reviews = await paggaio.get("/reviews", by="judge0 reviewer")
    sheets = [await paggaio.get(f"/reviews/{each['id']}", by="judge0 reviewer") for each in reviews["items"]]
    assert [[paper["kind"] for paper in sheet["papers"]] for sheet in sheets] == [[], ["letter_of_support"]]
    path = f"/reviews/{sheets[1]['id']}/papers"
    shown = await paggaio.send("GET", f"{path}/{sheets[1]['papers'][0]['id']}/content", by="judge0 reviewer")
    assert shown.content == LETTER
    held = await paggaio.get(f"/applications/{application['id']}/papers")
    hidden = next(each for each in held if each["kind"] == "statutes")
    assert (await paggaio.refused("GET", f"{path}/{hidden['id']}/content", by="judge0 reviewer"))[0] == 404
    assert (await paggaio.refused("GET", f"/papers/{hidden['id']}/content", by="judge0 reviewer"))[0] == 403


async def test_another_founder_and_another_tenant_find_none(paggaio: Client, al_koura: Client) -> None:
    proposal = await sub_grants.invited(paggaio)
    paper = expect(await upload(paggaio, proposal, "letter_of_support"), 201)
    other = f"{(await sub_grants.new_greek(paggaio))['id']} founder"
    for client, by in ((paggaio, other), (al_koura, "")):
        assert (await client.refused("GET", f"/papers/{paper['id']}/content", by=by))[0] == 404
        assert (await client.refused("POST", f"/papers/{paper['id']}/remove", by=by))[0] == 404
