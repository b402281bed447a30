"""Translations: sealed beside the original, and shown to reviewers as far as the original is."""

from services.kit.db import Connection
from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import REVIEWERS

ENGLISH = {"idea": "A sewing workshop at home", "about_you": "A mother of three"}


async def test_reviewers_read_it_in_their_language_without_who_wrote_it(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    review, _ = await factories.assigned(al_koura, application)
    path = f"/applications/{application['id']}/translations"
    body = {"answers": ENGLISH, "note": "The school's name is left out.", "made_by": "machine"}
    (kept,) = await al_koura.put(f"{path}/en", body)
    assert (kept["answers"], kept["made_by"]) == (ENGLISH, "machine")
    sheet = await al_koura.get(f"/reviews/{review['id']}", by=REVIEWERS[0])
    (shown,) = sheet["translations"]
    assert (shown["answers"], shown["language"]) == ({"idea": ENGLISH["idea"]}, "en")
    assert shown["note"] == "The school's name is left out."
    (again,) = await al_koura.put(f"{path}/en", {"answers": {"idea": "Sewing"}})
    assert (again["answers"], again["made_by"]) == ({"idea": "Sewing"}, "person")


async def test_what_makes_no_sense_is_refused(al_koura: Client) -> None:
    application = await factories.draft(al_koura)
    path = f"/applications/{application['id']}/translations"
    assert (await al_koura.refused("PUT", f"{path}/ar", {"answers": ENGLISH}))[:2] == (409, "same-language")
    refusal = await al_koura.refused("PUT", f"{path}/en", {"answers": {"horoscope": "Leo"}})
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == ["/answers/horoscope"]
    assert (await al_koura.refused("PUT", f"{path}/tlh", {"answers": ENGLISH}))[0] in (400, 404)


async def test_a_translation_is_sealed(al_koura: Client, connection: Connection) -> None:
    application = await factories.draft(al_koura)
    await al_koura.put(f"/applications/{application['id']}/translations/en", {"answers": ENGLISH})
    rows = await connection.fetch("SELECT sealed FROM vault_fields WHERE subject_id = $1", application["applicant_id"])
    assert not any(b"sewing" in row["sealed"] for row in rows)
