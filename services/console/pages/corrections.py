"""What changes about a person: how they are reached and called, their numbers, a death; one form for each."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import household_choices
from services.console.clients.caller import Caller
from services.console.clients.registry import corrections, households
from services.console.clients.registry.corrections import Reach
from services.console.clients.registry.households import Identifier
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.happenings import TWO_PEOPLE
from services.console.pages.view import View, page

CASEWORKER: Final = page_for("caseworker")
Correction = Literal["contact", "channel", "names", "number", "death", "revocation"]


class Correcting(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may change about a person: how it is told, what follows, and what enters it."""

    name: str
    follows: str
    wanted: type[Any]
    carry_out: Callable[[Caller, UUID, Any, tuple[str, int | None]], Awaitable[Any]]


CORRECTIONS: Final[dict[Correction, Correcting]] = {
    "contact": Correcting(
        name=mark("Telephone, e-mail, address or language"),
        follows=mark("It counts from now on. What you leave blank is forgotten; a former address stays sealed."),
        wanted=corrections.Contact,
        carry_out=corrections.change_contact,
    ),
    "channel": Correcting(
        name=mark("How they want to be told things"),
        follows=mark("To choose e-mail or text messages is a consent: ask the person. It can be taken back."),
        wanted=corrections.Choosing,
        carry_out=corrections.choose_channel,
    ),
    "names": Correcting(
        name=mark("A name or the date of birth was entered wrongly"),
        follows=mark("With another date of birth the age is another on every day: decisions that rest on it are marked,"
                     " and somebody looks at them again."),
        wanted=corrections.Names,
        carry_out=corrections.correct_names,
    ),
    "number": Correcting(
        name=mark("A number was entered wrongly, or is missing"),
        follows=mark("The number is compared with everybody's. Whoever has it already may be the same person."),
        wanted=Identifier,
        carry_out=corrections.keep_number,
    ),
    "death": Correcting(
        name=mark("The person has died"),
        follows=mark("The person's cards stop at once, and nobody acts for them any more."),
        wanted=corrections.Death,
        carry_out=corrections.record_death,
    ),
    "revocation": Correcting(
        name=mark("The death was entered by mistake"),
        follows=TWO_PEOPLE,
        wanted=corrections.Revoking,
        carry_out=corrections.propose_revocation,
    ),
}  # fmt: skip


@get("/persons/{person_id:uuid}/changes/{step:str}", guards=[CASEWORKER])
async def show_correction(
    view: NamedDependency[View], person_id: FromPath[UUID], step: FromPath[Correction]
) -> Response[Any]:
    """Ask for what changed about somebody, as it stands now."""
    assert view.municipality is not None
    person = await households.read_person(view.caller, person_id, corrections.PURPOSE)
    reach = await reach_of(view, person_id, step)
    shown = {"step": step, "correction": CORRECTIONS[step], "reach": reach, "numbers": household_choices.NUMBERS}
    return page(view, "person_change.html", person=person, country=view.municipality.country, **shown, **WORDS)


WORDS: Final = {"channels": household_choices.CHANNELS, "mistakes": household_choices.DEATH_MISTAKES}


async def reach_of(view: View, person_id: UUID, step: Correction) -> Reach | None:
    """Return how somebody is told things, where this is what changes."""
    return await corrections.read_reach(view.caller, person_id) if step == "channel" else None


@post("/persons/{person_id:uuid}/changes/{step:str}", guards=[CASEWORKER])
@shown_again
async def correct(form: NamedDependency[Form], person_id: FromPath[UUID], step: FromPath[Correction]) -> Response[Any]:
    """Enter what changed about somebody."""
    correction = CORRECTIONS[step]
    sent = (form.key, form.version)
    await correction.carry_out(form.view.caller, person_id, form.read(correction.wanted), sent)
    return go(f"/persons/{person_id}")


ROUTES = [show_correction, correct]
