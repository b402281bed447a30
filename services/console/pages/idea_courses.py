"""An application's course: steps on and back with reasons, the reviewers' meetings, and the place that follows."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import staff
from services.console.clients.incubator import courses, own_ideas, reviews
from services.console.clients.incubator.calls import Idea
from services.console.clients.incubator.courses import Taken
from services.console.clients.incubator.reviews import NewMeeting, Review
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View
from services.kit.db import Transaction

OFFICE: Final = page_for("incubator_officer", "programme_manager")
OFFICER: Final = page_for("incubator_officer")
FOUNDER: Final = page_for("founder")
TOGETHER: Final = 2
"""So many reviewers at least have met."""


class WithReason(msgspec.Struct, frozen=True):
    """A step that is taken with a reason: what it is called, and what follows from it."""

    name: str
    follows: str


RECOMMENDATIONS: Final = {
    "yes": mark("for it"),
    "maybe": mark("not of one mind"),
    "no": mark("against it"),
}
"""What the reviewers of an application agree on when they meet."""
STEPS: Final = {
    "draft": {"submit": mark("Submit")},
    "submitted": {"start_screening": mark("Begin the screening")},
    "screening": {"start_review": mark("Begin the review")},
    "review": {"close_review": mark("Close the review")},
}
"""The steps on that the office takes by name, by the state in which they are offered."""
RETURNED: Final = WithReason(
    mark("Return to the applicant"), mark("They write it anew and send it again, after the last day too.")
)
WITHDRAWN: Final = WithReason(
    mark("The applicant takes it back"),
    mark("Nobody works on it any more. While the call is open it can be taken up again."),
)
REASONED: Final = {
    **{state: {"withdraw": WITHDRAWN} for state in ("draft", "screening_info", "review_info", "determination_info")},
    "submitted": {"return_to_applicant": RETURNED, "withdraw": WITHDRAWN},
    "screening": {
        "return_to_applicant": RETURNED,
        "dismiss": WithReason(
            mark("The call is not for it"), mark("It is not reviewed. The applicant may ask you to look at it again.")
        ),
        "withdraw": WITHDRAWN,
    },
    "ineligible": {
        "reopen_screening": WithReason(mark("Look at it again"), mark("It is screened anew, as if it had just come."))
    },
    "review": {
        "return_to_screening": WithReason(
            mark("Return to screening"), mark("Reviews that were given are kept; it comes back to them afterwards.")
        ),
        "withdraw": WITHDRAWN,
    },
    "determination": {
        "return_to_review": WithReason(
            mark("Return to review"),
            mark("Another reviewer can be asked, or one taken out; the score is worked out anew."),
        ),
        "withdraw": WITHDRAWN,
    },
    "reserve": {
        "reopen_determination": WithReason(
            mark("Decide it anew"), mark("The decision stands in what happened; a programme manager takes another one.")
        ),
        "withdraw": WITHDRAWN,
    },
    "rejected": {
        "reopen_determination": WithReason(
            mark("Decide it anew"), mark("The decision stands in what happened; a programme manager takes another one.")
        )
    },
    "awarded": {
        "withdraw": WithReason(
            mark("The applicant takes it back"),
            mark("The place is free, and whoever is on the reserve list may get it."),
        )
    },
    "withdrawn": {
        "resume": WithReason(
            mark("The applicant takes it up again"),
            mark("It is a draft again, which is possible while the call is open."),
        )
    },
}
"""The steps back and aside, by the state in which they are offered: each with a reason, which the applicant reads."""


async def course_of(view: View, transaction: Transaction, idea: Idea, given: Sequence[Review]) -> dict[str, Any]:
    """Return how an application came here and where it can go, for the office; `given` are its reviews."""
    taken, meetings = await asyncio.gather(
        courses.list_taken(view.caller, f"/applications/{idea.id}"), reviews.list_meetings(view.caller, idea.id)
    )
    return {
        "taken": taken,
        "by": await staff.usernames(transaction, {each.taken_by for each in taken}),
        "reviewers": await staff.names_with_role(transaction, "reviewer"),
        "meetings": meetings,
        "given": [each for each in given if (each.stage, each.state) == (idea.stage, "submitted")],
        "together_min": TOGETHER,
        "recommendations": RECOMMENDATIONS,
        "acceptance": await own_ideas.read_acceptance(view.caller, idea.id) if idea.status == "awarded" else None,
        "today": transaction.today,
        "steps": STEPS.get(idea.status, {}),
        "reasoned": REASONED.get(idea.status, {}),
    }


def reason_for(idea: Idea, taken: Sequence[Taken]) -> str | None:
    """Return why the office has brought an application where it is; nothing where the applicant did, or nobody said."""
    last = taken[-1] if taken else None
    return last.reason if last is not None and last.taken_by != idea.applicant_id else None


@post("/ideas/{idea_id:uuid}/steps/{step:str}", guards=[OFFICE])
@shown_again
async def take_idea_step(form: NamedDependency[Form], idea_id: FromPath[UUID], step: FromPath[str]) -> Response[Any]:
    """Take an application one named step on or back."""
    await courses.take_step(form.view.caller, idea_id, step, form.text("reason"), (form.key, form.version))
    return go(f"/ideas/{idea_id}")


@post("/ideas/{idea_id:uuid}/meetings", guards=[OFFICER])
@shown_again
async def record_meeting(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Write down what the reviewers have agreed on when they met."""
    await reviews.record_meeting(form.view.caller, idea_id, form.read(NewMeeting), form.key)
    return go(f"/ideas/{idea_id}#meetings")


@post("/ideas/{idea_id:uuid}/acceptance", guards=[OFFICER])
@shown_again
async def accept_for_applicant(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Write down that an applicant accepts the place, at the counter or by telephone."""
    await own_ideas.accept(form.view.caller, idea_id, form.key)
    return go(f"/ideas/{idea_id}")


@post("/ideas/{idea_id:uuid}/lapse", guards=[OFFICE])
@shown_again
async def let_lapse(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Take back a place that nobody has accepted in time."""
    await courses.let_lapse(form.view.caller, idea_id, (form.key, form.version))
    return go(f"/ideas/{idea_id}")


@post("/my-ideas/{idea_id:uuid}/course/{step:str}", guards=[FOUNDER])
@shown_again
async def take_own_step(
    form: NamedDependency[Form], idea_id: FromPath[UUID], step: FromPath[Literal["withdraw", "resume"]]
) -> Response[Any]:
    """Take one's own application back, or up again."""
    await courses.take_step(form.view.caller, idea_id, step, form.text("reason"), (form.key, form.version))
    return go(f"/my-ideas/{idea_id}")


ROUTES = [take_idea_step, record_meeting, accept_for_applicant, let_lapse, take_own_step]
