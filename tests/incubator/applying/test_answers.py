"""Answers: checked against the questions, sealed, and shown to reviewers without those that tell who wrote them."""

import pytest

from services.incubator.applying import answers
from services.incubator.calling.presets import preset_of
from services.kit.db import Connection
from services.kit.errors import Malformed
from tests.clients import Client
from tests.incubator import factories, sub_grants

STAGE = preset_of("johud_intake").last_stage
PROPOSAL = preset_of("medtown_sub_grants").last_stage


@pytest.mark.parametrize(
    ("given", "complete", "pointers"),
    [
        ({"idea": "نحل"}, True, ["/answers/customers"]),
        ({"idea": "نحل", "customers": " "}, True, ["/answers/customers"]),
        ({"luck": "كثير"}, False, ["/answers/luck"]),
        ({"luck": "كثير"}, True, ["/answers/luck", "/answers/idea", "/answers/customers"]),
    ],
)
def test_every_fault_is_named(given: dict[str, str], complete: bool, pointers: list[str]) -> None:
    with pytest.raises(Malformed) as refused:
        answers.check(STAGE, given, complete=complete)
    assert [fault.pointer for fault in refused.value.members["errors"]] == pointers


def test_a_draft_may_be_incomplete_and_a_whole_one_is_accepted() -> None:
    answers.check(STAGE, {}, complete=False)
    answers.check(STAGE, factories.ANSWERS, complete=True)


def test_reviewers_see_answers_in_the_order_of_the_questions_without_who_wrote_them() -> None:
    shown = answers.shown_to_reviewers(STAGE, dict(reversed(factories.ANSWERS.items())))
    assert list(shown) == ["idea", "customers"]


async def test_what_is_written_is_sealed(al_koura: Client, connection: Connection) -> None:
    draft = await factories.draft(al_koura)
    assert (await al_koura.get(f"/applications/{draft['id']}/answers"))["answers"] == factories.ANSWERS
    rows = await connection.fetch("SELECT field, sealed FROM vault_fields WHERE subject_id = $1", draft["applicant_id"])
    assert f"answers_{draft['id'].replace('-', '')}" in {row["field"] for row in rows}
    assert not any("خياطة".encode() in row["sealed"] for row in rows)


def test_a_later_stage_shows_earlier_answers_that_are_no_longer_hidden() -> None:
    shown = answers.shown_to_reviewers(PROPOSAL, sub_grants.CONCEPT | sub_grants.PROPOSAL)
    assert list(shown) == ["applicants", "activities", "multiplier"]
    assert answers.of_stage(PROPOSAL, sub_grants.CONCEPT | sub_grants.PROPOSAL) == sub_grants.PROPOSAL
