"""A server on this machine that loses answers, and a till that talks to it."""

import threading
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.client import answers, tills
from tests.client.office import Office
from tests.client.shop import Shop


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


@pytest.fixture
def office() -> Office:
    """What an operator asks."""
    return Office()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait hardly at all between tries."""
    monkeypatch.setattr(answers, "WAITS_SECONDS", (0.001, 0.001, 0.001))
