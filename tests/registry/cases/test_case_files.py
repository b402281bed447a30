"""A case leaves as one archive: everything for machines, the letter, every paper; notes only for who may ask."""

import io
import json
import zipfile
from typing import Any

import pytest

from services.kit.db import Connection
from tests.clients import Client, person_id
from tests.kit.test_files import JPEG, PDF
from tests.registry import factories
from tests.registry.walking import SUPERVISOR, paper, reach, take

AUDITOR = "dora auditor"


async def export(client: Client, case: Any, *, by: str = SUPERVISOR, notes: bool = False) -> zipfile.ZipFile:
    """The archive of a case."""
    path = f"/applications/{case['id']}/export?purpose=supervision&notes={str(notes).lower()}"
    answer = await client.send("GET", path, by=by)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def test_the_archive_holds_everything_of_the_case(paggaio: Client) -> None:
    case = await reach(paggaio, "in_review")
    first, second = await paper(paggaio, case, "identity", PDF), await paper(paggaio, case, "tax_return", JPEG)
    case = await take(paggaio, case, "ask", "answer", "recommend rejection", "reject", "appeal", "uphold")
    archive = await export(paggaio, case)
    names = [f"papers/identity-{first['id']}.pdf", f"papers/tax_return-{second['id']}.jpg"]
    assert archive.namelist() == ["case.json", "letter.pdf", *names]
    assert archive.testzip() is None
    assert [archive.read(name) for name in names] == [PDF, JPEG]
    assert archive.read("letter.pdf").startswith(b"%PDF")
    file = json.loads(archive.read("case.json"))
    assert file["files"] == dict(zip(names, (first["id"], second["id"]), strict=True))
    assert (file["case"]["state"], file["case"]["decision"]["outcome"]) == ("upheld", "rejected")
    assert file["case"]["members"][0]["name"] == "Φωτεινή Σαββίδου"
    assert [step["after"] for step in file["case"]["history"]][-2:] == ["appealed", "upheld"]
    assert file["info_requests"][0]["answer"] == "Δεν υπάρχει"
    assert file["appeal"]["grounds"] == "Μένω εδώ από το 2019."
    assert file["notes"] is None


async def test_every_assessment_is_there_with_its_bytes_and_in_three_languages(paggaio: Client) -> None:
    case = await take(paggaio, await factories.assessed(paggaio), "correct", "assess")
    file = json.loads((await export(paggaio, case)).read("case.json"))
    assert len(file["assessments"]) == 2
    for kept in file["assessments"]:
        assert json.loads(kept["result"])["monthly_amount_minor"] == 432_00
        assert json.loads(kept["facts"])["application_date"] == "2026-01-12"
        assert set(kept["explained"]) == {"en", "el", "ar"}
        assert all(shown["replays"] and shown["explanation"] for shown in kept["explained"].values())


async def test_before_a_decision_there_is_no_letter_in_it(paggaio: Client) -> None:
    archive = await export(paggaio, await factories.assessed(paggaio))
    assert archive.namelist() == ["case.json"]


@pytest.mark.parametrize("by", [SUPERVISOR, AUDITOR])
async def test_notes_leave_with_it_only_when_a_supervisor_or_auditor_asks(paggaio: Client, by: str) -> None:
    case = await factories.assessed(paggaio)
    await paggaio.post(f"/applications/{case['id']}/notes", {"text": "Άδειο σπίτι"})
    assert json.loads((await export(paggaio, case, by=by)).read("case.json"))["notes"] is None
    notes = json.loads((await export(paggaio, case, by=by, notes=True)).read("case.json"))["notes"]
    assert [note["text"] for note in notes] == ["Άδειο σπίτι"]


async def test_a_caseworker_takes_the_file_without_notes_and_others_none(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    await export(paggaio, case, by="maria caseworker")
    path = f"/applications/{case['id']}/export?purpose=supervision"
    assert (await paggaio.refused("GET", f"{path}&notes=true"))[:2] == (403, "forbidden")
    for role in ("card_desk", "finance_officer", "administrator"):
        assert (await paggaio.refused("GET", path, by=f"sofia {role}"))[0] == 403
    assert (await paggaio.send("GET", f"/applications/{case['id']}/export", by=SUPERVISOR)).status_code == 400


async def test_who_took_the_file_and_why_is_kept(paggaio: Client, al_koura: Client, connection: Connection) -> None:
    case = await factories.assessed(paggaio)
    await export(paggaio, case, by=AUDITOR)
    rows = await connection.fetch(
        "SELECT actor_id, purpose FROM audit_entries WHERE action = 'case_exported' AND object_id = $1", case["id"]
    )
    assert [tuple(row) for row in rows] == [(person_id("dora"), "supervision")]
    path = f"/applications/{case['id']}/export?purpose=supervision"
    assert (await al_koura.refused("GET", path, by=SUPERVISOR))[0] == 404


async def test_the_papers_of_an_erased_person_are_gone_and_the_rest_stays(
    paggaio: Client, connection: Connection
) -> None:
    case = await reach(paggaio, "in_review")
    await paper(paggaio, case, "identity")
    await take(paggaio, case, "withdraw")
    applicant = (await paggaio.get(f"/applications/{case['id']}"))["members"][0]["person_id"]
    await connection.execute(
        "UPDATE vault_keys SET erased_at = now(), wrapped_key = NULL, wrapping_key = NULL WHERE subject_id = $1",
        applicant,
    )
    archive = await export(paggaio, case)
    assert archive.namelist() == ["case.json"]
    assert json.loads(archive.read("case.json"))["case"]["papers"][0]["kind"] == "identity"
