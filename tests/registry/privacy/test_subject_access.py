"""A person gets everything that is kept about the own person, whatever table it is in, and nobody else's."""

import io
import json
import zipfile
from typing import Any

import pypdfium2
import pytest

from services.kit.db import Connection
from services.registry.privacy.subject_access import pairs, written
from tests.clients import Client, etag, person_id
from tests.kit.test_files import PDF
from tests.registry import factories
from tests.registry.grievances.test_grievances import TEXT, complained
from tests.registry.telling import told
from tests.registry.walking import upload


async def exported(client: Client, person: str, language: str = "") -> tuple[dict[str, Any], str, list[str]]:
    """The data, the text of the summary and the names of what is in the ZIP."""
    answer = await client.send("GET", f"/persons/{person}/export{language}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        pages = pypdfium2.PdfDocument(archive.read("summary.pdf"))
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
        return json.loads(archive.read("data.json")), text, archive.namelist()


async def test_everything_about_a_person_is_in_it(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    applicant = formed["members"][0]["person_id"]
    receipt = await complained(paggaio, complainant_id=applicant)
    data, text, names = await exported(paggaio, applicant)
    assert data["fields"]["family_name"] == "Σαββίδου"
    assert {"persons", "household_members", "applications", "decisions", "memberships", "consents", "grievances"} <= (
        data["records"].keys()
    )
    assert data["complaints"] == {receipt["id"]: [TEXT]}
    assert {message["subject"] for message in data["messages"]} >= {"Η αίτησή σας εγκρίθηκε."}
    assert data["accesses"]
    for expected in ("Τι τηρείται για εσάς", "Σαββίδου", TEXT, "εγκρίθηκε"):
        assert expected in text
    assert names[:2] == ["data.json", "summary.pdf"]


async def test_nobody_of_the_staff_and_no_name_of_another_person_is_in_it(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"][1]["person"] |= {"given_name": "Αριστομένης", "family_name": "Άγνωστος"}
    formed = await factories.household(paggaio, body)
    await paggaio.post("/applications", factories.application(formed))
    data, text, _ = await exported(paggaio, formed["members"][0]["person_id"])
    everything = json.dumps(data, ensure_ascii=False) + text
    for hidden in ("Αριστομένης", "Άγνωστος", str(person_id("maria"))):
        assert hidden not in everything


async def test_no_table_that_has_rows_of_persons_is_forgotten(paggaio: Client, connection: Connection) -> None:
    """Whatever table has a column of a person is looked into, also one that is added later."""
    await connection.execute("RESET ROLE")
    await connection.execute("CREATE TABLE later_noun (person_id uuid, remark text, noted_by uuid)")
    await connection.execute("GRANT SELECT ON later_noun TO registry_api")
    person = await paggaio.post("/persons", factories.person())
    await connection.execute("RESET ROLE")
    await connection.execute("INSERT INTO later_noun VALUES ($1, 'kept', $1)", person["id"])
    data, _, _ = await exported(paggaio, person["id"])
    assert data["records"]["later_noun"] == [{"person_id": person["id"], "remark": "kept"}]


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_it_can_be_had_in_another_language(paggaio: Client, language: str) -> None:
    person = await paggaio.post("/persons", factories.person())
    data, _, _ = await exported(paggaio, person["id"], f"?language={language}")
    assert data["language"] == language


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "yes"),
        ("2026-01-12", "12 January 2026"),
        ("abc-def", "abc-def"),
        (["a", "in_review"], "a, in review"),
        (12, "12"),
    ],
)
def test_a_value_is_written_as_a_person_reads_it(value: Any, said: str) -> None:
    assert written(value, "en") == said


def test_codes_and_sums_are_said_in_words_and_keys_are_left_out() -> None:
    row = {"id": "x", "state": "in_review", "monthly_amount_minor": 432_00, "currency": "EUR", "facts": "{}"}
    assert pairs(row, "el") == [
        ("κατάσταση", "σε εξέταση"),
        ("ποσό τον μήνα", "432,00\xa0€"),
        ("νόμισμα", "EUR"),
    ]


async def test_an_erased_person_has_nothing_left_that_anybody_can_read(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    applicant = case["members"][0]["person_id"]
    path = f"/applications/{case['id']}/papers?kind=identity"
    handed_in = (await upload(paggaio, path, PDF)).json()
    await complained(paggaio, complainant_id=applicant)
    await paggaio.post(f"/applications/{case['id']}/withdraw", If_Match=etag(case))
    person = await paggaio.get(f"/persons/{applicant}")
    await paggaio.post(f"/persons/{applicant}/erase", by="eleni supervisor", If_Match=etag(person))
    content = f"/papers/{handed_in['id']}/content?purpose=case_work"
    assert (await paggaio.refused("GET", content))[:2] == (404, "person-erased")
    said = [message for message in await told(paggaio) if message["person_id"] == applicant]
    assert said
    assert all("text" not in message or message["text"] is None for message in said)
    data, _, names = await exported(paggaio, applicant)
    assert (data["fields"], names) == ({}, ["data.json", "summary.pdf"])
    assert data["complaints"] == {next(iter(data["complaints"])): [""]}
