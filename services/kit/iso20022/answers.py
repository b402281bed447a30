"""What a bank answers (pain.002) or books (camt.053), for all who read it in: parsed, kept, its differences settled."""

from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from services.kit.errors import Problem
from services.kit.iso20022 import camt053, pain002
from services.kit.iso20022.amounts import AmountUnreadable, amount_of
from services.kit.iso20022.camt053 import Statement
from services.kit.iso20022.documents import message_in, refuse
from services.kit.iso20022.pain002 import StatusReport
from services.kit.web import CODE, Body

Message: TypeAlias = StatusReport | Statement


class NoDifference(Problem):
    """The line of the bank's file is no difference that waits to be settled."""


class Settling(Body, frozen=True, kw_only=True):
    """Why a difference needs nothing more, as a code."""

    settled_for: Annotated[str, msgspec.Meta(pattern=CODE)]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the bank that was read, and how many of its lines became what."""

    id: UUID
    kind: str
    sha256: str
    content_id: UUID
    read_by: UUID
    read_at: datetime
    applied: int
    known: int
    """Lines that another file of the bank had told before."""
    noted: int
    differences: int
    """Those too that were settled since."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the bank says, by its place in the file; names and texts stay there."""

    id: UUID
    version: int
    place: str
    difference: str | None
    amount_minor: int | None
    currency: str | None
    booked_on: date | None
    reason: str | None
    settled_by: UUID | None
    settled_at: datetime | None
    settled_for: str | None


def read(content: bytes) -> tuple[str, Message]:
    """Return the kind of a bank's file and what it says. Raises MessageUnreadable."""
    kind, root = message_in(content)
    if kind == "pain.002":
        return kind, pain002.read(content)
    if kind != "camt.053":
        refuse(root, f"is a {kind}; a pain.002 or camt.053 can be read")
    return kind, camt053.read(content)


def id_in(reference: str | None) -> UUID | None:
    """Return the id in an EndToEndId, message id or batch id of ours; None for another's."""
    try:
        return UUID(hex=(reference or "").removesuffix("-1"))
    except ValueError:
        return None


def sum_in(text: str, currency: str) -> int | None:
    """Return a control sum in minor units; None for what is no amount of the currency."""
    try:
        return amount_of(text, currency)
    except AmountUnreadable:
        return None
