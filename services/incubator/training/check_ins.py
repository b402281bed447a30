"""Check-ins: participants say by a code, shown in the room or on the screen, that they are there.

The code is new every minute and follows from session and minute under a key of the keyring, so that nothing is stored:
a photograph of it that is sent to somebody at home is worth nothing after two minutes. It is shown as a QR.
"""

import base64
import hmac
from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec

from services.incubator.training import attendances, sessions
from services.kit import pdf, vault
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

STEP_SECONDS: Final = 60
CODE_BYTES: Final = 10


class CheckIn(Body, frozen=True, kw_only=True):
    """What the participant's phone has read."""

    scanned: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[0-9a-f-]{36}:[A-Z2-7]{16}$(?!\n)")]


class CheckInCode(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown in the room at this moment; ask again before `shown_until`."""

    id: UUID
    """The session's."""
    scanned: str
    qr_svg: str
    shown_until: datetime


class CheckedIn(msgspec.Struct, frozen=True, kw_only=True):
    """That a participant was there."""

    id: UUID
    """The session's."""
    enrolment_id: UUID
    title: str
    attended: bool


class CheckInClosed(Problem):
    """Participants check in on the day of a confirmed session, until it ends."""


class CheckInStale(Problem):
    """The code is not the one that is shown now."""


async def show(transaction: Transaction, session_id: UUID) -> CheckInCode:
    """Return what to show now. Raises CheckInClosed."""
    session = await sessions.find(transaction, session_id)
    check_open(transaction, session)
    step = int(transaction.now.timestamp()) // STEP_SECONDS
    scanned = f"{session.id}:{code_of(transaction, session.id, step)}"
    until = datetime.fromtimestamp((step + 1) * STEP_SECONDS, UTC)
    return CheckInCode(id=session.id, scanned=scanned, qr_svg=pdf.qr_svg(scanned), shown_until=until)


def code_of(transaction: Transaction, session_id: UUID, step: int) -> str:
    """Return the code of one minute: 80 bits of a keyed hash, so that none is guessed and none is stored."""
    keyed = vault.keyring().blind(transaction.municipality_id, "check_in", f"{session_id}|{step}")
    return base64.b32encode(keyed[:CODE_BYTES]).decode()


def check_open(transaction: Transaction, session: sessions.Session) -> None:
    """Raise CheckInClosed outside the day and hours in which participants check in."""
    there = transaction.now.astimezone(transaction.municipality.zone)
    is_over = session.ends_at is not None and there.time() >= session.ends_at
    if session.state not in ("confirmed", "held") or there.date() != session.held_on or is_over:
        raise CheckInClosed("Let the trainer put you on the list.", state=session.state, held_on=session.held_on)


async def check_in(transaction: Transaction, checking: CheckIn) -> CheckedIn:
    """Write down that the acting participant is there; said again it is the same.

    Raises CheckInStale, CheckInClosed, and NotFound for a session that is not the actor's.
    """
    named, _, code = checking.scanned.partition(":")
    try:
        session_id = UUID(named)
    except ValueError:
        fault = Fault(pointer="/scanned", detail="This is no code of a session.")
        raise Malformed("Scan the code that is shown in the room.", errors=[fault]) from None
    session = await sessions.lock(transaction, session_id)
    enrolment_id = await transaction.fetchval(queries.select_own_enrolment, session_id, transaction.actor_id)
    if enrolment_id is None:
        raise NotFound("There is no such session of yours.")
    check_open(transaction, session)
    step = int(transaction.now.timestamp()) // STEP_SECONDS
    shown = [code_of(transaction, session_id, each) for each in (step, step - 1)]
    if not any(hmac.compare_digest(code, each) for each in shown):
        raise CheckInStale("Scan the code that is shown in the room now.")
    if not await transaction.fetchval(queries.is_recorded, session_id, enrolment_id):
        there = attendances.Presence(enrolment_id=enrolment_id, attended=True)
        await attendances.write(transaction, session, (there,), how="code")
    return await find(transaction, session_id)


async def find(transaction: Transaction, session_id: UUID) -> CheckedIn:
    """Return the acting participant's own attendance. Raises NotFound."""
    own = await transaction.fetch_struct(CheckedIn, queries.select_own, session_id, transaction.actor_id)
    if own is None:
        raise NotFound("There is no such session of yours.")
    return own
