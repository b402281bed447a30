"""Certificates: given after the training, checked by anybody, taken back, and gone with their holder's key."""

from typing import Any

import asyncpg
import pytest
import zxingcpp

from contracts.certificates import open_certificate
from services.incubator.training.certificates import wordings
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, execute_as
from tests.kit.test_pdf import picture


async def scanned(client: Client, certificate: Any) -> str:
    """What the QR on the paper says."""
    paper = await client.send("GET", f"/certificates/{certificate['id']}/paper")
    (code,) = zxingcpp.read_barcodes(picture(paper.content))
    return code.text


async def test_anybody_checks_a_certificate_with_and_without_a_network(al_koura: Client, paggaio: Client) -> None:
    certificate = await factories.certified(al_koura)
    said = (certificate["state"], certificate["attended"], certificate["sessions"], certificate["completed_on"])
    assert said == ("issued", 1, 1, "2026-03-07")
    text = await scanned(al_koura, certificate)
    published = await al_koura.get(f"/certificate-key?municipality={al_koura.tenant.id}", by="-")
    assert open_certificate(text, published["verifier_key"]).holder == "مريم بني يونس"
    path = f"/certificate-checks?municipality={al_koura.tenant.id}"
    checked = await al_koura.post(path, {"text": text}, by="-")
    assert (checked["id"], checked["state"], checked["holder"]) == (certificate["id"], "issued", "مريم بني يونس")
    for address, shown in ((path, text.replace("attended 1", "attended 9")), (path, "…"),
                           (f"/certificate-checks?municipality={paggaio.tenant.id}", text)):  # fmt: skip
        refusal = await al_koura.refused("POST", address, {"text": shown}, by="-")
        assert refusal[:2] == (409, "certificate-not-ours")


async def test_a_certificate_that_was_taken_back_is_known_as_such(al_koura: Client, connection: Connection) -> None:
    certificate = await factories.certified(al_koura, language="en")
    text = await scanned(al_koura, certificate)
    again = f"/enrolments/{certificate['enrolment_id']}/certificates"
    assert (await al_koura.refused("POST", again, {}))[1] == "certificate-issued"
    path = f"/certificates/{certificate['id']}/revocations"
    revoked = await al_koura.post(path, {"reason": "كانت القائمة خاطئة"}, If_Match=etag(certificate))
    assert revoked["state"] == "revoked"
    refusal = await al_koura.refused("POST", path, {"reason": "…"}, If_Match=etag(revoked))
    assert refusal[1] == "transition-forbidden"
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError):
            await execute_as(
                login, connection, "UPDATE certificates SET state = 'issued' WHERE id = $1", certificate["id"]
            )
    checked = await al_koura.post(f"/certificate-checks?municipality={al_koura.tenant.id}", {"text": text}, by="-")
    assert checked["state"] == "revoked"
    assert (await al_koura.post(again, {}))["id"] != certificate["id"]


async def test_no_certificate_before_the_end_nor_for_too_little_nor_for_oneself(al_koura: Client) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    path = f"/enrolments/{enrolment['id']}/certificates"
    assert (await al_koura.refused("POST", path, {}))[1] == "training-unfinished"
    await factories.attended(al_koura, cohort, enrolment, there=False)
    assert (await al_koura.refused("POST", path, {}))[1] == "training-missing"
    await factories.session(al_koura, cohort, held_on="2026-03-08")
    refusal = await al_koura.refused("POST", path, {})
    assert (refusal[1], refusal[2]["open"]) == ("training-unfinished", 1)
    own = f"{enrolment['participant_id']} incubator_officer"
    assert (await al_koura.refused("POST", path, {}, by=own))[:2] == (409, "same-actor")


async def test_participants_see_their_own_paper_and_no_table_the_name(al_koura: Client, connection: Connection) -> None:
    certificate = await factories.certified(al_koura, language="el")
    holder, other = f"{certificate['participant_id']} founder", "someone founder"
    paper = f"/certificates/{certificate['id']}/paper"
    assert (await al_koura.send("GET", paper, by=holder)).content.startswith(b"%PDF")
    assert (await al_koura.get("/certificates", by=holder))["items"] == [certificate]
    assert (await al_koura.refused("GET", paper, by=other))[0] == 404
    assert (await al_koura.get("/certificates", by=other))["items"] == []
    await connection.execute("RESET ROLE")
    for table in ("certificates", "files", "outbox", "audit_entries"):
        for row in await connection.fetch(f"SELECT t::text AS row FROM {table} AS t"):
            assert "مريم" not in row["row"]


def test_the_paper_is_worded_in_each_language() -> None:
    assert set(wordings()) == {"ar", "el", "en"}
