"""Every page of the console: each role is let in exactly where the table says, and no nonsense breaks one.

The other services are away here, so a page that asks one of them says so; what it says when they are there is tested
with a browser.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from html import unescape

import httpx
import pytest

from services.console import accounts
from services.console.roles import ROLE_NAMES, Role
from services.kit.settings import Settings
from tests.conftest import Run
from tests.console.browsing import HIDDEN, sign_in
from tests.console.conftest import SAME_ORIGIN, account
from tests.journeys.endpoints import nothing
from tests.journeys.roles import matrix_of, reviewed
from tests.journeys.serving import Served, served_alone

DAYS: dict[str, str | list[str]] = {"valid_from": "2026-02-01", "valid_until": "2026-03-01"}
FORMS: tuple[dict[str, str | list[str]], ...] = (
    {},
    {"no_such_field": "1", "hash": "\x00", "roles[]": ["auditor", "reader"]},
    {"programme": "gmi", "budget_line_id": str(nothing()), "month": "2026-99"},
    {"programme": "gmi", "budget_line_id": str(nothing()), "month": "0000-01"},
    {"programme": "gmi", "percent": "9" * 30, "bonus_max_minor": "9" * 30, "valid_from": "2026-02-01"},
    {**DAYS, "programme": "gmi", "percent": "9" * 30, "bonus_max_minor": "9" * 30},
    {"amount_minor": "9" * 40, "decision_number": ["1"]},
    {"amount": "1e400", "month": "2026-99", "given_name": "x" * 5_000, "born_on": "yesterday", "step": "../.."},
)


WITHOUT_FORM = {
    "/till/relay/{service}/{path}",
    *(f"/phone/{{municipality}}/{door}" for door in ("keys", "purchases", "readings")),
}
"""What is sent there proves itself by what a till or a phone has signed, or a code; and no cookie counts."""


@pytest.fixture(scope="module")
async def console(run: Run, settings_of: Callable[..., Settings]) -> AsyncIterator[Served]:
    """The console with one person of each role in Paggaio."""
    async with served_alone("console", run, settings_of) as served:
        people = [account(role, "paggaio", role) for role in ROLE_NAMES]
        await accounts.add_first(served.app.state.worker_database, people, repeatable=True)
        yield served


@asynccontextmanager
async def browser_of(console: Served, role: Role | None) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of somebody with a role, or of nobody in particular."""
    transport = httpx.ASGITransport(console.app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://console", headers=SAME_ORIGIN) as browser:
        if role is not None:
            assert (await sign_in(browser, f"{role}@paggaio")).status_code == 303
        yield browser


def pages(console: Served) -> list[tuple[str, str, list[str]]]:
    """Return method, address and roles of each page: what the document does not name."""
    documented = {operation.name for operation in console.operations} | {"GET /metrics"}
    table = {name: roles for name, roles in reviewed()["console"].items() if name not in documented}
    assert table.keys() <= matrix_of("console").keys()
    return [(*name.split(" ", 1), roles) for name, roles in table.items()]  # type: ignore[misc]


def address(path: str) -> str:
    """Return an address about nothing: an id where one may stand, else a word."""
    parts = path.replace("{", "\n{").replace("}", "}\n").split("\n")
    return "".join(
        part if not part.startswith("{") else str(nothing()) if part.endswith("id}") else "nothing" for part in parts
    )


async def form_token(browser: httpx.AsyncClient) -> dict[str, str]:
    """Return the hidden field by which a form of ours is known: there is one on every page."""
    for place in ("/", "/sign-in"):
        shown = await browser.get(place)
        if found := next((each for each in HIDDEN.finditer(shown.text) if "csrf" in each["name"]), None):
            return {found["name"]: unescape(found["value"])}
    raise AssertionError("no page has a form of ours")


@pytest.mark.parametrize("role", ROLE_NAMES)
async def test_each_role_is_let_in_exactly_where_the_table_says(console: Served, role: Role) -> None:
    wrong = []
    async with browser_of(console, role) as browser:
        token = await form_token(browser)
        for method, path, roles in pages(console):
            if "everybody" in roles or path in ("/sign-out",):
                continue
            answer = await browser.request(method, address(path), data=token if method == "POST" else None)
            if (answer.status_code == 403) is (role in roles or "signed in" in roles) or answer.status_code == 500:
                wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


async def test_whoever_is_not_signed_in_is_led_to_sign_in_or_refused(console: Served) -> None:
    wrong = []
    async with browser_of(console, None) as browser:
        token = await form_token(browser)
        for method, path, roles in pages(console):
            if "everybody" not in roles:
                answer = await browser.request(method, address(path), data=token if method == "POST" else None)
                led = answer.status_code == 303 and answer.headers["location"].startswith(
                    ("/sign-in", "/my-card/sign-in")
                )
                if not (led if method == "GET" else answer.status_code == 401):
                    wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLE_NAMES)
async def test_no_form_breaks_a_page(console: Served, role: Role) -> None:
    """One role at a time: all forms of all pages together take longer than one test may."""
    broken = []
    async with browser_of(console, role) as browser:
        token = await form_token(browser)
        for method, path, roles in pages(console):
            if method == "POST" and role == next(iter(roles)):
                for form in FORMS:
                    answer = await browser.post(address(path), data={**token, **form})
                    if answer.status_code == 500:
                        broken.append(f"{path} with {list(form)}")
    assert not broken, "\n".join(broken)


async def test_a_form_without_our_token_or_from_elsewhere_is_refused(console: Served) -> None:
    let_in = []
    async with browser_of(console, "administrator") as browser:
        token = await form_token(browser)
        for method, path, roles in pages(console):
            if method != "POST" or path == "/tokens":
                continue
            bare = await browser.post(address(path))
            foreign = await browser.post(address(path), data=token, headers={"sec-fetch-site": "cross-site"})
            refused = path in WITHOUT_FORM or bare.status_code == 403
            if not refused or foreign.status_code != 403:
                let_in.append(f"{path} ({roles}): {bare.status_code}, {foreign.status_code}")
    assert not let_in, "\n".join(let_in)
