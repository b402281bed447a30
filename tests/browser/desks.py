"""A person at a desk: opens pages, fills forms by their field names, sends them, and expects to get on."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Download, FilePayload, Page

from infra.embedded.stack import SignIn
from tests.browser import visits

PATIENCE_S = 30.0


class Desk:
    """A browser window of one person."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self.pictures = pictures
        self.language = "en"
        self.complaints: list[str] = []
        self.seen: set[str] = set()
        self.beside: Callable[[], BrowserContext] | None = None
        """Makes a narrow telephone with scripts, on which a page is looked at again; None where this is one."""
        self.axe = ""
        """axe-core, where pages are to be judged when they are first seen."""
        page.on("console", self.hear)

    def hear(self, message: ConsoleMessage) -> None:
        """Note what the browser complains about, and where."""
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location.get('url', '')}".rstrip())

    def sign_in(self, person: SignIn, language: str) -> None:
        """Choose a language, sign in and see the start page."""
        self.choose(language)
        self.send("/sign-in", {"username": person.username, "password": person.password})
        assert self.path == "/", self.said()

    def choose(self, language: str) -> None:
        """Choose a language, and see the page to sign in."""
        self.language = language
        self.open(f"/language/{language}?then=/sign-in")

    @property
    def path(self) -> str:
        """Return the path of the page that is shown."""
        return "/" + self.page.url.split("/", 3)[3].split("?")[0]

    @property
    def text(self) -> str:
        """Return what the page's main part says."""
        return self.page.inner_text("main")

    def said(self) -> str:
        """Return what a page says, for the message of a test that fails."""
        return f"{self.page.url}\n{self.page.inner_text('body')}"

    def open(self, path: str) -> None:
        """Open a page that there is."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, self.said()
        self.look()

    def fill(self, action: str, fields: Mapping[str, str]) -> None:
        """Fill the form with this action. A value chooses in a list, ticks a box, or is typed."""
        form = f'form[action="{action}"]'
        for name, value in fields.items():
            field = self.page.locator(f'{form} [name="{name}"]:not([type="hidden"])')
            for folded in field.first.locator("xpath=ancestor::details[not(@open)]").all():
                folded.locator("summary").first.click()
            if field.first.get_attribute("type") == "checkbox":
                self.page.locator(f'{form} [name="{name}"][value="{value}"]').check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, action: str, fields: Mapping[str, str] | None = None) -> str:
        """Fill and send the form with this action, and return the path of the page that follows."""
        self.fill(action, fields or {})
        button = self.page.locator(f'form[action="{action}"] button[type="submit"]').first
        for folded in button.locator("xpath=ancestor::details[not(@open)]").all():
            folded.locator("summary").first.click()
        with self.page.expect_navigation():
            button.click()
        assert not self.page.locator(".summary").count(), self.said()
        self.look()
        return self.path

    def action(self, end: str) -> str:
        """Return the action of the first form whose action ends so."""
        action = self.page.locator(f'main form[action$="{end}"]').first.get_attribute("action")
        assert action is not None
        return action

    def attach(self, action: str, fields: Mapping[str, str], content: bytes) -> str:
        """Fill the form with this action, choose a file and send it; return the path of the page that follows."""
        paper: FilePayload = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": content}
        self.page.locator(f'form[action="{action}"] [name="file"]').set_input_files(paper)
        return self.send(action, fields)

    def follow(self, selector: str) -> None:
        """Click the first of these links, and see the page that it leads to."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def take(self, selector: str) -> Download:
        """Click and return the file that comes."""
        with self.page.expect_download() as coming:
            self.page.locator(selector).first.click()
        return coming.value

    def wait_for(self, path: str, selector: str) -> None:
        """Open a page again until it shows something: events between services take a moment."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            self.open(path)
            if self.page.locator(selector).count():
                return
            assert time.monotonic() < deadline, f"{selector} did not come\n{self.said()}"
            time.sleep(0.2)

    def look(self) -> None:
        """Note which page this is. Whoever sees one first in a run has it judged on a telephone beside the desk."""
        route = visits.route_of(self.path)
        if route is None:
            return
        self.seen.add(route)
        if not self.axe or not visits.is_first(route):
            return
        if self.beside is None:
            self.complaints += self.barriers(self.axe)
            return
        with self.beside() as telephone:
            telephone.add_cookies([dict(each) for each in self.page.context.cookies()])  # type: ignore[misc]
            other = Desk(telephone.new_page(), self.pictures)
            other.page.goto(self.page.url)
            self.complaints += other.barriers(self.axe)

    def barriers(self, axe: str) -> list[str]:
        """Return what keeps people from using the page: what axe-core finds serious, and what is too wide."""
        wide = self.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        self.page.evaluate(axe)
        found = self.page.evaluate("async () => (await axe.run()).violations")
        return [f"{self.path} is {wide} px wider than the screen"] * bool(wide) + [
            f"{self.path}: {each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}"
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]

    def judge(self, axe: Path) -> list[str]:
        """Return what keeps people from using the page."""
        return self.barriers(axe.read_text(encoding="utf-8"))

    def picture(self, name: str) -> None:
        """Leave a picture of the whole page."""
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)
