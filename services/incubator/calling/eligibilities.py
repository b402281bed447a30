"""Eligibility: answers that a computer can judge, so that nobody writes an application for nothing."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec

from services.incubator.calling.stages import Code, Title
from services.kit.errors import Fault, Malformed, Problem
from services.kit.web import Body

Whole = Annotated[int, msgspec.Meta(ge=-1_000_000_000_000, le=1_000_000_000_000)]
Given = Annotated[dict[str, bool | Whole | Code], msgspec.Meta(max_length=50)]
"""Answers by the code of the condition."""


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question with the answers that make somebody eligible."""

    code: Code
    kind: Literal["yes_no", "choice", "number"]
    title: Title
    refusal: Title
    """What is told to whom the answer excludes."""
    source: str
    """Where the condition stands, or "Unsourced: …"."""
    must_be: bool | None = None
    choices: dict[Code, Title] = {}
    one_of: tuple[Code, ...] = ()
    at_least: int | None = None
    at_most: int | None = None


class Asking(Body, frozen=True, kw_only=True):
    """What somebody answers before they write."""

    answers: Given


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that an answer does not meet, with what is told about it by language."""

    code: str
    refusal: Title


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody may apply; while something is unanswered, nobody is told that they may."""

    eligible: bool
    failing: list[Failing]
    unanswered: list[str]


class NotEligible(Problem):
    """By these answers the call is not open to this applicant."""


def judge(conditions: Sequence[Condition], given: Mapping[str, bool | int | str]) -> Verdict:
    """Return what the answers mean. Raises Malformed for an answer to no question, or of another kind."""
    asked = {condition.code: condition for condition in conditions}
    faults = [
        Fault(pointer=f"/answers/{code}", detail="The call asks no such question.") for code in given.keys() - asked
    ]
    faults += [
        Fault(pointer=f"/answers/{code}", detail=f"Answer with a {condition.kind}.")
        for code, condition in asked.items()
        if code in given and not is_of_kind(condition, given[code])
    ]
    if faults:
        in_order = sorted(faults, key=lambda fault: fault.pointer)
        raise Malformed("Mend what is named in errors and send it again.", errors=in_order)
    failing = [
        Failing(code=code, refusal=condition.refusal)
        for code, condition in asked.items()
        if code in given and not is_met(condition, given[code])
    ]
    unanswered = [code for code in asked if code not in given]
    return Verdict(eligible=not failing and not unanswered, failing=failing, unanswered=unanswered)


def is_of_kind(condition: Condition, answer: bool | int | str) -> bool:
    """Return whether an answer is one that the question can have."""
    if condition.kind == "yes_no":
        return isinstance(answer, bool)
    if condition.kind == "number":
        return isinstance(answer, int) and not isinstance(answer, bool)
    return isinstance(answer, str) and answer in condition.choices


def is_met(condition: Condition, answer: bool | int | str) -> bool:
    """Return whether an answer of the right kind makes somebody eligible."""
    if condition.kind == "yes_no":
        return condition.must_be in (None, answer)
    if condition.kind == "choice":
        return answer in condition.one_of
    assert isinstance(answer, int)
    least = answer if condition.at_least is None else condition.at_least
    most = answer if condition.at_most is None else condition.at_most
    return least <= answer <= most


def refuse(conditions: Sequence[Condition], given: Mapping[str, bool | int | str]) -> None:
    """Raise NotEligible unless the answers meet every condition."""
    verdict = judge(conditions, given)
    if not verdict.eligible:
        raise NotEligible(
            "Look at what the call is for before you write.",
            failing=[each.code for each in verdict.failing],
            unanswered=verdict.unanswered,
        )


def contradictions(conditions: Sequence[Condition]) -> list[str]:
    """Return what cannot be true together in the conditions."""
    return [
        f"{each.code}: its kind needs other bounds"
        for each in conditions
        if {
            "yes_no": each.must_be is None or bool(each.choices),
            "choice": not each.one_of or bool(set(each.one_of) - each.choices.keys()),
            "number": each.at_least is None and each.at_most is None,
        }[each.kind]
    ]
