"""Answers to a call's questions: whatever people write about themselves is sealed under the writer's key."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.calling.presets import Preset
from services.incubator.people import persons
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed
from services.kit.web import LongText

Answers = Annotated[dict[str, LongText], msgspec.Meta(max_length=50)]
"""Texts by the code of the question."""


def check(terms: Preset, answers: Mapping[str, str], *, complete: bool) -> None:
    """Raise Malformed with every answer to no question and, when it must be complete, every question without one."""
    asked = {question.code: question for question in terms.questions}
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


def shown_to_reviewers(terms: Preset, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers, in the order of the questions, without those that would tell who wrote them."""
    shown = [question.code for question in terms.questions if not question.hidden_from_reviewers]
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
