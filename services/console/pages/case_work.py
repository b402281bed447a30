"""Work on a case: who has it, where the household lives, what it is asked for, notes, appeals and rulings."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import staff
from services.console.clients.registry import applications, case_work
from services.console.clients.registry.case_work import (
    Answer,
    Asking,
    Assigning,
    NewAppeal,
    NewNote,
    NewResidenceCheck,
    Ruling,
    Words,
)
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction

BOTH: Final = page_for("caseworker", "supervisor")
CASEWORKER: Final = page_for("caseworker")
RESIDENCES: Final = {
    "lives_here": mark("the household lives here"),
    "lives_elsewhere": mark("the household lives elsewhere"),
    "not_found": mark("nobody was found"),
}
RESIDENCE_METHODS: Final = {
    "visit": mark("a visit"),
    "documents": mark("by papers"),
    "register": mark("in the municipality's register"),
}
"""What may be found of where a household lives, and how."""


@post("/applications/next", guards=[CASEWORKER])
@shown_again
async def take_next(form: NamedDependency[Form]) -> Response[Any]:
    """Take the free case that has waited longest."""
    case = await case_work.take_next(form.view.caller, form.key)
    return go(f"/applications/{case.id}")


@get("/applications/{application_id:uuid}/words", guards=[BOTH])
async def show_words(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], application_id: FromPath[UUID]
) -> Response[Any]:
    """Show what was asked, answered, appealed and noted in a case; who read it is kept."""
    case = await applications.read_case(view.caller, application_id, view.language)
    words = await case_work.read_words(view.caller, case)
    by = await staff.usernames(transaction, writers(words))
    return page(view, "words.html", case=case, words=words, by=by)


def writers(words: Words) -> list[UUID | None]:
    """Return who has written in a case."""
    asked = [each.asked_by for each in words.questions]
    return [*(note.written_by for note in words.notes), *asked, words.appeal.lodged_by if words.appeal else None]


@post("/applications/{application_id:uuid}/assignment", guards=[BOTH])
@shown_again
async def assign(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Take a free case, give an own one back, or, as a supervisor, give any to a colleague."""
    return await go_on(form, application_id, "assign", form.read(Assigning))


@post("/applications/{application_id:uuid}/residence-checks", guards=[CASEWORKER])
@shown_again
async def note_residence(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Note what was found of where the household lives."""
    await case_work.note_residence(form.view.caller, application_id, form.read(NewResidenceCheck), form.key)
    return go(f"/applications/{application_id}")


@post("/applications/{application_id:uuid}/notes", guards=[BOTH])
@shown_again
async def write_note(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Add a note for colleagues; the household is not shown it."""
    await case_work.write_note(form.view.caller, application_id, form.read(NewNote), form.key)
    return go(f"/applications/{application_id}/words")


@post("/applications/{application_id:uuid}/info-requests", guards=[BOTH])
@shown_again
async def ask(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Ask a household for papers, an answer or both."""
    return await go_on(form, application_id, "info-requests", form.read(Asking))


@post("/applications/{application_id:uuid}/answer", guards=[CASEWORKER])
@shown_again
async def answer(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Note that a household has answered."""
    return await go_on(form, application_id, "answer", form.read(Answer))


@post("/applications/{application_id:uuid}/appeal", guards=[CASEWORKER])
@shown_again
async def lodge_appeal(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Lodge an appeal against a decision."""
    return await go_on(form, application_id, "appeal", form.read(NewAppeal))


@post("/applications/{application_id:uuid}/ruling", guards=[page_for("supervisor")])
@shown_again
async def rule(form: NamedDependency[Form], application_id: FromPath[UUID]) -> Response[Any]:
    """Rule on an appeal, as somebody who took no part in the case."""
    return await go_on(form, application_id, "ruling", form.read(Ruling))


async def go_on(form: Form, application_id: UUID, step: str, body: case_work.Step) -> Response[Any]:
    """Take a case on with words, and show it."""
    await case_work.go_on(form.view.caller, application_id, step, body, form=(form.key, form.version))
    return go(f"/applications/{application_id}")


ROUTES = [take_next, show_words, assign, note_residence, write_note, ask, answer, lodge_appeal, rule]
