"""Bank answers: what the bank says of a file (pain.002) and books (camt.053), read once, applied exactly, kept sealed.

Reading a file again finds it read. What does not fit is a difference, settled by somebody who has looked into it.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from uuid import UUID

from services.kit import audit, files
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.files import FileContent
from services.kit.iso20022 import answers
from services.kit.iso20022.answers import NoDifference, Settling
from services.kit.iso20022.pain002 import StatusReport
from services.kit.sql import load_queries
from services.kit.web import check_version
from services.merchants.joining import terms
from services.merchants.settling import matching, payouts
from services.merchants.settling.matching import Finding, Known

queries = load_queries(__file__)


class BankAnswer(answers.Answer, frozen=True, kw_only=True):
    """A file of the bank that was read, and how many of its lines became what."""


class AnswerLine(answers.Line, frozen=True, kw_only=True):
    """One thing that the bank says, at its place in the file, and what became of it."""

    bank_answer_id: UUID
    kind: matching.LineKind
    outcome: matching.Outcome
    payouts_count: int
    payout_id: UUID | None
    """Absent where it is about several, or about none of ours."""


async def read(transaction: Transaction, content: bytes) -> BankAnswer:
    """Read a file of the bank and apply it; the same file again is the one that was read.

    Raises MessageUnreadable with the place of what cannot be used, FileTooLarge, FileKindRefused.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    await transaction.execute(queries.one_reader)
    same = await transaction.fetchval(queries.find_same, sha256)
    if same is not None:
        return await get(transaction, same)
    kind, message = await asyncio.to_thread(answers.read, content)
    answer_id = uuid7()
    file = await files.store(transaction, content, name=f"{kind}-{answer_id.hex}.xml", allowed={files.XML})
    await transaction.execute(
        queries.insert_answer, answer_id, kind, sha256, file.id, transaction.actor_id, transaction.now
    )
    ids = sorted(matching.references(message))
    before = await payouts.lock_known(transaction, ids)
    known = Known(iban=terms.current(transaction).payer.iban, payouts=dict(before))
    findings = list(
        matching.match_report(message, known)
        if isinstance(message, StatusReport)
        else matching.match_statement(message, known)
    )
    await payouts.move(transaction, [each for each in findings if each.outcome == "applied"], before)
    await _keep(transaction, answer_id, findings)
    await audit.record(transaction, "bank_answer_read", object_type="bank_answer", object_ids=[answer_id])
    return await get(transaction, answer_id)


async def _keep(transaction: Transaction, answer_id: UUID, findings: Sequence[Finding]) -> None:
    await transaction.executemany(
        queries.insert_line,
        [
            (
                uuid7(),
                answer_id,
                each.place,
                each.kind,
                each.outcome,
                each.difference,
                len(each.payout_ids),
                each.payout_ids[0] if len(each.payout_ids) == 1 else None,
                None if each.money is None else each.money.amount_minor,
                None if each.money is None else each.money.currency,
                each.booked_on,
                each.reason,
            )
            for each in findings
        ],
    )


async def get(transaction: Transaction, answer_id: UUID) -> BankAnswer:
    """Return what became of a file of the bank. Raises NotFound."""
    found = await transaction.fetch_struct(BankAnswer, queries.select_answer, answer_id)
    if found is None:
        raise NotFound(f"There is no answer {answer_id} of the bank.")
    return found


async def list_all(transaction: Transaction, *, after: UUID | None = None, limit: int = 50) -> list[BankAnswer]:
    """Return the files of the bank that were read, one more than the limit."""
    return await transaction.fetch_structs(BankAnswer, queries.select_answers, after, limit + 1)


async def lines(
    transaction: Transaction, answer_id: UUID | None, *, after: UUID | None = None, limit: int = 50
) -> list[AnswerLine]:
    """Return a file's lines, or without one every open difference; one more than the limit. Raises NotFound."""
    if answer_id is None:
        return await transaction.fetch_structs(AnswerLine, queries.select_open_differences, after, limit + 1)
    await get(transaction, answer_id)
    return await transaction.fetch_structs(AnswerLine, queries.select_lines, answer_id, after, limit + 1)


async def read_content(transaction: Transaction, answer_id: UUID) -> FileContent:
    """Open a file of the bank, byte for byte; who did is kept. Raises NotFound."""
    found = await get(transaction, answer_id)
    return await files.read(transaction, found.content_id, purpose="bank_answer")


async def find_line(transaction: Transaction, line_id: UUID) -> AnswerLine:
    """Return a line. Raises NotFound."""
    found = await transaction.fetch_struct(AnswerLine, queries.select_line, line_id)
    if found is None:
        raise NotFound(f"There is no line {line_id} of a file of the bank.")
    return found


async def settle(transaction: Transaction, line_id: UUID, settling: Settling, *, version: int) -> AnswerLine:
    """Note why a difference needs nothing more. Raises Stale, NoDifference, NotFound."""
    found = await find_line(transaction, line_id)
    check_version(found.version, version)
    settled = await transaction.fetchval(
        queries.settle_line, line_id, transaction.actor_id, transaction.now, settling.settled_for
    )
    if settled is None:
        raise NoDifference("It was settled before, or fits.")
    await audit.record(transaction, "bank_difference_settled", object_type="bank_answer_line", object_ids=[line_id])
    return await find_line(transaction, line_id)
