"""A stop says what it did; one that was done before is no failure."""

from typing import Any
from uuid import uuid4

import pytest

from services.client import stops
from services.client.answers import Refused
from tests.client.office import Office, refusal

ID = uuid4()
CARD = f"http://cards/cards/{ID}"


def card(status: str = "active", version: int = 3) -> tuple[int, Any]:
    return 200, {"id": str(ID), "wallet_id": str(uuid4()), "status": status, "version": version}


def test_a_card_is_stopped_in_the_version_that_was_seen(office: Office) -> None:
    office.answers(f"GET {CARD}", card(), card(version=4))
    office.answers(f"POST {CARD}/stop", refusal(412, "Changed"), card("lost", 5))
    told = stops.stop_card(office.http, office.session, ID, reason="lost")
    assert "is stopped (lost)" in told.sentences[0]
    assert [each.headers["if-match"] for each in office.seen if each.method == "POST"] == ['"3"', '"4"']


def test_a_card_that_was_stopped_before_stays_as_it_is(office: Office) -> None:
    office.answers(f"GET {CARD}", card("stolen"))
    assert (
        "stopped before: it is stolen" in stops.stop_card(office.http, office.session, ID, reason="lost").sentences[0]
    )
    assert [each.method for each in office.seen] == ["GET"]


def test_a_card_that_others_keep_changing_is_given_up(office: Office) -> None:
    office.answers(f"GET {CARD}", card())
    office.answers(f"POST {CARD}/stop", refusal(412, "Changed"))
    with pytest.raises(Refused, match="Changed"):
        stops.stop_card(office.http, office.session, ID, reason="lost")


def test_a_till_is_stopped_with_its_moment(office: Office) -> None:
    till = {"id": str(ID), "merchant_id": str(uuid4()), "stopped_at": "2026-02-10T10:00:00Z"}
    office.answers(f"POST http://cards/tills/{ID}/stop", (201, till))
    told = stops.stop_till(office.http, office.session, ID)
    assert "is stopped since 2026-02-10" in told.sentences[0]
