"""Bulk import: many households or decisions in a file, looked through before anything enters, with progress."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.clients.registry import imports
from services.console.clients.registry.imports import Step
from services.console.languages import mark
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page

WORKERS: Final = page_for("caseworker", "supervisor")
CASEWORKER: Final = page_for("caseworker")
KINDS: Final = {"households": mark("households"), "decisions": mark("decisions made elsewhere")}
SOURCES: Final = {"town": mark("our own lists"), "ministry": mark("the ministry")}
WORKING: Final = frozenset({"checking", "importing"})


@get("/imports", guards=[WORKERS])
async def list_imports(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show files that were brought, and the form to bring one."""
    listed = await imports.list_imports(view.caller, cursor)
    return page(view, "imports.html", listed=listed, kinds=KINDS, sources=SOURCES)


@post("/imports", guards=[CASEWORKER], request_max_body_size=UPLOAD_MAX)
@shown_again
async def bring_file(form: NamedDependency[Form]) -> Response[Any]:
    """Bring a file; nothing of it enters yet."""
    asked = {name: form.text(name) for name in ("kind", "source")}
    asked |= {"programme": "gmi"} if asked["kind"] == "decisions" else {}
    brought = await imports.bring(form.view.caller, await file_of(form), **asked)
    return go(f"/imports/{brought.id}")


@get("/imports/{import_id:uuid}", guards=[WORKERS])
async def show_import(view: NamedDependency[View], import_id: FromPath[UUID]) -> Response[Any]:
    """Show how a file is read, how far it is, what is wrong in which cell, and what can be done next."""
    file = await imports.read_import(view.caller, import_id)
    job = await imports.read_job(view.caller, file.job_id) if file.job_id and file.state in WORKING else None
    columns = await imports.read_columns(view.caller, import_id) if file.state == "uploaded" else None
    refused = (
        await imports.list_entries(view.caller, import_id, view.language) if file.outcomes.get("refused") else None
    )
    return page(view, "import.html", file=file, job=job, columns=columns, refused=refused)


@post("/imports/{import_id:uuid}/{step:str}", guards=[WORKERS])
@shown_again
async def take_step(form: NamedDependency[Form], import_id: FromPath[UUID], step: FromPath[Step]) -> Response[Any]:
    """Take a file one step on."""
    seen = (form.key, form.version)
    await imports.take_step(form.view.caller, import_id, step, form=seen, payload_hash=form.text("hash"))
    return go(f"/imports/{import_id}")


@get("/imports/{import_id:uuid}/refused", guards=[WORKERS])
async def open_refused(view: NamedDependency[View], import_id: FromPath[UUID]) -> Response[Any]:
    """Hand out the rows that did not enter, with the reasons, to be mended and brought again."""
    return as_file(await imports.open_refused(view.caller, import_id, view.language))


ROUTES = [list_imports, bring_file, show_import, take_step, open_refused]
