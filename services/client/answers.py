"""What the services answer: a resource, or a problem document (RFC 9457) that says why not."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import httpx
import msgspec

Resource = TypeVar("Resource")

WAITS_SECONDS: Sequence[float] = (0.2, 0.5, 1, 2, 4)
TRY_AGAIN_STATUSES = frozenset({429, 502, 503, 504})
IN_FLIGHT = "/problems/key-in-flight"


class ProblemDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was refused. `type` ends in the problem's name, such as `/problems/till-stopped`."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str = ""


class Refused(Exception):
    """The service has refused the request; sending it again will not help."""

    def __init__(self, problem: ProblemDocument) -> None:
        super().__init__(f"{problem.title} {problem.detail}".strip())
        self.problem = problem


class Unanswered(Exception):
    """No answer came in time, so it is not known whether it was done. Ask again, in the same words."""


def until_answered(send: Callable[[], httpx.Response]) -> httpx.Response:
    """Send until there is an answer, waiting longer each time, about eight seconds in all. Raises Unanswered."""
    for wait_seconds in (*WAITS_SECONDS, None):
        try:
            answer = send()
        except httpx.TransportError:
            answer = None
        if answer is not None and not is_worth_another_try(answer):
            return answer
        if wait_seconds is not None:
            time.sleep(wait_seconds)
    raise Unanswered("The service could not be reached.")


def is_worth_another_try(answer: httpx.Response) -> bool:
    """Return whether the service could not say yet: it is away, or the first try is still in its hands."""
    if answer.status_code in TRY_AGAIN_STATUSES:
        return True
    return answer.status_code == httpx.codes.CONFLICT and read_problem(answer).type.endswith(IN_FLIGHT)


def read_answer(answer: httpx.Response, resource: type[Resource]) -> Resource:
    """Return the resource; fields that this release does not know are passed over. Raises Refused."""
    if answer.is_success:
        return msgspec.json.decode(answer.content, type=resource)
    raise Refused(read_problem(answer))


def read_problem(answer: httpx.Response) -> ProblemDocument:
    """Return the problem document, or what can be said without one: a proxy answers in its own way."""
    try:
        return msgspec.json.decode(answer.content, type=ProblemDocument)
    except msgspec.MsgspecError:
        return ProblemDocument(title=answer.reason_phrase, status=answer.status_code)
