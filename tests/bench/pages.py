"""What pages take, among a quarter of a million people: every page that a person comes to by its links, and the till.

Times are what a browser on the same machine waits for the answer, one page after the other. Bytes are what it fetches
before it has drawn a page for the first time, without fonts.
"""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.demo.seed import PIN
from infra.demo.tills import decode
from services.client.payments import Command, signed_headers
from tests.bench.crowd import Crowd, gather
from tests.bench.measures import Figures, quantile
from tests.bench.town import Town
from tests.console.browsing import hidden_fields, submit
from tests.console.conftest import SAME_ORIGIN
from tests.registry.doubles import REPORTING_SEED, in_latin

VISITS = 20
"""Of each page, in turns; the slowest of them all is not its p95."""
SEARCHES = 120
SALES = 100
PAGES_OF_ONE_MAX = 80
SHOWN = 12
VISITOR = "visitor"
LINK = re.compile(r'<a [^>]*?href="(?P<to>/[^"#]*)')
FETCHED = re.compile(r'<(?:link rel="(?:stylesheet|manifest)"|script|img)[^>]*? (?:href|src)="(?P<to>/[^"]+)"')
IMPORTED = re.compile(r'from "(?P<to>\.[^"]+)"')
VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}(?:-\d{2})?|(?<=area=|kind=)[^&]+|(?<=cursor=)[^&]+")
LEFT_OUT = ("/language/",)
PUBLIC = ("/sign-in", "/my-card/sign-in", "/transparency", "/shops/")
"""What is measured once, for a visitor without a sign-in."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a person, and how long it took each time."""

    path: str
    bytes: int
    milliseconds: list[float] = []


async def measure(town: Town, figures: Figures) -> None:
    """Fill the town, visit it as everybody, search it, and sell in it."""
    began = time.monotonic()
    crowd = await gather(town)
    figures.keep(pages_load_s=time.monotonic() - began)
    await visit(town, crowd, figures)
    await search(town, crowd, figures)
    await sell(town, crowd, figures)


