"""Answers to a call's questions: whatever people write about themselves is sealed under the writer's key."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.calling.stages import Stage
from services.incubator.people import persons
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed
from services.kit.web import LongText

Answers = Annotated[dict[str, LongText], msgspec.Meta(max_length=50)]
"""Texts by the code of the question."""


def check(stage: Stage, answers: Mapping[str, str], *, complete: bool) -> None:
    """Raise Malformed with every answer to no question of the stage and, when complete, every question without one."""
    asked = {question.code: question for question in stage.questions}
    faults = [
        Fault(pointer=f"/answers/{code}", detail="The call asks no such question.")
        for code in answers
        if code not in asked
    ]
    if complete:
        faults += [
            Fault(pointer=f"/answers/{code}", detail="This question has to be answered.")
            for code, question in asked.items()
            if question.mandatory and not answers.get(code, "").strip()
        ]
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)


def of_stage(stage: Stage, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to a stage's own questions."""
    asked = {question.code for question in stage.questions}
    return {code: text for code, text in answers.items() if code in asked}


def shown_to_reviewers(stage: Stage, answers: Mapping[str, str]) -> dict[str, str]:
    """Return what reviewers of a stage see, in the order of the questions, without what would tell who wrote it."""
    shown = [*stage.also_shown, *(each.code for each in stage.questions if not each.hidden_from_reviewers)]
    return {code: answers[code] for code in shown if code in answers}


async def keep(transaction: Transaction, applicant_id: UUID, application_id: UUID, answers: Mapping[str, str]) -> None:
    """Seal an application's answers, replacing those before."""
    text = msgspec.json.encode(dict(answers)).decode()
    await persons.keep_text(transaction, applicant_id, f"answers_{application_id.hex}", text)


async def read(transaction: Transaction, applicant_id: UUID, application_id: UUID, *, purpose: str) -> dict[str, str]:
    """Return an application's answers; nothing once the applicant has been erased. The look is kept."""
    field = f"answers_{application_id.hex}"
    texts = await persons.read_texts(transaction, applicant_id, [field], purpose=purpose)
    return msgspec.json.decode(texts.get(field, "{}"), type=dict[str, str])


async def keep_eligibility(
    transaction: Transaction, applicant_id: UUID, application_id: UUID, given: Mapping[str, bool | int | str]
) -> None:
    """Seal what an applicant answered before they wrote."""
    text = msgspec.json.encode(dict(given)).decode()
    await persons.keep_text(transaction, applicant_id, f"eligibility_{application_id.hex}", text)


async def read_eligibility(
    transaction: Transaction, applicant_id: UUID, application_id: UUID, *, purpose: str
) -> dict[str, bool | int | str]:
    """Return what an applicant answered before they wrote. The look is kept."""
    field = f"eligibility_{application_id.hex}"
    texts = await persons.read_texts(transaction, applicant_id, [field], purpose=purpose)
    return msgspec.json.decode(texts.get(field, "{}"), type=dict[str, bool | int | str])
