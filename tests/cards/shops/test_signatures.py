"""Signed requests on the wire: each fault has a problem type of its own."""

import time

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.cards.shops.signatures import PROBLEMS
from tests.cards.factories import Town
from tests.clients import Till


def body_of(town: Town) -> bytes:
    return msgspec.json.encode({"card_token": town.token, "amount_minor": 100, "currency": "EUR"})


@pytest.mark.parametrize(
    ("offset_s", "problem"), [(-300, "signature-expired"), (300, "signature-not-yet-valid"), (-31, "signature-expired")]
)
async def test_a_clock_that_is_off(town: Town, offset_s: int, problem: str) -> None:
    request = town.till.request("/payments", body_of(town), "k", signed_at=int(time.time()) + offset_s)
    answer = await town.http.send(request)
    assert (answer.status_code, answer.json()["type"]) == (401, f"/problems/{problem}")


async def test_a_body_changed_after_signing(town: Town) -> None:
    request = town.till.request("/payments", body_of(town), "k")
    changed = town.http.build_request(
        "POST", "/payments", content=body_of(town).replace(b"100", b"999"), headers=dict(request.headers)
    )
    assert (await town.http.send(changed)).json()["type"] == "/problems/body-changed"


async def test_a_key_that_nobody_knows(town: Town) -> None:
    stranger = Till(town.http, town.till.origin, Ed25519PrivateKey.generate())
    assert (await stranger.send("/payments", body_of(town), "k")).json()["type"] == "/problems/key-unknown"


async def test_a_request_signed_for_another_installation(town: Town) -> None:
    elsewhere = Till(town.http, "https://cards.example.org", town.till.key)
    assert (await elsewhere.send("/payments", body_of(town), "k")).json()["type"] == "/problems/signature-wrong"


async def test_a_signature_moved_to_another_address(town: Town) -> None:
    request = town.till.request("/payments", body_of(town), "k")
    path = f"/payments/{town.card_id}/refunds"
    moved = town.http.build_request("POST", path, content=body_of(town), headers=dict(request.headers))
    assert (await town.http.send(moved)).json()["type"] == "/problems/signature-wrong"


def test_every_fault_has_its_own_problem() -> None:
    assert len({problem.slug() for problem in PROBLEMS.values()}) == len(PROBLEMS) >= 9
