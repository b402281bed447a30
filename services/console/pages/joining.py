"""What belongs to an application besides its answers, for applicant and office: who applies together, and papers."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients.incubator import joining
from services.console.clients.incubator.calls import NewPerson
from services.console.clients.incubator.joining import Signature
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View

OFFICER: Final = page_for("incubator_officer")
BOTH: Final = page_for("incubator_officer", "founder")
SIGN: Final = "sign"


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked to apply together."""

    person: NewPerson


@post("/ideas/{idea_id:uuid}/co-applicants", guards=[OFFICER])
@shown_again
async def invite(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Enter who applies together with the applicant; a founder names them at the office."""
    await joining.invite(form.view.caller, idea_id, form.read(Invited).person, form.key)
    return go(form.text("_page"))


@post("/co-applicants/{coapplicant_id:uuid}/{step:str}", guards=[BOTH])
@shown_again
async def answer(form: NamedDependency[Form], coapplicant_id: FromPath[UUID], step: FromPath[str]) -> Response[Any]:
    """Sign what is sent, decline, or apply without somebody."""
    body = form.read(Signature) if step == SIGN else None
    await joining.answer(form.view.caller, coapplicant_id, step, body, (form.key, form.version))
    return go(form.text("_page"))


@post("/ideas/{idea_id:uuid}/papers", guards=[BOTH], request_max_body_size=UPLOAD_MAX)
@shown_again
async def hand_in(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Hand in a photograph or a PDF."""
    await joining.hand_in(form.view.caller, idea_id, form.text("kind"), await file_of(form))
    return go(form.text("_page"))


@post("/idea-papers/{paper_id:uuid}/removal", guards=[BOTH])
@shown_again
async def remove(form: NamedDependency[Form], paper_id: FromPath[UUID]) -> Response[Any]:
    """Take a paper out of what is sent."""
    await joining.remove(form.view.caller, paper_id, form.key)
    return go(form.text("_page"))


@get("/idea-papers/{paper_id:uuid}", guards=[BOTH])
async def open_paper(view: NamedDependency[View], paper_id: FromPath[UUID]) -> Response[Any]:
    """Hand out a paper's file."""
    return as_file(await joining.open_paper(view.caller, paper_id))


ROUTES = [invite, answer, hand_in, remove, open_paper]
