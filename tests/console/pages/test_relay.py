"""The relay passes on what tills sign, to the addresses of tills, and brings nobody's rights along."""

from collections.abc import AsyncIterator, Callable

import httpx
import msgspec
import pytest
from litestar import Litestar

from services.kit.settings import Settings
from tests.conftest import Run
from tests.journeys.serving import served_alone

Seen = list[httpx.Request]


@pytest.fixture
async def cards(app: Litestar, run: Run, settings_of: Callable[..., Settings]) -> AsyncIterator[Seen]:
    """What the console asks of cards, which answers as it does."""
    seen: Seen = []

    async def see(request: httpx.Request) -> None:
        seen.append(request)

    own = app.state.http
    async with served_alone("cards", run, settings_of) as cards:
        transport = httpx.ASGITransport(cards.app)  # type: ignore[arg-type]
        app.state.http = httpx.AsyncClient(transport=transport, event_hooks={"request": [see]})
        app.state.settings = msgspec.structs.replace(app.state.settings, peers={"cards": cards.settings.public_url})
        yield seen
    app.state.http = own


async def test_what_a_till_signs_is_passed_on_as_it_is(browser: httpx.AsyncClient, cards: Seen) -> None:
    headers = {"signature": "till=:x:", "idempotency-key": "k", "authorization": "Bearer x", "cookie": "session=x"}
    answer = await browser.post("/till/relay/cards/payments?a=1", content=b'{"a": 1}', headers=headers)
    (sent,) = cards
    assert (sent.url.raw_path, sent.content) == (b"/payments?a=1", b'{"a": 1}')
    assert (sent.headers["signature"], sent.headers["idempotency-key"]) == ("till=:x:", "k")
    assert not {"authorization", "cookie"} & set(sent.headers)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (401, "/problems/signature-missing")
    assert problem["request_id"] != answer.headers["x-request-id"], "of the headers of cards only a few are passed on"


async def test_there_is_no_way_through_to_other_addresses_or_from_pages_of_others(
    browser: httpx.AsyncClient, cards: Seen
) -> None:
    for path in (
        "/cards/holders/me/cards",
        "/cards/payments/../budget-lines",
        "/registry/persons",
        "/console/tokens",
    ):
        assert (await browser.get(f"/till/relay{path}")).status_code == 404, path
    foreign = {"sec-fetch-site": "cross-site"}
    assert (await browser.post("/till/relay/cards/payments", headers=foreign)).status_code == 403
    assert cards == []


async def test_a_till_is_refused_in_the_language_of_its_page(browser: httpx.AsyncClient, cards: Seen) -> None:
    greek = {"accept-language": "el", "idempotency-key": "k"}
    for path, title in (("/cards/payments", "Λείπει στοιχείο"), ("/registry/persons", "Δεν υπάρχει")):
        answer = await browser.post(f"/till/relay{path}", content=b'{"a": 1}', headers=greek)
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["title"].startswith(title), problem
        assert not set(problem["detail"]) & set("abcdefghijklmnopqrstuvwxyz")
