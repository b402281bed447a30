"""Nobody opens a person's file without saying for which of the known purposes."""

from typing import get_args

import pytest

from services.kit.sentences import catalogue
from services.registry.privacy.purposes import PURPOSES, Purpose, text_of
from tests.clients import Client
from tests.registry import factories


def test_every_purpose_is_said_in_words_with_its_legal_source() -> None:
    assert list(PURPOSES) == list(get_args(Purpose))
    for text, legal_basis in PURPOSES.values():
        assert "art." in legal_basis
        assert all(text.message in catalogue("registry", language) for language in ("el", "ar"))


def test_what_the_service_opens_by_itself_is_said_in_words_too() -> None:
    assert text_of("card_desk", "en") == "To hand over, stop or replace a card."
    assert text_of("message_delivery", "el") == "αποστολή μηνύματος"
    assert text_of(None, "en") == "not stated"


async def test_the_purposes_are_offered_in_a_language(paggaio: Client) -> None:
    shown = {each["code"]: each["text"] for each in (await paggaio.get("/purposes?language=el"))["items"]}
    assert shown["grievance"] == "Για απάντηση σε παράπονο."


@pytest.mark.parametrize("asked", ["", "?purpose=", "?purpose=being_curious"])
async def test_a_file_is_not_opened_without_a_known_purpose(paggaio: Client, asked: str) -> None:
    case = await factories.assessed(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    person_id = formed["members"][0]["person_id"]
    headers = {"Authorization": f"Bearer {paggaio.token('maria', 'caseworker')}", "Koinon-Time": paggaio.now}
    for path in (
        f"/persons/{person_id}",
        f"/persons/{person_id}/former-addresses",
        f"/households/{formed['id']}",
        f"/applications/{case['id']}",
    ):
        answer = await paggaio.http.get(path + asked, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed"), path


async def test_the_purpose_is_kept_with_each_person_whose_name_is_shown(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    await paggaio.get(f"/households/{formed['id']}?purpose=home_visit")
    for member in formed["members"]:
        accesses = (await paggaio.get(f"/persons/{member['person_id']}/accesses?limit=1"))["items"]
        assert [access["purpose"] for access in accesses] == ["home_visit"]
