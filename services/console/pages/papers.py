"""Papers: photographed or chosen at the desk, replaced by a better picture, opened again, refused; letters to print."""

from typing import Any, Final
from uuid import UUID

import httpx
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients.registry import papers
from services.console.clients.registry.papers import Rejection
from services.console.languages import mark
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, file_refused, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

BOTH: Final = page_for("caseworker", "supervisor")
CASEWORKER: Final = page_for("caseworker")
PRINTERS: Final = page_for("caseworker", "card_desk")
OPENERS: Final = page_for("caseworker", "card_desk", "supervisor")
SAME_FILE: Final = mark("This is the file that is there already: choose the better one.")


@post("/applications/{application_id:uuid}/papers", guards=[CASEWORKER], request_max_body_size=UPLOAD_MAX)
@shown_again
async def hand_in(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Put a photograph or a PDF on file; it counts as seen."""
    await papers.hand_in(form.view.caller, application_id, form.text("kind"), await file_of(form))
    return go(f"/applications/{application_id}")


@post("/papers/{paper_id:uuid}/replacement", guards=[CASEWORKER], request_max_body_size=UPLOAD_MAX)
@shown_again
async def replace(form: NamedDependency[Form], paper_id: FromPath[UUID]) -> Response[Any]:
    """Put a better picture in a paper's place, which counts as seen; the former one stays on file."""
    better = await papers.replace(form.view.caller, paper_id, await file_of(form))
    refuse_same(form, paper_id, better.id)
    return go(f"/applications/{better.application_id}")


def refuse_same(form: Form, former_id: UUID, better_id: UUID) -> None:
    """Raise Malformed, at the field, for a file that is the one on file."""
    if better_id == former_id:
        raise file_refused(form, SAME_FILE)


@post("/papers/{paper_id:uuid}/reject", guards=[CASEWORKER])
@shown_again
async def reject(form: NamedDependency[Form], paper_id: FromPath[UUID]) -> Response[Any]:
    """Refuse a paper, and show the case again."""
    await papers.reject(form.view.caller, paper_id, form.read(Rejection), form.key)
    return go(form.text("_page"))


@get("/papers/{paper_id:uuid}", guards=[BOTH])
async def open_paper(view: NamedDependency[View], paper_id: FromPath[UUID]) -> Response[Any]:
    """Hand out a paper's file; it is saved, never shown inside our own page."""
    return as_file(await papers.open_paper(view.caller, paper_id))


@get("/applications/{application_id:uuid}/letter", guards=[BOTH])
async def print_decision(view: NamedDependency[View], application_id: FromPath[UUID]) -> Response[Any]:
    """Hand out the letter of a decision, to look at or to print."""
    return as_file(await papers.print_decision(view.caller, application_id), name=f"decision-{application_id}.pdf")


@get("/letters", guards=[PRINTERS])
async def show_letters(view: NamedDependency[View]) -> Response[Any]:
    """Show how letters are taken to the printer."""
    return page(view, "letters.html", taken=None)


@post("/letters", guards=[PRINTERS], status_code=200)
@shown_again
async def take_letters(form: NamedDependency[Form]) -> Response[Any]:
    """Take the letters that wait, and show where their paper is."""
    return page(form.view, "letters.html", taken=await papers.take_letters(form.view.caller, form.key))


@get("/letters/{print_id:uuid}", guards=[OPENERS])
async def open_letters(view: NamedDependency[View], print_id: FromPath[UUID]) -> Response[Any]:
    """Hand out letters that were taken together, as often as it is needed."""
    return as_file(await papers.open_letters(view.caller, print_id), name=f"letters-{print_id}.pdf")


def as_file(answer: httpx.Response, *, name: str = "") -> Response[Any]:
    """Return a service's file as a download."""
    named = f'attachment; filename="{name}"' if name else answer.headers["content-disposition"]
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    return Response(answer.content, media_type=answer.headers["content-type"].partition(";")[0], headers=headers)


ROUTES = [hand_in, replace, reject, open_paper, print_decision, show_letters, take_letters, open_letters]
