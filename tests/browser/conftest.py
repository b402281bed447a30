"""A whole stack and a real browser. The browser has no script to run: every journey works with plain forms."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

from infra.embedded.home import Home, local_folder
from infra.embedded.processes import ROOT
from tests.browser import visits
from tests.browser.cashier import PATIENCE_MS
from tests.browser.chromium import installed, playwright_environment
from tests.browser.counter import Counter, Wire
from tests.browser.desks import Desk
from tests.sizes import PROVE
from tests.stacks import Stack, started_stack

PICTURES = ROOT / ".local" / "pictures"
"""Where journeys leave pictures of their pages, to be looked at."""
LANGUAGES = ("el", "ar", "en") if PROVE else ("el", "ar")
ELSEWHERE = "America/New_York"
"""Where the clocks of tills and phones are set: what they show is told by the municipality's own."""
TillOf = Callable[..., Page]


# These fixtures end with this folder: playwright keeps an event loop running in its thread, and beside that no
# asynchronous test of the same worker can run.


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """All services without the demo's people; STACK_HOME names one that runs already, while developing."""
    if os.environ.get("STACK_HOME"):
        yield Stack(Home(Path(os.environ["STACK_HOME"])))
        return
    with started_stack(local_folder() / "tests") as started:
        started.wait_ready()
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, without a sandbox where the tests run as root."""
    playwright_environment()
    with sync_playwright() as playwright:
        launched = launch(playwright.chromium)
        yield launched
        launched.close()


def launch(chromium: BrowserType, *arguments: str) -> Browser:
    """Start a browser of its own, such as one with a camera."""
    found = installed()
    return chromium.launch(
        executable_path=str(found.executable),
        env={**os.environ, **found.environment},
        args=[*(["--no-sandbox"] if os.geteuid() == 0 else []), *arguments],
    )


@pytest.fixture(scope="session")
def axe() -> Path:
    """axe-core, the judge of accessible pages."""
    return installed().axe


@pytest.fixture
def desk_of(stack: Stack, browser: Browser, axe: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Desk]]:
    """Give a person of the demo a desk of their own: `desk_of("supervisor.paggaio", "el", at=…)`.

    Without a username it is a visitor's. A desk that is judged has the narrowest screen, and runs axe-core's script.
    Whatever the browser complains about, such as a breach of the page's security
    policy, fails the test.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    desks: list[Desk] = []

    def give(
        username: str | None, language: str, *, at: datetime | None = None, judged: bool = False, url: str = ""
    ) -> Desk:
        def context(*, narrow: bool) -> BrowserContext:
            return browser.new_context(
                base_url=url or stack.url("console"),
                viewport={"width": 320, "height": 640} if narrow else {"width": 1200, "height": 860},
                locale=language,
                java_script_enabled=narrow,
                accept_downloads=True,
                extra_http_headers={"Koinon-Time": at.isoformat()} if at else {},
            )

        desk = Desk(context(narrow=judged).new_page(), PICTURES)
        desk.beside, desk.axe = None if judged else partial(context, narrow=True), axe.read_text(encoding="utf-8")
        desks.append(desk)
        if username is None:
            desk.choose(language)
        else:
            desk.sign_in(stack.sign_in(username), language)
        return desk

    yield give
    for desk in desks:
        desk.page.context.close()
    complaints = [complaint for desk in desks for complaint in desk.complaints]
    assert not complaints, complaints
    test, _, variant = request.node.name.partition("[")
    name, seen = f"{request.module.__name__.rsplit('.', 1)[1]}.{test}", set().union(*(desk.seen for desk in desks))
    visits.note(name, variant.rstrip("]"), seen)
    left_out = {route for route, test in visits.opened_by().items() if test in {name, f"{name}[{variant}"}} - seen
    assert not left_out, f"no longer opened here: {left_out}; `python -m tests.browser.visits` says where they are"


@pytest.fixture(scope="package")
def counter(stack: Stack) -> Counter:
    """A shop with customers."""
    return Counter(stack)


@pytest.fixture(scope="package")
def wire(stack: Stack) -> Iterator[Wire]:
    """A way to the console that can be cut."""
    made = Wire(int(stack.url("console").rsplit(":", 1)[1]))
    yield made
    made.close()


@pytest.fixture
def till_of(browser: Browser, counter: Counter, stack: Stack) -> Iterator[TillOf]:
    """Give a phone that has become a till of the counter's outlet: `till_of("el")`."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def give(language: str, url: str = "", seeing: Browser | None = None) -> Page:
        context = (seeing or browser).new_context(
            base_url=url or stack.url("console"),
            viewport={"width": 360, "height": 740},
            locale=language,
            timezone_id=ELSEWHERE,
            extra_http_headers={"Koinon-Time": counter.at.isoformat()},
            permissions=["camera"] if seeing else [],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/till")
        page.fill("#t-code", counter.till_code())
        page.click('[data-form="enrol"] button')
        expect(page.locator('[data-view="sale"], [data-view="sign-on"]').locator("visible=true")).to_be_visible(
            timeout=PATIENCE_MS
        )
        return page

    yield give
    for context in contexts:
        context.close()
    assert not faults, faults
