"""Business plans: written part by part, kept in versions, talked over in comments, with what follows for the cash."""

import re
from typing import Any, Final, NamedTuple
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import formats, languages, staff
from services.console.clients.incubator import plans
from services.console.clients.incubator.plans import CashPlan, Forecast, NewComment, NewVersion, Plan
from services.console.languages import mark
from services.console.pages.forms import Form, go, keep_typed, nest, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page, text_in
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed

PARTIES: Final = page_for("incubator_officer", "mentor", "founder")
WRITERS: Final = page_for("incubator_officer", "founder")
ROWS: Final = 2
"""So many products and purchases there is room for at least; one more than there are already."""
BETWEEN: Final = re.compile(r"[\s,;،]+")
CASH: Final = "cash"
CASH_PLAN: Final = mark("Cash plan")
NO_CASH: Final = mark("Type what each month costs, and one thing that you sell.")
WHOLE_NUMBERS: Final = mark("Type whole numbers, one for each month.")


class Tried(NamedTuple):
    """A cash plan that was typed, and what follows from it."""

    cash: CashPlan
    found: Forecast


@get("/ideas/{idea_id:uuid}/plan", guards=[PARTIES])
async def show_plan(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    idea_id: FromPath[UUID],
    at: FromQuery[UUID | None] = None,
) -> Response[Any]:
    """Show a plan as it is now, or as it was in an earlier version, with what was said about it."""
    plan = await plans.read_plan(view.caller, idea_id, at)
    by = await staff.usernames(transaction, writers(plan))
    numbers = {each.id: each.number for each in plan.versions}
    return page(view, "plan.html", idea_id=idea_id, plan=plan, by=by, numbers=numbers, parts=parts_of(view, plan))


def parts_of(view: View, plan: Plan) -> list[tuple[str, str]]:
    """Return the parts of a plan by their code, in the page's language."""
    say = languages.translations(view.language).gettext
    return [*((each.code, text_in(each.title, view.language)) for each in plan.canvas.fields), (CASH, say(CASH_PLAN))]


def writers(plan: Plan) -> list[UUID | None]:
    """Return who has written versions and comments."""
    return [*(each.written_by for each in plan.versions), *(each.written_by for each in plan.comments)]


@get("/ideas/{idea_id:uuid}/plan/writing", guards=[WRITERS])
async def show_writing(view: NamedDependency[View], idea_id: FromPath[UUID]) -> Response[Any]:
    """Show the newest version to write into."""
    return await writing(view, idea_id, None)


async def writing(view: View, idea_id: UUID, tried: Tried | None) -> Response[Any]:
    """Return the page to write on, with what follows from a cash plan that was tried."""
    plan = await plans.read_plan(view.caller, idea_id)
    cash = plan.shown.cash if plan.shown else None
    return page(
        view,
        "plan_writing.html",
        idea_id=idea_id,
        plan=plan,
        cash=cash,
        forecast=tried,
        products=rows_for(cash.products if cash else []),
        purchases=rows_for(cash.purchases if cash else []),
    )


def rows_for(known: list[Any]) -> list[Any]:
    """Return what there is already, and empty rows."""
    return [*known, *[None] * max(ROWS - len(known), 1)]


@post("/ideas/{idea_id:uuid}/plan", guards=[WRITERS])
@shown_again
async def write_plan(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Keep what was written as a new version."""
    await plans.write_plan(form.view.caller, idea_id, version_of(form), form.key)
    return go(f"/ideas/{idea_id}/plan")


@post("/ideas/{idea_id:uuid}/plan/trial", guards=[WRITERS], status_code=200)
@shown_again
async def try_cash(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Show what follows from the cash plan as it was typed; nothing is kept."""
    cash = cash_of(form)
    found = await plans.forecast(form.view.caller, cash)
    keep_typed(form)
    return await writing(form.view, idea_id, Tried(cash, found))


def cash_of(form: Form) -> CashPlan:
    """Return the cash plan as it was typed. Raises Malformed, at the field, where there is none."""
    cash = version_of(form).cash
    if cash is not None:
        return cash
    said = languages.translations(form.view.language).gettext(NO_CASH)
    fault = Fault(pointer=f"/{CASH}/fixed_monthly_minor", detail=said)
    raise Malformed(said, errors=[fault], language=form.view.language)


def version_of(form: Form) -> NewVersion:
    """Return the whole plan as it was typed; without a figure there is no cash plan."""
    given = {"fields": {}} | nest(form.values, form.view)
    for place, product in enumerate(given.get(CASH, {}).get("products", [])):
        product["units"] = numbers_of(product.get("units", ""), f"/{CASH}/products/{place}/units", form.view)
    return form.take(given, NewVersion)


def numbers_of(text: str, pointer: str, view: View) -> list[int]:
    """Return the numbers of a list as people type it, in their own digits. Raises Malformed, at the field."""
    parts = [part for part in BETWEEN.split(text.translate(formats.LATIN_DIGITS)) if part]
    if all(part.isdecimal() for part in parts):
        return [int(part) for part in parts]
    said = languages.translations(view.language).gettext(WHOLE_NUMBERS)
    raise Malformed(said, errors=[Fault(pointer=pointer, detail=said)], language=view.language)


@post("/ideas/{idea_id:uuid}/plan/{version_id:uuid}/comments", guards=[PARTIES])
@shown_again
async def comment(form: NamedDependency[Form], idea_id: FromPath[UUID], version_id: FromPath[UUID]) -> Response[Any]:
    """Say something about a part of a version."""
    await plans.comment(form.view.caller, version_id, form.read(NewComment), form.key)
    return go(f"/ideas/{idea_id}/plan")


@post("/ideas/{idea_id:uuid}/plan/comments/{comment_id:uuid}/{answer:str}", guards=[PARTIES])
@shown_again
async def move_comment(
    form: NamedDependency[Form], idea_id: FromPath[UUID], comment_id: FromPath[UUID], answer: FromPath[str]
) -> Response[Any]:
    """Note that a comment is settled, or open it again."""
    await plans.move_comment(form.view.caller, comment_id, answer, (form.key, form.version))
    return go(f"/ideas/{idea_id}/plan")


ROUTES = [show_plan, show_writing, write_plan, try_cash, comment, move_comment]