@asynccontextmanager
async def browser(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    """Open a browser of the console's pages."""
    async with httpx.AsyncClient(base_url=town.stack.url("console"), headers=SAME_ORIGIN, timeout=60) as client:
        yield client


async def visit(town: Town, crowd: Crowd, figures: Figures) -> None:
    """Visit every page of one person of each role, of the large town where it has one, of a holder and a visitor."""
    pages: dict[str, Seen] = {}
    first = {each.roles: each for each in reversed(town.stack.file.sign_ins)}
    for person in first.values():
        async with browser(town) as client:
            await submit(client, "/sign-in", "/sign-in", {"username": person.username, "password": person.password})
            pages |= await pages_of(client, person.username, "/")
    async with browser(town) as client:
        card = {"municipality": town.tenant.slug, "number": crowd.cards[0].number, "pin": PIN}
        shown = await submit(client, f"/my-card/sign-in?municipality={town.tenant.slug}", "/my-card/sign-in", card)
        assert shown.headers["location"] == "/my-card", shown.text
        pages |= await pages_of(client, "holder", "/my-card")
    async with browser(town) as client:
        for start in ("/sign-in", "/till", "/phone", "/transparency", f"/shops/{town.tenant.slug}"):
            pages |= await pages_of(client, VISITOR, start)
    p95 = {name: quantile(page.milliseconds, 0.95) for name, page in pages.items()}
    heaviest = max(pages, key=lambda name: pages[name].bytes)
    figures.keep(
        pages_visited=len(pages),
        page_ms_median=quantile([each for page in pages.values() for each in page.milliseconds], 0.5),
        page_ms_p95=max(p95.values()),
        pages_slowest={name: p95[name] for name in sorted(p95, key=lambda name: -p95[name])[:SHOWN]},
        page_kb_max=pages[heaviest].bytes / 1_000,
        page_heaviest=heaviest,
    )


async def pages_of(client: httpx.AsyncClient, who: str, start: str) -> dict[str, Seen]:
    """Return the pages that links lead to from a first one, one for each kind of address, and visit each in turns."""
    found: dict[str, Seen] = {}
    known, waiting = {kind(start)}, [start]
    fetched: dict[str, int] = {}
    while waiting and len(found) < PAGES_OF_ONE_MAX:
        path = waiting.pop(0)
        shown = await client.get(path)
        if shown.status_code != httpx.codes.OK or not shown.headers["content-type"].startswith("text/html"):
            continue
        found[f"{who} {kind(path)}"] = Seen(path=path, bytes=await bytes_of(client, shown, fetched), milliseconds=[])
        for link in LINK.finditer(shown.text):
            to = link["to"].replace("&amp;", "&")
            if kind(to) not in known and not to.startswith(LEFT_OUT if who == VISITOR else (*LEFT_OUT, *PUBLIC)):
                known.add(kind(to))
                waiting.append(to)
    for _ in range(VISITS):
        for page in found.values():
            began = time.perf_counter()
            await client.get(page.path)
            page.milliseconds.append((time.perf_counter() - began) * 1_000)
    return found


def kind(path: str) -> str:
    """Return an address without what tells one thing from another of its kind."""
    return VARYING.sub("…", path)


async def bytes_of(client: httpx.AsyncClient, shown: httpx.Response, fetched: dict[str, int]) -> int:
    """Return how many bytes a page needs to be drawn: itself, its stylesheets and scripts, and what those import."""
    wanted, total = [each["to"] for each in FETCHED.finditer(shown.text)], shown.num_bytes_downloaded
    for path in wanted:
        answer = await client.get(path)
        fetched[path] = answer.num_bytes_downloaded
        imports = IMPORTED.finditer(answer.text) if urlsplit(path).path.endswith(".js") else []
        wanted += [to for each in imports if (to := urljoin(path, each["to"])) not in wanted]
    return total + sum(fetched[path] for path in set(wanted))


async def search(town: Town, crowd: Crowd, figures: Figures) -> None:
    """Find people by page, in another script or by a part of their name."""
    random, times, found = Random(REPORTING_SEED), [], 0
    person = town.stack.sign_in("caseworker.paggaio")
    async with browser(town) as client:
        await submit(client, "/sign-in", "/sign-in", {"username": person.username, "password": person.password})
        form = hidden_fields((await client.get("/persons")).text, "/persons/by-name")
        for place, fields in enumerate(random.choices(crowd.named, k=SEARCHES)):
            given, family = fields["given_name"], fields["family_name"]
            name = (in_latin(random, f"{given} {family}"), family, given)[place % 3]
            began = time.perf_counter()
            shown = await client.post("/persons/by-name", data=form | {"name": name})
            times.append((time.perf_counter() - began) * 1_000)
            assert shown.status_code == httpx.codes.OK, shown.text
            found += 'href="/persons/' in shown.text
    figures.keep(
        search_ms_median=quantile(times, 0.5),
        search_ms_p95=quantile(times, 0.95),
        search_found=found / SEARCHES,
    )


async def sell(town: Town, crowd: Crowd, figures: Figures) -> None:
    """Sell as a till in a browser does: signed, through the console to cards and back."""
    key, times = Ed25519PrivateKey.from_private_bytes(decode(crowd.till.private_key)), []
    async with browser(town) as client:
        for place in range(SALES):
            body = {"card_token": crowd.cards[place % len(crowd.cards)].token, "amount_minor": 100, "currency": "EUR"}
            command = Command(town.url + "/payments", msgspec.json.encode(body), f"page sale {place}")
            began = time.perf_counter()
            headers = signed_headers(key, command)
            answer = await client.post("/till/relay/cards/payments", content=command.body, headers=headers)
            times.append((time.perf_counter() - began) * 1_000)
            assert answer.status_code == httpx.codes.CREATED, answer.text
    figures.keep(till_sale_ms_median=quantile(times, 0.5), till_sale_ms_p95=quantile(times, 0.95))
