"""Signed requests on the wire: each fault has a problem type of its own."""

import base64
import time
from datetime import datetime

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar import Litestar

from contracts import merchants
from contracts.till_signature import key_id
from services.cards.shops.signatures import PROBLEMS
from tests.cards.factories import DESK, Town
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


async def test_each_way_in_which_a_request_is_no_good_has_a_problem_of_its_own(town: Town) -> None:
    sold, now = await town.receipt(100), int(time.time())
    used = town.till.request("/payments", body_of(town), "used")
    assert (await town.http.send(used)).status_code == 201
    changed = town.till.request("/payments", body_of(town), "k")
    body = body_of(town).replace(b"100", b"999")
    other = await town.enrol_till(await town.accept_merchant("private"))
    sent = [
        used,
        town.http.build_request("POST", "/payments", content=body, headers=dict(changed.headers)),
        town.till.request("/payments", body_of(town), "k", signed_at=now - 61),
        town.till.request("/payments", body_of(town), "k", signed_at=now + 300),
        other.request(f"/payments/{sold['id']}/refunds", b"{}", "k"),
    ]
    found = [(await town.http.send(request)).json()["type"] for request in sent]
    await town.client.post(f"/tills/{town.till_id}/stop", by=DESK)
    stopped = await other.send(
        "/payments", body_of(town), "k"
    )  # There is no NATS here: the stop is said to cards itself.
    assert [each.removeprefix("/problems/") for each in [*found, stopped.json()["type"]]] == [
        "request-replayed",
        "body-changed",
        "signature-expired",
        "signature-not-yet-valid",
        "sold-elsewhere",
        "till-stopped",
    ]


def test_every_fault_has_its_own_problem() -> None:
    assert len({problem.slug() for problem in PROBLEMS.values()}) == len(PROBLEMS) >= 9


async def test_a_former_key_counts_for_a_while_beside_the_new_one_and_then_no_more(town: Town, app: Litestar) -> None:
    old, new = town.till, Till(town.http, town.till.origin, Ed25519PrivateKey.generate())
    assert (await old.send("/payments", body_of(town), "first")).status_code == 201
    public = new.key.public_key().public_bytes_raw()
    changed = merchants.TillEnrolled(
        till_id=town.till_id,
        merchant_id=town.merchant_id,
        key_id=key_id(public),
        public_key=base64.urlsafe_b64encode(public).decode().rstrip("="),
        former_key_until=datetime.fromisoformat("2026-02-10T12:00:00+02:00"),
    )
    await town.tell(changed)
    app.state.counter.tills.known.clear()  # As a minute later.
    again = await old.send("/payments", body_of(town), "first")
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert (await new.send("/payments", body_of(town), "second")).status_code == 201
    old.now = "2026-02-10T12:00:00+02:00"
    assert (await old.send("/payments", body_of(town), "k")).json()["type"] == "/problems/key-replaced"
    moved = msgspec.structs.replace(changed, area="Κρηνίδες", former_key_until=None)
    await town.tell(moved)
    assert (await new.send("/payments", body_of(town), "third")).status_code == 201
