"""A household entered one question at a time: each answer is looked through at once, and kept until all is sent."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from services.console import drafts
from services.console.choices import IDENTIFIERS, RELATIONS, WORK
from services.console.clients.registry import households, people
from services.console.clients.registry.households import NewHousehold
from services.console.clients.registry.people import Matches, PersonCheck, PersonChecked
from services.console.drafts import Draft, Values
from services.console.pages import household_steps
from services.console.pages.forms import Form, go, nest, shown_again
from services.console.pages.guards import page_for
from services.console.pages.household_steps import CHECK, FIRST
from services.console.pages.view import View, page
from services.kit.db import Transaction

CASEWORKER: Final = page_for("caseworker")
KIND: Final = "household"


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who is taken out again: a member's place in the draft; the applicant's is 0."""

    place: Annotated[int, Meta(ge=1, lt=household_steps.MEMBERS_MAX)]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a draft, as the last page shows them before they are entered."""

    place: int
    name: str
    born_on: str
    checked: PersonChecked
    alike: Matches


@get("/households/new", guards=[CASEWORKER])
async def show_drafts(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show what was begun and not sent, and the way to begin."""
    begun = await drafts.own(transaction, KIND)
    assert view.municipality is not None
    named = [
        (each, household_steps.name_of(0, each.values), household_steps.resumed_at(each.values, view.municipality))
        for each in begun
    ]
    return page(view, "household_drafts.html", drafts=named)


@post("/household-drafts", guards=[CASEWORKER])
async def begin(form: NamedDependency[Form], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Begin to enter a household."""
    draft_id = await drafts.begin(transaction, KIND)
    return go(f"/household-drafts/{draft_id}/{FIRST}")


@get("/household-drafts/{draft_id:uuid}/{step:str}", guards=[CASEWORKER])
async def show_step(
    view: NamedDependency[View],
    transaction: NamedDependency[Transaction],
    draft_id: FromPath[UUID],
    step: FromPath[str],
) -> Response[Any]:
    """Ask one question, with what was answered before."""
    draft = await drafts.find(transaction, draft_id, KIND)
    return await (show_all(view, draft) if step == CHECK else ask(view, draft, step))


async def ask(view: View, draft: Draft, step: str) -> Response[Any]:
    """Return the page of a question."""
    assert view.municipality is not None
    place, name = household_steps.parts(step) or (None, step)
    return page(
        view,
        "household_step.html",
        draft=draft,
        step=step,
        place=place,
        name=name,
        person=household_steps.name_of(place, draft.values) if place is not None else "",
        title=household_steps.QUESTIONS[name].title if place is not None else "",
        members=[(each, household_steps.name_of(each, draft.values)) for each in household_steps.people(draft.values)],
        back=household_steps.before(step, draft.values),
        next_place=household_steps.next_place(draft.values),
        identifiers=IDENTIFIERS[view.municipality.country],
        relations={code: text for code, text in RELATIONS.items() if code != "applicant"},
        work=WORK,
        alike=await alike(view, draft.values, place) if name == "numbers" else None,
    )


async def show_all(view: View, draft: Draft) -> Response[Any]:
    """Return the last page: everything that was typed, what is odd about it, and who may be known already."""
    places = household_steps.people(draft.values)
    starts = [household_steps.person_at(place) for place in places]
    checked = await asyncio.gather(*(look_through(view, draft.values, start) for start in starts))
    found = await asyncio.gather(*(alike(view, draft.values, place) for place in places))
    members = [
        Member(
            place=place,
            name=household_steps.name_of(place, draft.values),
            born_on=draft.values.get(f"members/{place}/person/born_on", [""])[0],
            checked=checked[at],
            alike=found[at],
        )
        for at, place in enumerate(places)
    ]
    return page(view, "household_check.html", draft=draft, members=members, labels=WORK | RELATIONS)


@post("/household-drafts/{draft_id:uuid}/{step:str}", guards=[CASEWORKER])
@shown_again
async def answer(
    form: NamedDependency[Form],
    transaction: NamedDependency[Transaction],
    draft_id: FromPath[UUID],
    step: FromPath[str],
) -> Response[Any]:
    """Keep an answer that can be right, and ask the next question."""
    draft = await drafts.find(transaction, draft_id, KIND)
    values = await answered(form, draft, step)
    await drafts.keep(transaction, draft, values)
    then = form.text("then") or household_steps.after(step, values)
    return go(f"/household-drafts/{draft_id}/{then}")


async def answered(form: Form, draft: Draft, step: str) -> Values:
    """Return the draft with an answer. Raises Malformed where registry would refuse it, in the page's language."""
    view = form.view
    assert view.municipality is not None
    values = household_steps.taken(step, form.values, draft.values, view.municipality)
    household_steps.refuse_unanswered(step, values, view.municipality, view.language)
    start = household_steps.start_of(step)
    if start is not None:
        checked = await look_through(view, values, start)
        household_steps.refuse_faulty(checked, step, view.municipality, view.language)
    return values


async def look_through(view: View, values: Values, start: str) -> PersonChecked:
    """Return what registry says of a person as far as they were typed. Raises Malformed for what is no date."""
    own = household_steps.looked_at(start, values)
    typed = {"identifiers": [], "language": view.language} | nest(own, view)
    try:
        wanted = msgspec.convert(typed, PersonCheck, strict=False)
    except msgspec.ValidationError:
        raise household_steps.refusal({f"{start}born_on": household_steps.NO_DATE}, view.language) from None
    return await people.check_person(view.caller, wanted)


async def alike(view: View, values: Values, place: int | None) -> Matches:
    """Return who is known with a name and a year of birth like these, in any spelling."""
    name = household_steps.name_of(place or 0, values)
    year = values.get(f"members/{place}/person/born_on", [""])[0][:4]
    return await people.search(view.caller, name, int(year)) if name and year.isdecimal() else Matches()


@post("/household-drafts/{draft_id:uuid}/leaving-out", guards=[CASEWORKER])
@shown_again
async def leave_out(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], draft_id: FromPath[UUID]
) -> Response[Any]:
    """Take somebody out of a draft again; the applicant stays."""
    draft = await drafts.find(transaction, draft_id, KIND)
    gone = f"members/{form.read(LeftOut).place}/"
    values = {name: each for name, each in draft.values.items() if not name.startswith(gone)}
    await drafts.keep(transaction, draft, values)
    return go(f"/household-drafts/{draft_id}/{household_steps.OTHERS}")


@post("/household-drafts/{draft_id:uuid}/sending", guards=[CASEWORKER])
@shown_again
async def send(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], draft_id: FromPath[UUID]
) -> Response[Any]:
    """Enter the household; the draft's id is the key, so that it is entered once. Then the draft is destroyed."""
    draft = await drafts.find(transaction, draft_id, KIND)
    wanted = Form(draft.values, form.view).read(NewHousehold)
    household = await households.enter_household(form.view.caller, wanted, str(draft_id))
    await drafts.destroy(transaction, draft_id)
    return go(f"/households/{household.id}")


@post("/household-drafts/{draft_id:uuid}/discarding", guards=[CASEWORKER])
async def discard(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], draft_id: FromPath[UUID]
) -> Response[Any]:
    """Give a draft up."""
    await drafts.destroy(transaction, draft_id)
    return go("/households/new")


ROUTES = [show_drafts, begin, show_step, answer, leave_out, send, discard]
