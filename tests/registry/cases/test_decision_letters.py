"""A decision's letter says in the person's language what was decided, why by which law, and how to appeal."""

import ctypes
import re
from typing import Any

import pypdfium2
import pytest

from services.kit.db import Connection
from tests.clients import Client, person_id
from tests.registry import factories
from tests.registry.telling import told
from tests.registry.walking import SUPERVISOR, WAYS, reach, take

LAW = "ΚΥΑ Δ13/οικ.33475/1935 (ΦΕΚ Β΄ 2281/2018)"


async def decided_in(client: Client, language: str, way: str, **fields: Any) -> Any:
    """A case of a household that speaks this language."""
    body = factories.couple_with_two_children()
    body["members"][0]["person"] |= {"language": language}
    formed = await factories.household(client, body)
    case = await client.post("/applications", factories.application(formed, submit=False, **fields))
    state: Any = way
    return await take(client, case, *WAYS[state])


async def letter(client: Client, case: Any) -> bytes:
    answer = await client.send("GET", f"/applications/{case['id']}/letter?purpose=case_work")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    content: bytes = answer.content
    return content


def text(paper: bytes) -> str:
    """The words of a letter, on one line, without the marks that isolate a line inside Arabic."""
    words = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper))
    return " ".join(re.sub("[\u2066-\u2069]", "", words).split())


def fonts(paper: bytes) -> set[str]:
    """The family of every text object of the first page."""
    raw = pypdfium2.raw
    names = set()
    for each in pypdfium2.PdfDocument(paper)[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(each.raw), name, 200)
        names.add(name.value.decode().split("+")[-1].split("-")[0])
    return names


async def test_an_approval_says_how_much_from_when_and_how_it_was_found(paggaio: Client) -> None:
    said = text(await letter(paggaio, await reach(paggaio, "approved")))
    for words in (
        "Φωτεινή Σαββίδου", "Φιλίππων 12", "64100 Ελευθερούπολη", "Η αίτησή σας εγκρίθηκε.", "432,00",
        "Απόφαση της 12 Ιανουαρίου 2026", "Πώς προέκυψε", "Αν διαφωνείτε", "ένσταση έως τις 11 Φεβρουαρίου 2026",
    ):  # fmt: skip
        assert words in said, said


async def test_a_rejection_names_each_unmet_condition_with_its_legal_source(paggaio: Client) -> None:
    declared = {"vehicles_minor": 9_000_00, "luxury_signs": ["yacht_crew"]}
    said = text(await letter(paggaio, await reach(paggaio, "rejected", declared=declared)))
    assert "Τι δεν πληρούται" in said
    assert said.count(LAW) == 2
    assert said.count("9.000,00") == 1


async def test_the_message_names_the_law_and_the_last_day_for_an_appeal(paggaio: Client) -> None:
    await reach(paggaio, "rejected", declared={"vehicles_minor": 9_000_00})
    body = (await told(paggaio))[-1]["text"]["body"]
    assert LAW in body
    assert body.endswith("Αν διαφωνείτε, μπορείτε να υποβάλετε ένσταση έως τις 11 Φεβρουαρίου 2026.")


async def test_a_letter_in_arabic_is_in_the_arabic_font_and_in_english_in_the_other(paggaio: Client) -> None:
    arabic = await letter(paggaio, await decided_in(paggaio, "ar", "approved"))
    assert fonts(arabic) == {"NotoSans", "NotoSansArabic"}
    english = await letter(paggaio, await decided_in(paggaio, "en", "approved"))
    assert fonts(english) == {"NotoSans"}
    assert "If you do not agree, you can appeal until 11 February 2026." in text(english)
    assert "JMD Δ13/οικ.33475/1935 (ΦΕΚ Β 2281/2018)" in text(english)
    assert "JMD" not in text(arabic)
    assert "33475/1935" in text(arabic)


async def test_a_ruling_is_a_page_of_its_own_after_the_decision(paggaio: Client) -> None:
    case = await reach(paggaio, "overturned")
    paper = await letter(paggaio, case)
    pages = pypdfium2.PdfDocument(paper)
    ruling = pages[len(pages) - 1].get_textpage().get_text_bounded()
    assert "απορρίφθηκε" in text(paper)
    assert "απορρίφθηκε" not in ruling
    assert "Κρίθηκε η ένστασή σας." in ruling
    assert "Η απόφαση άλλαξε." in ruling


async def test_the_letter_stands_on_the_assessment_of_the_decision(paggaio: Client) -> None:
    case = await reach(paggaio, "rejected", declared={"vehicles_minor": 9_000_00})
    before = text(await letter(paggaio, case))
    await take(paggaio, case, "appeal", "correct", "assess")
    assert text(await letter(paggaio, case)) == before


async def test_who_took_the_letter_is_kept_and_before_a_decision_there_is_none(
    paggaio: Client, al_koura: Client, connection: Connection
) -> None:
    case = await reach(paggaio, "recommended")
    path = f"/applications/{case['id']}/letter"
    assert (await paggaio.refused("GET", f"{path}?purpose=case_work"))[:2] == (409, "not-decided")
    assert (await paggaio.send("GET", path)).status_code == 400
    await take(paggaio, case, "approve")
    await paggaio.send("GET", f"{path}?purpose=decision", by=SUPERVISOR)
    rows = await connection.fetch(
        "SELECT actor_id, purpose FROM audit_entries WHERE action = 'letter_printed' AND object_id = $1", case["id"]
    )
    assert [tuple(row) for row in rows] == [(person_id("eleni"), "decision")]
    assert (await al_koura.refused("GET", f"{path}?purpose=case_work"))[0] == 404


@pytest.mark.parametrize("role", ["card_desk", "finance_officer"])
async def test_others_get_no_letter(paggaio: Client, role: str) -> None:
    case = await reach(paggaio, "approved")
    path = f"/applications/{case['id']}/letter?purpose=case_work"
    assert (await paggaio.refused("GET", path, by=f"sofia {role}"))[0] == 403
