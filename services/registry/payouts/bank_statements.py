"""Bank statements: what the bank answers (pain.002) and books (camt.053), read once, applied exactly, kept sealed.

Reading a file again finds it read. What does not fit is a difference: it can be matched again when an earlier statement
was missing, or settled by somebody who has looked into it.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.kit import audit, files
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.files import FileContent
from services.kit.iso20022 import answers
from services.kit.iso20022.answers import Message, NoDifference, Settling
from services.kit.iso20022.pain001 import batch_id_of
from services.kit.iso20022.pain002 import StatusReport
from services.kit.sql import load_queries
from services.kit.web import check_version
from services.registry.payouts import account_transfers, bank_files, file_withdrawals, matching
from services.registry.payouts.account_transfers import AccountTransfer, Settled
from services.registry.payouts.matching import Finding, Known, KnownFile

queries = load_queries(__file__)


class BankStatement(answers.Answer, frozen=True, kw_only=True):
    """A file of the bank that was read, and how many of its lines became what."""

    open_differences: int


class StatementLine(answers.Line, frozen=True, kw_only=True):
    """One thing that the bank says, by its place in the file; names and texts stay there."""

    bank_statement_id: UUID
    kind: matching.LineKind
    outcome: matching.Outcome
    bank_file_id: UUID | None
    transfer_id: UUID | None


async def read(transaction: Transaction, content: bytes) -> BankStatement:
    """Read a file of the bank and apply what it says. The same file again changes nothing. Raises MessageUnreadable."""
    sha256 = hashlib.sha256(content).hexdigest()
    kind, message = await asyncio.to_thread(answers.read, content)
    await transaction.execute(queries.lock_content, int.from_bytes(bytes.fromhex(sha256[:16]), signed=True))
    earlier = await transaction.fetchval(queries.find_by_content, sha256)
    if earlier is not None:
        return await find(transaction, earlier)
    statement_id = uuid7()
    # A well-formed message need not begin with an XML declaration, by which alone kit would know its kind.
    allowed = files.ALLOWED | {"application/octet-stream"}
    sealed = await files.store(transaction, content, name=f"{sha256}.xml", allowed=allowed)
    await transaction.execute(
        queries.insert_statement, statement_id, kind, sha256, sealed.id, transaction.actor_id, transaction.now
    )
    await _apply(transaction, statement_id, message)
    await audit.record(transaction, "bank_statement_read", object_type="bank_statement", object_ids=[statement_id])
    return await find(transaction, statement_id)


async def match_again(transaction: Transaction, statement_id: UUID) -> BankStatement:
    """Look at a file's open differences again, after another file was read. Raises NotFound."""
    statement = await find(transaction, statement_id)
    opened = await files.read(transaction, statement.content_id, purpose="bank_statement")
    _, message = await asyncio.to_thread(answers.read, opened.content)
    await _apply(transaction, statement_id, message)
    return await find(transaction, statement_id)


async def _apply(transaction: Transaction, statement_id: UUID, message: Message) -> None:
    known = await _known(transaction, message)
    before = dict(known.transfers)
    if isinstance(message, StatusReport):
        findings = list(matching.match_report(message, known))
    else:
        findings = list(matching.match_statement(message, known))
    applied = [finding for finding in findings if finding.outcome == "applied"]
    await _move(transaction, applied, before)
    await _keep(transaction, statement_id, findings)


async def _known(transaction: Transaction, message: Message) -> Known:
    """Return what is ours of what a message names: those files with all their transfers, locked."""
    names, ids = matching.references(message)
    named = [found for name in names if (found := answers.id_in(name)) is not None]
    rows = await transaction.fetch(queries.lock_known_files, named, list(ids))
    transfers: dict[UUID, AccountTransfer] = {}
    known_files: dict[str, KnownFile] = {}
    for row in rows:
        own = await account_transfers.of_file(transaction, row["id"])
        transfers |= {transfer.id: transfer for transfer in own}
        file = msgspec.convert({**row, "transfer_ids": [transfer.id for transfer in own]}, KnownFile)
        known_files |= {file.id.hex: file, batch_id_of(file.id.hex): file}
    return Known(files=known_files, transfers=transfers)


