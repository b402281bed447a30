"""A payment's way is told step by step, and the first thing that is missing comes with what to do."""

from typing import Any
from uuid import uuid4

import pytest

from services.client import traces
from services.client.telling import Told
from services.client.traces import HEARERS
from tests.client.office import Answer, Office, refusal

ID, EVENT, SHOP, TILL = (uuid4() for _ in range(4))


def trace(*, leaf: int | None = 7, published: bool = True, status: str = "captured") -> dict[str, Any]:
    at = "2026-02-10T08:00:00Z"
    transfer = {"id": str(uuid4()), "kind": "payment", "posted_at": at, "settlement_date": "2026-02-10"}
    event = {"id": str(EVENT), "type": f"cards.payment_{status}.v1", "published_at": at if published else None}
    captured = status == "captured"
    return {
        "id": str(ID), "merchant_id": str(SHOP), "till_id": str(TILL), "status": status, "currency": "EUR",
        "decline_code": None if captured else "funds_missing", "requested_minor": 1_250, "amount_minor": 1_250,
        "bonus_minor": 0, "paid_at": at, "settlement_date": "2026-02-10" if captured else None,
        "settlement_closed_at": None, "events": [event],
        "transfers": [transfer | {"amount_minor": 1_250, "leaf": leaf}] if captured else [],
        "sealed_by": {"size": 9, "sealed_at": at} if captured and leaf is not None else None,
    }  # fmt: skip


def told(office: Office, found: dict[str, Any], **heard: Answer) -> Told:
    office.answers(f"GET http://cards/payments/{ID}/trace", (200, found))
    for service in HEARERS:
        answer = (200, {"event_id": str(EVENT), "outcome": "applied"})
        office.answers(f"GET http://{service}/inbox", heard.get(service, answer))
    return traces.trace(office.http, office.session, ID)


def outcome(word: str | None, **more: Any) -> Answer:
    return 200, {"event_id": str(EVENT), "outcome": word} | more


def test_a_payment_that_has_come_everywhere_needs_nothing(office: Office) -> None:
    found = told(office, trace(), incubator=outcome("passed"))
    text = "\n".join(found.sentences)
    for part in (f"till {TILL} of shop {SHOP} asked for 12.50 EUR", "captured 12.50 EUR", "sealed as leaf 7",
                 "checkpoint over 9 transfers", "2026-02-10 is open", "was published", "reporting has applied it",
                 "incubator has heard it; nothing there depends on it"):  # fmt: skip
        assert part in text
    assert found.following.startswith("Nothing")
    assert set(HEARERS) == {"registry", "merchants", "incubator", "reporting"}


def test_a_declined_sale_says_why_and_that_nothing_moved(office: Office) -> None:
    assert "funds_missing; nothing moved" in "\n".join(told(office, trace(status="declined")).sentences)


@pytest.mark.parametrize(
    ("changes", "heard", "following"),
    [
        ({"published": False}, {}, "relay"),
        ({}, {"reporting": outcome(None)}, "reporting: ask again"),
        ({"leaf": None}, {}, "sealed every few seconds"),
    ],
    ids=["not sent", "not heard", "not sealed"],
)
def test_what_is_missing_comes_with_what_to_do(
    office: Office, changes: dict[str, Any], heard: dict[str, Answer], following: str
) -> None:
    found = told(office, trace(**changes), **heard)
    assert following in found.following
    assert found.is_well


def test_a_dead_letter_is_not_well_until_it_is_replayed(office: Office) -> None:
    dead = told(office, trace(), merchants=outcome("dead", reason="refused"))
    assert not dead.is_well
    assert dead.following.startswith("merchants: An administrator")
    assert told(
        office, trace(), merchants=outcome("dead", reason="refused", replayed_at="2026-02-10T09:00:00Z")
    ).is_well


def test_a_service_that_is_away_or_silent_does_not_hide_the_rest(office: Office) -> None:
    text = "\n".join(told(office, trace(), merchants=None, registry=refusal(403, "Not you")).sentences)
    assert "merchants did not answer" in text
    assert "registry does not tell: Not you" in text
    assert "reporting has applied it" in text
