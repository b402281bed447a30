"""Disputes: what holders say against a shop's sales, until when it can answer, what it says and shows, and how it ends.

cards decides them and knows codes only. What a shop writes is a paper, sealed here, that a dispute officer opens.
"""

import hashlib
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import DisputeClosed, DisputeDelayed, DisputeOpened, DisputeReason
from contracts.merchants import DisputeAnswer, DisputeAnswered
from contracts.types import Currency
from services.kit import audit, files
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.files import FileContent
from services.kit.sql import load_queries
from services.kit.web import Body
from services.merchants.joining import merchants

queries = load_queries(__file__)

OFFICER = "dispute_officer"


class DisputeEnded(Problem):
    """The dispute was decided or given up."""


class Answering(Body, frozen=True, kw_only=True):
    """What the shop says: that the holder is right, or why not."""

    answer: DisputeAnswer


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute of one sale. Who bought is not known here."""

    id: UUID
    merchant_id: UUID
    payment_id: UUID
    currency: Currency
    amount_minor: int
    reason: DisputeReason
    answer_by: date
    """The last day on which the shop is waited for."""
    opened_at: datetime
    delayed_since: date | None
    """The day by which it had to be decided and was not."""
    answer: DisputeAnswer | None
    answered_at: datetime | None
    papers_count: int
    outcome: Literal["upheld", "rejected", "withdrawn"] | None
    refund_id: UUID | None
    settlement_date: date | None
    """The day with which what the shop gives back is settled."""
    closed_at: datetime | None


class DisputePaper(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the shop, a receipt, or what else it shows."""

    id: UUID
    dispute_id: UUID
    kind: str
    file_id: UUID
    sha256: str
    handed_in_by: UUID
    handed_in_at: datetime


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which disputes a list shows."""

    merchant_id: UUID | None = None
    is_open: bool | None = None
    after: UUID | None = None
    limit: int = 50


async def open_dispute(transaction: Transaction, event: DisputeOpened) -> None:
    """Keep that a sale is disputed."""
    await transaction.execute(
        queries.insert_dispute,
        event.dispute_id,
        event.merchant_id,
        event.payment_id,
        event.currency,
        event.amount_minor,
        event.reason,
        event.answer_by,
        transaction.now,
    )


async def note_delay(transaction: Transaction, event: DisputeDelayed) -> None:
    """Keep that nobody has decided a dispute in time."""
    await transaction.execute(queries.note_delay, event.dispute_id, event.decide_by)


async def close(transaction: Transaction, event: DisputeClosed) -> None:
    """Keep how a dispute has ended."""
    await transaction.execute(queries.close_dispute, event.dispute_id, event.outcome, event.refund_id, transaction.now)


def owner_of(transaction: Transaction) -> UUID | None:
    """Return the owner whose disputes alone the actor sees; None for the office and for dispute officers."""
    sees_all = merchants.sees_all(transaction) or OFFICER in transaction.context.actor_roles
    return None if sees_all else transaction.actor_id


async def list_all(transaction: Transaction, wanted: Filter) -> list[Dispute]:
    """Return disputes in the order in which they were opened, one more than the limit."""
    return await transaction.fetch_structs(
        Dispute,
        queries.select_disputes,
        None,
        wanted.merchant_id,
        wanted.is_open,
        owner_of(transaction),
        wanted.after,
        wanted.limit + 1,
    )


async def get(transaction: Transaction, dispute_id: UUID) -> Dispute:
    """Return a dispute that the actor may see. Raises NotFound."""
    only = owner_of(transaction)
    found = await transaction.fetch_struct(Dispute, queries.select_disputes, dispute_id, None, None, only, None, None)
    if found is None:
        raise NotFound(f"There is no dispute {dispute_id}.")
    return found


async def take_open(transaction: Transaction, dispute_id: UUID) -> Dispute:
    """Lock a dispute that the actor may see and that is open. Raises NotFound, DisputeEnded."""
    await transaction.execute(queries.lock_dispute, dispute_id)
    found = await get(transaction, dispute_id)
    if found.outcome is not None:
        raise DisputeEnded(f"It is {found.outcome}.", outcome=found.outcome)
    return found


async def answer(transaction: Transaction, dispute_id: UUID, answering: Answering) -> Dispute:
    """Say what the shop says; the last answer counts, and cards hears it. Raises NotFound, DisputeEnded."""
    dispute = await take_open(transaction, dispute_id)
    if dispute.answer == answering.answer:
        return dispute
    answer_id = uuid7()
    new = (answer_id, dispute_id, answering.answer, transaction.actor_id, transaction.now)
    await transaction.execute(queries.insert_answer, *new)
    await audit.record(transaction, "dispute_answered", object_type="dispute", object_ids=[dispute_id])
    answered = DisputeAnswered(
        answer_id=answer_id, dispute_id=dispute_id, merchant_id=dispute.merchant_id, answer=answering.answer
    )
    await publish(transaction, answered)
    return await get(transaction, dispute_id)


async def hand_in(transaction: Transaction, dispute_id: UUID, kind: str, content: bytes) -> DisputePaper:
    """Keep a statement or another paper, sealed: PDF, JPEG or PNG. The same file again is the paper that is there.

    Raises NotFound, DisputeEnded, FileTooLarge, FileKindRefused.
    """
    dispute = await take_open(transaction, dispute_id)
    sha256 = hashlib.sha256(content).hexdigest()
    same: UUID | None = await transaction.fetchval(queries.find_same, dispute_id, sha256)
    if same is not None:
        return await get_paper(transaction, same)
    owner_id = (await merchants.get(transaction, dispute.merchant_id)).owner_id
    file = await files.store(transaction, content, name=kind, person_id=owner_id, allowed=files.UPLOADS)
    paper_id = uuid7()
    new = (paper_id, dispute_id, kind, file.id, sha256, transaction.actor_id, transaction.now)
    await transaction.execute(queries.insert_paper, *new)
    return await get_paper(transaction, paper_id)


async def get_paper(transaction: Transaction, paper_id: UUID) -> DisputePaper:
    """Return a paper of a dispute that the actor may see. Raises NotFound."""
    paper = await transaction.fetch_struct(DisputePaper, queries.select_paper, paper_id)
    if paper is None:
        raise NotFound(f"There is no paper {paper_id}.")
    await get(transaction, paper.dispute_id)
    return paper


async def papers_of(transaction: Transaction, dispute_id: UUID) -> list[DisputePaper]:
    """Return what the shop has shown, the first one first. Raises NotFound."""
    await get(transaction, dispute_id)
    return await transaction.fetch_structs(DisputePaper, queries.select_papers, dispute_id)


async def read_paper(transaction: Transaction, paper_id: UUID) -> FileContent:
    """Open a paper; who did is kept. Raises NotFound."""
    paper = await get_paper(transaction, paper_id)
    return await files.read(transaction, paper.file_id, purpose="dispute")
