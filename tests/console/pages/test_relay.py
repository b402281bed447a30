"""The relay passes on what tills sign, to the addresses of tills, and brings nobody's rights along."""

from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from litestar import Litestar

Seen = list[httpx.Request]


@pytest.fixture
async def cards(app: Litestar) -> AsyncIterator[Seen]:
    """What the console asks of cards, which answers everything with a problem that has headers of its own."""
    seen: Seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        headers = {"content-type": "application/problem+json", "set-cookie": "theirs=1"}
        return httpx.Response(401, content=b'{"type": "/problems/key-unknown"}', headers=headers)

    own = app.state.http
    app.state.http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    app.state.settings = msgspec.structs.replace(app.state.settings, peers={"cards": "http://cards"})
    yield seen
    app.state.http = own


async def test_what_a_till_signs_is_passed_on_as_it_is(browser: httpx.AsyncClient, cards: Seen) -> None:
    headers = {"signature": "till=:x:", "idempotency-key": "k", "authorization": "Bearer x", "cookie": "session=x"}
    answer = await browser.post("/till/relay/cards/payments?a=1", content=b'{"a": 1}', headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/key-unknown")
    assert "set-cookie" not in answer.headers
    (sent,) = cards
    assert (str(sent.url), sent.content) == ("http://cards/payments?a=1", b'{"a": 1}')
    assert (sent.headers["signature"], sent.headers["idempotency-key"]) == ("till=:x:", "k")
    assert not {"authorization", "cookie"} & set(sent.headers)


@pytest.mark.parametrize(
    "path", ["/cards/holders/me/cards", "/cards/payments/../budget-lines", "/registry/persons", "/console/tokens"]
)
async def test_there_is_no_way_through_to_other_addresses(browser: httpx.AsyncClient, cards: Seen, path: str) -> None:
    assert (await browser.get(f"/till/relay{path}")).status_code == 404
    assert cards == []


async def test_pages_of_other_sites_are_refused(browser: httpx.AsyncClient, cards: Seen) -> None:
    answer = await browser.post("/till/relay/cards/payments", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert cards == []
