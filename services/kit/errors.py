"""Refusals as types (RFC 9457): the class name is the type, the docstring the title, the message the detail.

Problem
├─ Malformed 400            every fault with its JSON pointer
├─ Unauthenticated 401      ├─ Forbidden 403       ├─ NotFound 404
├─ Stale 412                ├─ PreconditionRequired 428
├─ KeyReused 422            ├─ KeyInFlight 409
└─ … 409, beside the noun that raises them
"""

import re
from typing import Any, ClassVar

import msgspec


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong in a request: where (a JSON pointer, RFC 6901) and how to mend it."""

    pointer: str
    detail: str


class Problem(Exception):
    """The request cannot be carried out."""

    status: ClassVar[int] = 409

    def __init__(self, detail: str = "", **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members

    @classmethod
    def slug(cls) -> str:
        """Return the last part of the problem's type URI: the class name in kebab case."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def headline(cls) -> str:
        """Return the problem's title: the first line of the class's docstring."""
        return (cls.__doc__ or "").strip().split("\n")[0].rstrip(".")

    def document(self) -> dict[str, Any]:
        """Return the RFC 9457 problem document; members with None are left out."""
        document = {
            "type": f"/problems/{self.slug()}",
            "title": self.headline(),
            "status": self.status,
            "detail": self.detail,
        }
        return document | {name: value for name, value in self.members.items() if value is not None}


class Malformed(Problem):
    """The request is not well formed."""

    status = 400


class TooLarge(Problem):
    """The request is larger than this address accepts."""

    status = 413


class UnsupportedMediaType(Problem):
    """The body's media type is not accepted here."""

    status = 415


class Unauthenticated(Problem):
    """The request does not say who sends it."""

    status = 401


class Forbidden(Problem):
    """The sender may not do this."""

    status = 403


class NotFound(Problem):
    """There is no such thing, or none that you may see."""

    status = 404


class MethodNotAllowed(Problem):
    """This address does not answer that method."""

    status = 405


class Stale(Problem):
    """Someone else has changed this in the meantime."""

    status = 412


class PreconditionRequired(Problem):
    """A change must say which version it changes."""

    status = 428


class KeyReused(Problem):
    """The idempotency key was used before with another body."""

    status = 422


class KeyInFlight(Problem):
    """A request with this idempotency key is still being carried out."""


class Conflict(Problem):
    """The change would contradict what is stored."""


class TransitionForbidden(Problem):
    """The state does not allow this step."""


class SameActor(Problem):
    """A second person has to do this step."""


class Unavailable(Problem):
    """The service cannot answer now; try again shortly."""

    status = 503


class InternalError(Problem):
    """Something failed on our side."""

    status = 500


def all_problems(base: type[Problem] = Problem) -> list[type[Problem]]:
    """Return every problem type known to this process."""
    return [base, *(found for child in base.__subclasses__() for found in all_problems(child))]
