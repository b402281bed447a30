"""A server that answers by a script, and checks each signature."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import till_signature
from contracts.till_signature import TillRequest
from services.client.payments import Sale

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

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        claim = None
        if "signature" in headers:
            key = headers["idempotency-key"]
            request = TillRequest(self.command, self.server.url + self.path, headers["content-type"], key, body)
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
