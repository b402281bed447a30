"""The client against a server that loses answers: the same key and bytes each time, never the same nonce."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import till_signature
from contracts.till_signature import TillRequest
from services.client import __main__ as command
from services.client import answers, payments, tills
from services.client.answers import Refused
from services.client.payments import Sale, SaleUnanswered

RECEIPT = {
    "id": str(uuid4()),
    "status": "captured",
    "currency": "EUR",
    "requested_minor": 1250,
    "amount_minor": 1000,
    "bonus_minor": 50,
    "remainder_minor": 200,
    "balance_minor": 0,
    "paid_at": "2026-03-01T09:00:00Z",
    "a_later_field": True,
}
IN_FLIGHT = {"type": "/problems/key-in-flight", "status": 409}
SALE = Sale(card_token="AAAAAAAAAAAAAAAAAAAAAA", amount_minor=1250, currency="EUR")


class Shop(ThreadingHTTPServer):
    """Answers with what is scripted, one after the other; None breaks the connection off. Checks each signature."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.key = key
        self.script: list[tuple[int, Any] | None] = []
        self.seen: list[tuple[till_signature.Claim | None, str, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that was broken off on purpose needs no trace."""


class Handler(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        claim = None
        if "signature" in headers:
            key = headers["idempotency-key"]
            request = TillRequest("POST", self.server.url + self.path, headers["content-type"], key, body)
            claim = till_signature.read_claim(headers)
            public_key = self.server.key.public_key().public_bytes_raw()
            till_signature.verify(request, claim, public_key=public_key, now=claim.created)
        self.server.seen.append((claim, headers.get("idempotency-key", ""), body))
        answer = self.server.script.pop(0)
        if answer is None:
            self.close_connection = True
            return
        status, document = answer
        content = document if isinstance(document, bytes) else msgspec.json.encode(document)
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Nothing on the test's screen."""


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def shop(key: Ed25519PrivateKey) -> Iterator[Shop]:
    with Shop(key) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def till(shop: Shop, key: Ed25519PrivateKey) -> tills.Till:
    return tills.Till(cards_url=shop.url, till_id=uuid4(), merchant_id=uuid4(), private_key=key.private_bytes_raw())


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5) as client:
        yield client


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait hardly at all between tries."""
    monkeypatch.setattr(answers, "WAITS_SECONDS", (0.001, 0.001, 0.001))


def test_a_sale_is_signed_and_its_receipt_read(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    shop.script = [(201, RECEIPT)]
    receipt = payments.pay(http, till, SALE)
    assert (receipt.status, receipt.amount_minor, receipt.bonus_minor, receipt.remainder_minor) == (
        "captured",
        1000,
        50,
        200,
    )
    ((claim, _, body),) = shop.seen
    assert claim is not None
    assert claim.key_id == till.key_id
    assert msgspec.json.decode(body) == {"card_token": SALE.card_token, "amount_minor": 1250, "currency": "EUR"}


def test_a_lost_answer_is_asked_for_again_with_the_same_key_and_bytes_and_a_new_nonce(
    shop: Shop, till: tills.Till, http: httpx.Client
) -> None:
    shop.script = [None, (503, b"<html>away</html>"), (409, IN_FLIGHT), (201, RECEIPT)]
    assert payments.pay(http, till, SALE, idempotency_key="sale-1").id == UUID(str(RECEIPT["id"]))
    assert {key for _, key, _ in shop.seen} == {"sale-1"}
    assert len({body for _, _, body in shop.seen}) == 1
    assert len({claim.nonce for claim, _, _ in shop.seen if claim}) == 4
    assert len({claim.signature for claim, _, _ in shop.seen if claim}) == 4


def test_without_any_answer_the_key_for_later_is_told(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    shop.script = [None] * 4
    with pytest.raises(SaleUnanswered) as unanswered:
        payments.pay(http, till, SALE)
    assert {key for _, key, _ in shop.seen} == {unanswered.value.idempotency_key}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500])
def test_a_refusal_is_not_repeated(shop: Shop, till: tills.Till, http: httpx.Client, status: int) -> None:
    shop.script = [(status, {"type": "/problems/till-stopped", "title": "The till was stopped", "status": status})]
    with pytest.raises(Refused, match="stopped") as refused:
        payments.pay(http, till, SALE)
    assert refused.value.problem.status == status
    assert len(shop.seen) == 1


def test_a_refund_names_its_payment(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    payment_id = uuid4()
    back = {"id": str(uuid4()), "payment_id": str(payment_id), "currency": "EUR", "amount_minor": 500}
    shop.script = [(201, back | {"bonus_minor": 25, "refunded_at": "2026-03-01T09:00:00Z"})] * 2
    assert payments.refund(http, till, payment_id, amount_minor=500).bonus_minor == 25
    payments.refund(http, till, payment_id)
    assert [body for _, _, body in shop.seen] == [b'{"amount_minor":500}', b"{}"]


def test_a_till_makes_its_key_and_keeps_it_to_itself(shop: Shop, http: httpx.Client, tmp_path: Path) -> None:
    enrolled = {"id": str(uuid4()), "merchant_id": str(uuid4()), "key_id": "k"}
    shop.script = [None, (201, enrolled)]
    till = tills.enrol(http, merchants_url=shop.url, cards_url=shop.url, code="7K3M-PQ2R-W8XZ")
    first, second = (msgspec.json.decode(body) for _, _, body in shop.seen)
    assert first == second, "a code enrols one key, so the repeated try has to bring the same"
    assert till.key.private_bytes_raw() not in shop.seen[0][2]
    tills.save(till, tmp_path / "till.json")
    assert tills.load(tmp_path / "till.json") == till
    assert (tmp_path / "till.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        tills.save(till, tmp_path / "till.json")


def test_the_command_enrols_sells_and_says_by_its_exit_what_happened(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "till.json"
    shop.script = [(201, {"id": str(uuid4()), "merchant_id": str(uuid4()), "key_id": "k"})]
    enrol = ["--till", str(file), "enrol", "--merchants", shop.url, "--cards", shop.url, "--code", "7K3M-PQ2R-W8XZ"]
    assert command.main(enrol) == 0
    shop.key = tills.load(file).key
    pay = ["--till", str(file), "pay", "--card", SALE.card_token, "--amount-minor", "1250", "--currency", "EUR"]
    declined = RECEIPT | {"status": "declined", "decline_code": "funds_missing"}
    shop.script = [(201, RECEIPT), (201, declined), (403, {"title": "Stopped"}), None, None, None, None]
    assert [command.main(pay) for _ in range(4)] == [0, 1, 1, 2]
    assert '"amount_minor": 1000' in capsys.readouterr().out
