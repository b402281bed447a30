"""Phases of an application: its states, the named steps between them, and what each is called by whom."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from services.incubator.calling.stages import Title
from services.incubator.people import steps
from services.incubator.people.steps import Lead

NAMES = Path(__file__).parents[1] / "calls" / "phases" / "applications.toml"

State = Literal[
    "draft", "submitted", "screening", "screening_info", "ineligible", "review", "review_info", "determination",
    "determination_info", "awarded", "reserve", "rejected", "withdrawn",
]  # fmt: skip
STATES: tuple[State, ...] = (
    "draft", "submitted", "screening", "screening_info", "ineligible", "review", "review_info", "determination",
    "determination_info", "awarded", "reserve", "rejected", "withdrawn",
)  # fmt: skip

OfficeStep = Literal[
    "submit", "start_screening", "start_review", "close_review", "dismiss", "withdraw",
    "return_to_applicant", "undo_screening", "reopen_screening", "return_to_screening", "return_to_review",
    "reopen_determination", "resume",
]  # fmt: skip
"""The steps that are taken by name; those of the second and third line are the reverts."""
Decision = Literal["award", "place_on_reserve", "reject", "invite"]
Asking = Literal["ask_in_screening", "ask_in_review", "ask_before_determination"]
Answering = Literal["answer_in_screening", "answer_in_review", "answer_before_determination"]
TakingBack = Literal["take_back_in_screening", "take_back_in_review", "take_back_before_determination"]
Lapsing = Literal["lapse"]
Step = OfficeStep | Decision | Asking | Answering | TakingBack | Lapsing

OPEN: tuple[State, ...] = (
    "draft", "submitted", "screening", "screening_info", "review", "review_info", "determination",
    "determination_info", "reserve", "awarded",
)  # fmt: skip
"""What an applicant may still withdraw."""

STEPS: Mapping[Step, Lead] = {
    "submit": Lead(("draft",), "submitted"),
    "start_screening": Lead(("submitted",), "screening"),
    "start_review": Lead(("screening",), "review"),
    "close_review": Lead(("review",), "determination"),
    "award": Lead(("determination", "reserve"), "awarded"),
    "place_on_reserve": Lead(("determination",), "reserve"),
    "reject": Lead(("determination", "reserve"), "rejected"),
    "invite": Lead(("determination",), "draft"),
    "dismiss": Lead(("screening",), "ineligible"),
    "withdraw": Lead(OPEN, "withdrawn"),
    "lapse": Lead(("awarded",), "withdrawn"),
    "return_to_applicant": Lead(("submitted", "screening"), "draft"),
    "undo_screening": Lead(("screening",), "submitted"),
    "reopen_screening": Lead(("ineligible",), "screening"),
    "return_to_screening": Lead(("review",), "screening"),
    "return_to_review": Lead(("determination",), "review"),
    "reopen_determination": Lead(("reserve", "rejected"), "determination"),
    "resume": Lead(("withdrawn",), "draft"),
    "ask_in_screening": Lead(("screening",), "screening_info"),
    "answer_in_screening": Lead(("screening_info",), "screening"),
    "take_back_in_screening": Lead(("screening_info",), "screening"),
    "ask_in_review": Lead(("review",), "review_info"),
    "answer_in_review": Lead(("review_info",), "review"),
    "take_back_in_review": Lead(("review_info",), "review"),
    "ask_before_determination": Lead(("determination",), "determination_info"),
    "answer_before_determination": Lead(("determination_info",), "determination"),
    "take_back_before_determination": Lead(("determination_info",), "determination"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)

ASKED: frozenset[Step] = frozenset({"ask_in_screening", "ask_in_review", "ask_before_determination"})

APPLICANTS: frozenset[Step] = frozenset({"submit", "withdraw", "resume"})
"""Steps that applicants take themselves."""


class Names(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a phase is called, by language: for the staff, for the applicant, and what comes next."""

    staff: Title
    applicant: Title
    next: Title


@cache
def names() -> dict[State, Names]:
    """Return what each phase is called."""
    return msgspec.toml.decode(NAMES.read_bytes(), type=dict[State, Names])
