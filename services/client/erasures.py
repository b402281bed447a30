"""Erasures that are due: the lists that each night makes at registry, looked at and let go ahead by a supervisor.

Nobody erases a person alone by a command: what is due is computed from the periods of retention, what a legal hold
keeps stays, and the list is approved under the sign-in of who answers for it.
"""

from datetime import date
from uuid import UUID

import httpx
import msgspec

from services.client.sessions import Session, address, read, send, told
from services.client.telling import Told, counted


class DueList(msgspec.Struct, frozen=True, kw_only=True):
    """What was due to be erased of one kind of record on a day."""

    id: UUID
    version: int
    kind: str
    listed_on: date
    due_before: date
    state: str
    due: int
    erased: int
    held: int


class DueLists(msgspec.Struct, frozen=True, kw_only=True):
    """The newest lists."""

    items: list[DueList]


def show(http: httpx.Client, session: Session) -> Told:
    """Tell which lists wait for an approval, and what became of the others. Raises Refused."""
    found = read(http, session, f"{address(session, 'registry')}/retention-runs", DueLists)
    waiting = [each for each in found.items if each.state == "listed"]
    following = "koinon erase <list>, once it was looked at." if waiting else "Nothing; each night makes its lists."
    sentences = [sentence(each) for each in found.items] or ["No list of what is due to be erased was made yet."]
    return Told(sentences=sentences, following=following, answer=found)


def sentence(due: DueList) -> str:
    """Return a line about a list."""
    became = f"{due.erased} erased, {due.held} held" if due.state == "done" else due.state
    records = counted(due.due, "record")
    return f"{due.listed_on}  {due.id}  {due.kind}: {records} from before {due.due_before}, {became}"


def approve(http: httpx.Client, session: Session, list_id: UUID) -> Told:
    """Let a list be erased. Raises Refused, also when it was changed meanwhile or decided already."""
    url = f"{address(session, 'registry')}/retention-runs/{list_id}"
    found = read(http, session, url, DueList)
    approved = told(send(http, session, f"{url}/approve", None, version=found.version), DueList)
    return Told(
        sentences=[sentence(approved)],
        following="koinon erase: how far it is. Keep the list of erasures apart: koinon erasures registry.",
        answer=approved,
    )
