"""Data of people: what is kept longer for courts and audits, and lists of what is due to be erased."""

import asyncio
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import staff
from services.console.clients.registry import households, privacy
from services.console.clients.registry.privacy import NewErasureList
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.console.rights import HOLD_REASONS, KEPT
from services.kit.db import Transaction

SUPERVISOR: Final = page_for("supervisor")
PATH: Final = "/kept-data"
PURPOSE: Final = "supervision"


@get(PATH, guards=[SUPERVISOR])
async def show_kept(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show the lists that wait for an answer, what keeps files from being erased, and what became of earlier lists."""
    lists, holds = await asyncio.gather(privacy.list_erasures(view.caller, cursor), privacy.list_holds(view.caller))
    names = await households.read_names(view.caller, {hold.person_id for hold in holds}, PURPOSE)
    by = await staff.usernames(transaction, {each for hold in holds for each in (hold.placed_by, hold.proposed_by)})
    found = {"lists": lists, "holds": holds, "names": names, "by": by}
    return page(view, "kept_data.html", **found, kinds=KEPT, reasons=HOLD_REASONS)


@post(PATH + "/lists", guards=[SUPERVISOR])
@shown_again
async def make_list(form: NamedDependency[Form]) -> Response[Any]:
    """List what is due of a kind now, without waiting for the night."""
    made = await privacy.make_erasure_list(form.view.caller, form.read(NewErasureList), form.key)
    return go(f"{PATH}/lists/{made.id}")


@get(PATH + "/lists/{list_id:uuid}", guards=[SUPERVISOR])
async def show_list(
    view: NamedDependency[View], list_id: FromPath[UUID], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show what stands on a list, without names: they are on each person's page."""
    found, records = await asyncio.gather(
        privacy.read_erasure_list(view.caller, list_id), privacy.list_records(view.caller, list_id, cursor)
    )
    return page(view, "erasure_list.html", erasure=found, records=records, kinds=KEPT)


@post(PATH + "/lists/{list_id:uuid}/{step:str}", guards=[SUPERVISOR])
@shown_again
async def answer_list(
    form: NamedDependency[Form], list_id: FromPath[UUID], step: FromPath[Literal["approve", "drop"]]
) -> Response[Any]:
    """Let a list be erased, or leave all of it."""
    await privacy.answer_erasure_list(form.view.caller, list_id, step, form=(form.key, form.version))
    return go(f"{PATH}/lists/{list_id}")


ROUTES = [show_kept, make_list, show_list, answer_list]
