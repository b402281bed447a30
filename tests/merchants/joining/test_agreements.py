"""The agreement: a PDF of a version in the merchant's language, signed by quoting what was read."""

import hashlib
from string import Formatter
from typing import Any

import pytest

from services.kit.db import Connection
from services.merchants.joining import agreements
from services.merchants.joining.terms import all_terms
from tests.clients import Client, person_id
from tests.merchants import factories
from tests.merchants.conftest import refusal


async def offered(client: Client, merchant: Any, **offering: Any) -> Any:
    """An agreement that waits for its signature."""
    return await client.post(f"/merchants/{merchant['id']}/agreements", offering)


def signing(agreement: Any, **changes: Any) -> dict[str, Any]:
    """What whoever signs quotes."""
    return {"sha256": agreement["sha256"], "signed_on": "2026-02-02"} | changes


def test_the_version_in_force_is_written_alike_in_three_languages() -> None:
    for terms in all_terms().values():
        texts = agreements.wordings()[terms.agreement_version]
        assert set(texts) == {"ar", "el", "en"}
        fields = [
            [{name for _, name, _, _ in Formatter().parse(each) if name} - {"municipality"} for each in text.paragraphs]
            for text in texts.values()
        ]
        assert fields[0] == fields[1] == fields[2]


@pytest.mark.parametrize("language", ["el", "ar", "en"])
async def test_an_agreement_is_a_pdf_with_the_hash_that_is_kept(paggaio: Client, language: str) -> None:
    merchant = await factories.verified(paggaio)
    agreement = await offered(paggaio, merchant, language=language)
    assert (agreement["status"], agreement["agreement_version"]) == ("offered", "2026-01")
    answer = await paggaio.send("GET", f"/agreements/{agreement['id']}/content")
    assert answer.headers["content-type"] == "application/pdf"
    assert hashlib.sha256(answer.content).hexdigest() == agreement["sha256"]


async def test_the_owner_signs_online_by_quoting_the_hash(paggaio: Client) -> None:
    merchant = await factories.verified(paggaio, owner_id=str(person_id("eleni")))
    accept, accepting = f"/merchants/{merchant['id']}/accept", {"accepted_from": "2026-02-02"}
    assert await refusal(paggaio, accept, accepting) == "409 agreement-unsigned"
    agreement = await offered(paggaio, merchant)
    path = f"/agreements/{agreement['id']}/sign"
    assert await refusal(paggaio, path, signing(agreement, sha256="0" * 64), by=factories.OWNER) == (
        "409 agreement-differs"
    )
    signed = await paggaio.post(path, signing(agreement), by=factories.OWNER)
    assert (signed["status"], signed["signed_how"], signed["signed_by"]) == (
        "signed", "online", str(person_id("eleni")),
    )  # fmt: skip
    assert await refusal(paggaio, path, signing(agreement), by=factories.OWNER) == "409 transition-forbidden"
    await paggaio.post(accept, accepting)
    (kept,) = await paggaio.get(f"/merchants/{merchant['id']}/acceptances")
    assert (kept["agreement_version"], kept["agreement_signed_on"]) == ("2026-01", "2026-02-02")


async def test_an_officer_notes_a_signature_on_paper(paggaio: Client) -> None:
    agreement = await offered(paggaio, await factories.verified(paggaio))
    signed = await paggaio.post(f"/agreements/{agreement['id']}/sign", signing(agreement))
    assert signed["signed_how"] == "on_paper"


@pytest.mark.parametrize("day", ["2026-02-01", "2026-02-03"])
async def test_nothing_is_signed_before_it_was_offered_or_in_the_future(paggaio: Client, day: str) -> None:
    agreement = await offered(paggaio, await factories.verified(paggaio))
    answer = await paggaio.send("POST", f"/agreements/{agreement['id']}/sign", signing(agreement, signed_on=day))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/signed_on")


async def test_one_agreement_waits_at_a_time_until_it_is_withdrawn(paggaio: Client) -> None:
    merchant = await factories.verified(paggaio)
    agreement = await offered(paggaio, merchant)
    assert await refusal(paggaio, f"/merchants/{merchant['id']}/agreements", {}) == "409 agreement-open"
    withdrawn = await paggaio.post(f"/agreements/{agreement['id']}/withdraw")
    assert withdrawn["status"] == "withdrawn"
    again = await offered(paggaio, merchant)
    assert [each["id"] for each in await paggaio.get(f"/merchants/{merchant['id']}/agreements")] == [
        agreement["id"], again["id"],
    ]  # fmt: skip


async def test_a_stranger_does_not_read_an_agreement(paggaio: Client, al_koura: Client) -> None:
    agreement = await offered(paggaio, await factories.verified(paggaio))
    for client, by in ((al_koura, ""), (paggaio, factories.OWNER)):
        assert (await client.send("GET", f"/agreements/{agreement['id']}/content", by=by)).status_code == 404


async def test_the_database_lets_nothing_that_was_signed_be_offered_again(
    paggaio: Client, connection: Connection
) -> None:
    agreement = await offered(paggaio, await factories.verified(paggaio))
    await paggaio.post(f"/agreements/{agreement['id']}/sign", signing(agreement))
    await connection.execute("RESET ROLE")
    with pytest.raises(Exception, match="no step"):
        await connection.execute(
            "UPDATE agreements SET status = 'offered', signed_on = NULL, signed_how = NULL, signed_by = NULL"
        )
