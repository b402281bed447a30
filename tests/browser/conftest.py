"""A whole stack and a real browser. The browser has no script to run: every journey works with plain forms."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, sync_playwright

from infra.embedded.home import Home, local_folder
from infra.embedded.processes import ROOT
from tests.browser.chromium import installed, playwright_environment
from tests.browser.desks import Desk
from tests.stacks import Stack, started_stack

PICTURES = ROOT / ".local" / "pictures"
"""Where journeys leave pictures of their pages, to be looked at."""


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
def desk_of(stack: Stack, browser: Browser) -> Iterator[Callable[..., Desk]]:
    """Give a person of the demo a desk of their own: `desk_of("supervisor.paggaio", "el", at=…)`.

    Without a username it is a visitor's. A desk that is judged has the narrowest screen, and runs axe-core's script.
    Whatever the browser complains about, such as a breach of the page's security
    policy, fails the test.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    desks: list[Desk] = []

    def give(username: str | None, language: str, *, at: datetime | None = None, judged: bool = False) -> Desk:
        context = browser.new_context(
            base_url=stack.url("console"),
            viewport={"width": 320, "height": 640} if judged else {"width": 1200, "height": 860},
            locale=language,
            java_script_enabled=judged,
            accept_downloads=True,
            extra_http_headers={"Koinon-Time": at.isoformat()} if at else {},
        )
        desk = Desk(context.new_page(), PICTURES)
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
