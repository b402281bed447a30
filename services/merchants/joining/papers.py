"""Papers: what shows that a business is what it says: a file that was handed in, or an original that was seen.

Which kinds a merchant needs before it is verified, and again each year, is data of the municipality's terms.
"""

import hashlib
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.kit import files
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.files import FileContent
from services.kit.sql import load_queries
from services.kit.web import CODE, Body
from services.merchants.joining import merchants, terms
from services.merchants.joining.merchants import Merchant

queries = load_queries(__file__)

Code = Annotated[str, Meta(pattern=CODE)]


class PapersMissing(Problem):
    """Papers that this kind of merchant needs are missing, were rejected or have expired."""


class PaperRejected(Problem):
    """The paper was rejected already."""


class Seen(Body, frozen=True, kw_only=True):
    """An original that was shown at the office and given back."""

    kind: Code
    valid_until: date | None = None


class Rejection(Body, frozen=True, kw_only=True):
    """Why a paper is not accepted, as a code such as `unreadable`."""

    reason: Code


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of a merchant. Without a file it is an original that was seen."""

    id: UUID
    merchant_id: UUID
    kind: str
    file_id: UUID | None
    sha256: str | None
    valid_until: date | None
    """The last day on which it counts; absent for papers that do not expire."""
    handed_in_by: UUID
    handed_in_at: datetime
    rejected_by: UUID | None
    rejected_at: datetime | None
    rejected_for: str | None


async def hand_in(transaction: Transaction, merchant_id: UUID, seen: Seen, content: bytes) -> Paper:
    """Keep a file: PDF, JPEG or PNG; the same file again is the paper that is there already.

    Raises NotFound, FileTooLarge, FileKindRefused.
    """
    merchant = await merchants.take(transaction, merchant_id)
    sha256 = hashlib.sha256(content).hexdigest()
    same = await transaction.fetchval(queries.find_same, merchant_id, seen.kind, sha256)
    if same is not None:
        return await get(transaction, same)
    file = await files.store(transaction, content, name=seen.kind, person_id=merchant.owner_id, allowed=files.UPLOADS)
    return await _insert(transaction, merchant_id, seen, file_id=file.id, sha256=sha256)


async def see(transaction: Transaction, merchant_id: UUID, seen: Seen) -> Paper:
    """Note that an original was seen. Raises NotFound."""
    await merchants.take(transaction, merchant_id)
    return await _insert(transaction, merchant_id, seen, file_id=None, sha256=None)


async def _insert(
    transaction: Transaction, merchant_id: UUID, seen: Seen, *, file_id: UUID | None, sha256: str | None
) -> Paper:
    paper_id = uuid7()
    await transaction.execute(
        queries.insert_paper,
        paper_id,
        merchant_id,
        seen.kind,
        file_id,
        sha256,
        seen.valid_until,
        transaction.actor_id,
        transaction.now,
    )
    return await get(transaction, paper_id)


async def get(transaction: Transaction, paper_id: UUID) -> Paper:
    """Return a paper of a merchant that the actor may see. Raises NotFound."""
    paper = await transaction.fetch_struct(Paper, queries.select_paper, paper_id)
    if paper is None:
        raise NotFound(f"There is no paper {paper_id}.")
    await merchants.get(transaction, paper.merchant_id)
    return paper


async def of_merchant(transaction: Transaction, merchant_id: UUID) -> list[Paper]:
    """Return all papers of a merchant, the first one first. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(Paper, queries.select_papers, merchant_id)


async def read(transaction: Transaction, paper_id: UUID) -> FileContent:
    """Open a paper's file; who did is kept. Raises NotFound, also for an original that was only seen."""
    paper = await get(transaction, paper_id)
    if paper.file_id is None:
        raise NotFound("The original was seen and given back: there is no file.")
    return await files.read(transaction, paper.file_id, purpose="merchant_verification")


async def reject(transaction: Transaction, paper_id: UUID, rejection: Rejection) -> Paper:
    """Refuse a paper; it counts no more. Raises PaperRejected, NotFound."""
    await get(transaction, paper_id)
    rejected = await transaction.fetchval(
        queries.reject_paper, paper_id, rejection.reason, transaction.actor_id, transaction.now
    )
    if rejected is None:
        raise PaperRejected("Look at the other papers of this merchant.")
    return await get(transaction, paper_id)


async def refuse_missing(transaction: Transaction, merchant: Merchant) -> None:
    """Raise PapersMissing with the kinds that this merchant needs and of which none counts today."""
    needed = terms.current(transaction).required_papers.get(merchant.kind, [])
    rows = await transaction.fetch(queries.select_counting, merchant.id, transaction.today)
    missing = sorted(set(needed) - {row["kind"] for row in rows})
    if missing:
        raise PapersMissing(f"Hand in, or note as seen: {', '.join(missing)}.", missing=missing)
