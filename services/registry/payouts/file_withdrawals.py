"""Withdrawals of bank files: cancelled before they are sent, or refused by the bank as a whole, by two people.

A file that the bank has refused in a message needs nobody: `bank_statements` reads that. This is for a file that came
back without one. Its shares are free again at once, for nothing was wrong with any payee.
"""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.proposals import Proposing, Quoted
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.registry.payouts import account_transfers, bank_files
from services.registry.payouts.account_transfers import AccountTransfer, Settled
from services.registry.payouts.bank_files import TRANSITIONS, BankFile

queries = load_queries(__file__)

KIND = "withdraw_bank_file"


class FilePartlyPaid(Problem):
    """The bank has answered to some of this file's transfers already."""


class Withdrawing(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to: the file is cancelled before it is sent, or the bank has refused all of it."""

    bank_file_id: UUID
    outcome: Literal["cancelled", "refused"]
    sha256: str


async def propose(transaction: Transaction, bank_file_id: UUID, *, version: int) -> BankFile:
    """Propose to cancel an approved file, or, when it was sent, to note that the bank refused it. Raises Stale."""
    file = await bank_files.take(transaction, bank_file_id, version=version)
    outcome: Literal["cancelled", "refused"] = "refused" if file.status == "sent" else "cancelled"
    transition(TRANSITIONS, file.status, outcome)
    withdrawing = Withdrawing(bank_file_id=file.id, outcome=outcome, sha256=file.sha256)
    proposal = await proposals.propose(transaction, Proposing(kind=KIND, subject_id=file.id, payload=withdrawing))
    await transaction.execute(queries.propose_withdrawal, file.id, proposal.id)
    return await bank_files.find(transaction, file.id)


async def agree(transaction: Transaction, bank_file_id: UUID, agreeing: Quoted, *, version: int) -> BankFile:
    """Agree as the second person. Raises SameActor, ProposalChanged, ProposalExpired, FilePartlyPaid, Stale."""
    file = await bank_files.take(transaction, bank_file_id, version=version)
    if file.withdrawal_id is None:
        raise NotFound("Nobody has proposed to withdraw this file.")
    await proposals.approve(transaction, file.withdrawal_id, payload_hash=agreeing.payload_hash)
    agreed = await proposals.execute(transaction, file.withdrawal_id, Withdrawing)
    transition(TRANSITIONS, file.status, agreed.outcome)
    transfers = await account_transfers.of_file(transaction, file.id)
    if agreed.outcome == "cancelled":
        await transaction.execute(bank_files.queries.set_file_status, file.id, agreed.outcome)
        await account_transfers.withdraw(transaction, transfers)
    else:
        await refuse(transaction, file, transfers, reason=None)
    return await bank_files.find(transaction, file.id)


async def refuse(
    transaction: Transaction, file: BankFile, transfers: Sequence[AccountTransfer], *, reason: str | None
) -> None:
    """Note that the bank refused a whole file: its shares are rejected and free again. Raises FilePartlyPaid."""
    if any(transfer.state != "instructed" for transfer in transfers):
        raise FilePartlyPaid("Read what the bank says of each transfer.")
    status = transition(TRANSITIONS, file.status, "refused")
    await transaction.execute(bank_files.queries.set_file_status, file.id, status)
    settled = [Settled(transfer_id=transfer.id, day=transaction.today, reason=reason) for transfer in transfers]
    by_id = {transfer.id: transfer for transfer in transfers}
    await account_transfers.take_back(transaction, by_id, settled, state="rejected", telling=False)
    await transaction.execute(queries.free_refused, [transfer.id for transfer in transfers])
