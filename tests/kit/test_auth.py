"""Who sends a request: tokens by their issuer's keys, asked for seldom, and the role that no person can claim."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from joserfc.jwk import KeySet

from services.kit import auth
from services.kit.auth import READER, Authenticator, reader_token
from services.kit.errors import Unauthenticated, Unavailable
from services.kit.settings import Settings
from tests.clients import ISSUER_KEY, signed_token
from tests.databases import Urls

PERSON = "0190c000-0000-7000-8000-00000000000a"


class Issuer:
    """A server that counts how often it is asked, and answers with its keys or not at all."""

    def __init__(self) -> None:
        self.asked = 0
        self.keys: bytes | None = None

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        status = b"503 Away" if self.keys is None else b"200 OK"
        body = self.keys or b""
        writer.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()


@pytest.fixture
async def issuer() -> AsyncIterator[tuple[Issuer, str]]:
    """An issuer and its address."""
    issuer = Issuer()
    server = await asyncio.start_server(issuer.answer, "127.0.0.1", 0)
    yield issuer, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()


@pytest.fixture
def authenticator(settings_of: Callable[..., Settings], urls: Urls) -> Authenticator:
    """An authenticator that trusts the tests' issuer."""
    made = Authenticator(settings_of("cards", urls))
    made.people.keys = KeySet([ISSUER_KEY])
    made.people.fetched_at = time.monotonic()
    return made


def token(authenticator: Authenticator, **claims: Any) -> str:
    municipality = str(next(iter(authenticator.municipalities)))
    stated = {"sub": PERSON, "roles": ["auditor"], "municipality": municipality} | claims
    return signed_token(authenticator.issuer, **stated)


async def test_an_issuer_that_is_away_is_not_flooded(issuer: tuple[Issuer, str]) -> None:
    server, url = issuer
    keys = auth.Keys(url)
    keys.keys = KeySet([ISSUER_KEY])
    for _ in range(20):
        await keys.current(refresh=True)
    assert server.asked == 1


async def test_without_any_keys_nobody_is_refused_for_good(issuer: tuple[Issuer, str]) -> None:
    server, url = issuer
    keys = auth.Keys(url)
    with pytest.raises(Unavailable):
        await keys.current()
    server.keys = b'{"keys": "not a list"}'
    with pytest.raises(Unavailable):
        await keys.current()
    server.keys = msgspec.json.encode(KeySet([ISSUER_KEY]).as_dict(private=False))
    assert [key.kid for key in (await keys.current()).keys] == [ISSUER_KEY.kid]


async def test_a_person_cannot_hold_the_role_of_reading_services(authenticator: Authenticator) -> None:
    identity = await authenticator.identify(token(authenticator, roles=[READER, "auditor"]))
    assert identity.roles == {"auditor"}
    assert (await authenticator.identify(token(authenticator, roles=[READER]))).roles == frozenset()


async def test_a_person_cannot_say_that_they_are_a_service(authenticator: Authenticator) -> None:
    with pytest.raises(Unauthenticated):
        await authenticator.identify(token(authenticator, iss="service:registry"))


async def test_a_service_reads_without_a_tenant_and_does_nothing_else(
    authenticator: Authenticator, settings_of: Any, urls: Urls
) -> None:
    identity = await authenticator.identify(reader_token(settings_of("registry", urls)))
    assert identity.roles == {READER}
    assert identity.municipality_id is None


@pytest.mark.parametrize("claim", ["sub", "municipality", "roles"])
@pytest.mark.parametrize("value", [7, None, "x", ["x"], {}, True])
async def test_claims_of_another_type_prove_nothing(authenticator: Authenticator, claim: str, value: Any) -> None:
    if (claim, value) in (("roles", "x"), ("roles", ["x"]), ("roles", {})):
        found = await authenticator.identify(token(authenticator, **{claim: value}))
        assert found.id == UUID(PERSON)
        assert found.roles <= {"x"}
        return
    with pytest.raises(Unauthenticated):
        await authenticator.identify(token(authenticator, **{claim: value}))
