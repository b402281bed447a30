"""Extensions: one supervisor enters a public decision by which memberships last longer, another confirms it."""

import re
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import staff
from services.console.choices import OTHER_PROGRAMMES, PROGRAMMES
from services.console.clients.registry import extensions, imports
from services.console.clients.registry.extensions import Extension, NewExtension
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction

SUPERVISOR: Final = page_for("supervisor")
READERS: Final = page_for("supervisor", "auditor")
BETWEEN: Final = re.compile(r"[,;،\n]")


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """An extension as typed: the postal codes stand in one field, between commas or on lines of their own."""

    programme: str
    decision_number: str
    ending_from: date
    ending_until: date
    months: int
    postal_codes: str = ""


@get("/extensions", guards=[READERS])
async def list_extensions(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show extensions, the newest first; to supervisors each on its own page, and the form to propose one."""
    listed = await extensions.list_extensions(view.caller)
    makers = await staff.usernames(transaction, {each.proposed_by for each in listed})
    programmes = PROGRAMMES[view.currency] | OTHER_PROGRAMMES
    return page(view, "extensions.html", listed=listed, makers=makers, programmes=programmes)


@post("/extensions", guards=[SUPERVISOR])
@shown_again
async def propose(form: NamedDependency[Form]) -> Response[Any]:
    """Propose that memberships last longer, and show whom it concerns."""
    proposed = await extensions.propose(form.view.caller, wanted(form.read(Typed)), form.key)
    return go(f"/extensions/{proposed.id}")


def wanted(typed: Typed) -> NewExtension:
    """Return what was typed as the service is asked; without postal codes it is for everywhere."""
    codes = [code.strip() for code in BETWEEN.split(typed.postal_codes) if code.strip()]
    return NewExtension(**{**msgspec.structs.asdict(typed), "postal_codes": codes or None})


@get("/extensions/{extension_id:uuid}", guards=[SUPERVISOR])
async def show_extension(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], extension_id: FromPath[UUID]
) -> Response[Any]:
    """Show an extension: where, how many and some of the memberships, how far it is, and what can be done."""
    extension = await extensions.read_extension(view.caller, extension_id)
    makers = await staff.usernames(transaction, {extension.proposed_by, extension.decided_by})
    return page(view, "extension.html", extension=extension, makers=makers, job=await job_of(view, extension))


async def job_of(view: View, extension: Extension) -> imports.Job | None:
    """Return how far the work on a confirmed extension is, while it goes on."""
    job = await imports.read_job(view.caller, extension.job_id) if extension.job_id else None
    return job if job is not None and job.state in {"queued", "running"} else None


@post("/extensions/{extension_id:uuid}/{step:str}", guards=[SUPERVISOR])
@shown_again
async def answer(
    form: NamedDependency[Form], extension_id: FromPath[UUID], step: FromPath[Literal["confirm", "reject"]]
) -> Response[Any]:
    """Confirm an extension as another supervisor, or refuse it."""
    await extensions.answer(form.view.caller, extension_id, step, form=(form.key, form.version))
    return go(f"/extensions/{extension_id}")


ROUTES = [list_extensions, propose, show_extension, answer]
