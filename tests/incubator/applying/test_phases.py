"""Phases: each has three names in every language, and every step forward has its revert."""

from typing import get_args

from services.incubator.applying import phases
from services.incubator.applying.phases import STATES, STEPS, TRANSITIONS
from tests.clients import Client
from tests.incubator import factories


def test_every_state_has_three_names_in_each_language() -> None:
    called = phases.names()
    assert set(called) == set(STATES) == set(get_args(phases.State))
    for names in called.values():
        for title in (names.staff, names.applicant, names.next):
            assert set(title) == {"en", "el", "ar"}
            assert all(title.values())


def test_every_step_forward_can_be_taken_back_by_name() -> None:
    forward = {"submit", "start_screening", "start_review", "close_review", "place_on_reserve", "reject", "dismiss",
               "withdraw", "invite", *phases.ASKED}  # fmt: skip
    for name in forward:
        after = STEPS[name].after
        back = [step for step, lead in STEPS.items() if after in lead.before and lead.after in STEPS[name].before]
        assert back or name in ("withdraw", "invite"), f"{name} has no revert"
    assert "draft" in TRANSITIONS["withdrawn"]


async def test_applicants_are_told_in_their_words_and_the_office_in_its_own(al_koura: Client) -> None:
    application = await factories.application_in(al_koura, "screening")
    path = f"/applications/{application['id']}/phase"
    own = await al_koura.get(path, by=f"{application['applicant_id']} founder")
    assert (own["applicant"]["en"], own["next"]["en"]) == (
        "We are checking whether it is complete",
        "Then it is reviewed",
    )
    assert own.get("staff") is None
    assert (await al_koura.get(path))["staff"]["el"] == "Προέλεγχος"