async def _move(transaction: Transaction, applied: Sequence[Finding], before: dict[UUID, AccountTransfer]) -> None:
    """Carry out what was found, what was paid first: a transfer may have come back in the same file."""
    by_kind: dict[str, list[Settled]] = {"paid": [], "returned": [], "rejected": []}
    for finding in applied:
        if not (finding.whole and finding.kind == "rejected"):
            by_kind[finding.kind] += _settled(finding, transaction.today)
    if by_kind["paid"]:
        await account_transfers.pay(transaction, before, by_kind["paid"])
    now = before | await account_transfers.of_ids(transaction, [each.transfer_id for each in by_kind["paid"]])
    if by_kind["returned"]:
        await account_transfers.take_back(transaction, now, by_kind["returned"], state="returned")
    if by_kind["rejected"]:
        await account_transfers.take_back(transaction, now, by_kind["rejected"], state="rejected")
    for finding in applied:
        if finding.whole and finding.kind == "rejected" and finding.bank_file_id is not None:
            file = await bank_files.find(transaction, finding.bank_file_id)
            own = [now[each] for each in finding.transfer_ids]
            await file_withdrawals.refuse(transaction, file, own, reason=finding.reason)


def _settled(finding: Finding, today: date) -> list[Settled]:
    """A pain.002 has no booking day: what it refuses, it refuses today."""
    day = finding.booked_on or today
    return [
        Settled(transfer_id=each, day=day, reference=finding.reference, reason=finding.reason)
        for each in finding.transfer_ids
    ]


async def _keep(transaction: Transaction, statement_id: UUID, findings: Sequence[Finding]) -> None:
    await transaction.execute(
        queries.upsert_lines,
        statement_id,
        [uuid7() for _ in findings],
        [finding.place for finding in findings],
        [finding.kind for finding in findings],
        [finding.outcome for finding in findings],
        [finding.difference for finding in findings],
        [finding.bank_file_id for finding in findings],
        [finding.transfer_ids[0] if finding.transfer_ids and not finding.whole else None for finding in findings],
        [None if finding.money is None else finding.money.amount_minor for finding in findings],
        [None if finding.money is None else finding.money.currency for finding in findings],
        [finding.booked_on for finding in findings],
        [finding.reason for finding in findings],
    )


async def find(transaction: Transaction, statement_id: UUID) -> BankStatement:
    """Return a file of the bank that was read. Raises NotFound."""
    statement = await transaction.fetch_struct(BankStatement, queries.find_statement, statement_id)
    if statement is None:
        raise NotFound(f"There is no bank statement {statement_id}.")
    return statement


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[BankStatement]:
    """Return one file more than the limit, in the order in which they were read."""
    return await transaction.fetch_structs(BankStatement, queries.list_statements, after, limit + 1)


async def list_lines(
    transaction: Transaction, *, statement_id: UUID | None, after: UUID | None, limit: int
) -> list[StatementLine]:
    """Return one line more than the limit: of a file, or every difference that waits to be settled. Raises NotFound."""
    if statement_id is not None:
        await find(transaction, statement_id)
    return await transaction.fetch_structs(StatementLine, queries.list_lines, statement_id, after, limit + 1)


async def read_content(transaction: Transaction, statement_id: UUID) -> FileContent:
    """Open a file of the bank; who did is kept. Raises NotFound."""
    statement = await find(transaction, statement_id)
    return await files.read(transaction, statement.content_id, purpose="bank_statement")


async def find_line(transaction: Transaction, line_id: UUID) -> StatementLine:
    """Return a line. Raises NotFound."""
    line = await transaction.fetch_struct(StatementLine, queries.find_line, line_id)
    if line is None:
        raise NotFound(f"There is no line {line_id}.")
    return line


async def settle(transaction: Transaction, line_id: UUID, settling: Settling, *, version: int) -> StatementLine:
    """Note that a difference was looked into and needs nothing more. Raises NotFound, Stale, NoDifference."""
    await transaction.execute(queries.lock_line, line_id)
    line = await find_line(transaction, line_id)
    check_version(line.version, version)
    if line.outcome != "difference" or line.settled_by is not None:
        raise NoDifference("It was applied, known or settled before.")
    await transaction.execute(queries.settle_line, line_id, transaction.actor_id, transaction.now, settling.settled_for)
    return await find_line(transaction, line_id)
