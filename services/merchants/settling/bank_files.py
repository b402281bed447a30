"""Bank files: one person proposes to pay what merchants are owed, another approves exactly that, and it is written.

What the second person approves is the hash of every payout with its batches and account. The file itself is sealed,
for it names accounts and their holders; its SHA-256 stays beside it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.merchants import PayoutInstructed
from contracts.types import Currency
from services.kit import files, proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.files import FileContent
from services.kit.iso20022 import pain001
from services.kit.iso20022.pain001 import Instruction, Transfer
from services.kit.proposals import Proposing, Quoted
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body
from services.merchants.joining import bank_accounts, terms
from services.merchants.joining.bank_accounts import Details
from services.merchants.settling import batches, grants
from services.merchants.settling.batches import Open

queries = load_queries(__file__)

BankFileStatus = Literal["proposed", "written", "rejected", "lapsed"]
TRANSITIONS: dict[BankFileStatus, tuple[BankFileStatus, ...]] = {"proposed": ("written", "rejected", "lapsed")}
KIND = "send_bank_file"


class NothingToPay(Problem):
    """No merchant with an account is owed anything for these days."""


class AccountChanged(Problem):
    """A merchant's account has changed since this file was proposed."""


class FileDamaged(Exception):
    """The stored file does not have its hash. A fault of ours or an attack."""


class NewBankFile(Body, frozen=True, kw_only=True):
    """Up to which settlement date merchants are paid."""

    settlement_date: date


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """What one merchant is paid by a file, for which batches and to which account."""

    id: UUID
    merchant_id: UUID
    bank_account_id: UUID
    batch_ids: list[UUID]
    adjustment_ids: list[UUID] = []
    """What came back of earlier payouts and is paid again, and tranches of awards."""
    amount_minor: int


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed and approved: ids and figures only."""

    bank_file_id: UUID
    settlement_date: date
    execution_date: date
    currency: Currency
    payouts: list[Payout]


class Division(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of each open position."""

    payouts: list[Payout]
    carried: list[UUID]
    """Merchants who owe, or are owed less than the least payout: netted with later days."""
    unpayable: list[UUID]
    """Merchants without an account that can be used today."""


class BankFile(msgspec.Struct, frozen=True, kw_only=True):
    """A bank file as it is now."""

    id: UUID
    settlement_date: date
    currency: Currency
    execution_date: date
    payouts_count: int
    total_minor: int
    status: BankFileStatus
    proposal_id: UUID
    payload_hash: str
    proposed_at: datetime
    written_at: datetime | None
    sha256: str | None
    """Of the written file's bytes, in hexadecimal."""
    content_id: UUID | None
    version: int
    payouts: list[Payout] = []
    """Left out of lists."""


def divide(positions: Sequence[Open], accounts: Mapping[UUID, UUID], *, minimum_minor: int = 1) -> Division:
    """Decide who is paid how much to which account: no one less than the least payout, no one without an account.

    Who has left is paid whatever is owed: nothing will come on top of it.
    """
    owed = [position for position in positions if position.net_minor >= (1 if position.left else minimum_minor)]
    paid = {position.merchant_id for position in owed}
    return Division(
        payouts=[
            Payout(
                id=uuid7(),
                merchant_id=position.merchant_id,
                bank_account_id=accounts[position.merchant_id],
                batch_ids=position.batch_ids,
                adjustment_ids=position.adjustment_ids,
                amount_minor=position.net_minor,
            )
            for position in owed
            if position.merchant_id in accounts
        ],
        carried=[position.merchant_id for position in positions if position.merchant_id not in paid],
        unpayable=[position.merchant_id for position in owed if position.merchant_id not in accounts],
    )


async def propose(transaction: Transaction, new: NewBankFile) -> BankFile:
    """Propose to pay everything that is closed up to a date. Raises NothingToPay, ProposalOpen."""
    rules = terms.current(transaction)
    currency = transaction.municipality.currency
    positions = await batches.open_until(transaction, new.settlement_date, currency)
    accounts = await bank_accounts.usable(transaction, [position.merchant_id for position in positions])
    division = divide(positions, accounts, minimum_minor=rules.minimum_payout_minor)
    if not division.payouts:
        raise NothingToPay(
            f"Nothing is open up to {new.settlement_date.isoformat()} that can be paid.",
            carried=division.carried,
            unpayable=division.unpayable,
        )
    payload = Payload(
        bank_file_id=uuid7(),
        settlement_date=new.settlement_date,
        execution_date=terms.execution_date(rules, transaction.today),
        currency=currency,
        payouts=division.payouts,
    )
    # One file at a time: two that overlap would race for the same batches, and the second could only be refused.
    proposing = Proposing(
        kind=KIND, subject_id=transaction.municipality_id, payload=payload, approvers=rules.bank_file_approvers
    )
    proposal = await proposals.propose(transaction, proposing)
    await transaction.execute(queries.let_lapse)
    await transaction.execute(
        queries.insert_bank_file,
        payload.bank_file_id,
        payload.settlement_date,
        currency,
        payload.execution_date,
        len(payload.payouts),
        sum(payout.amount_minor for payout in payload.payouts),
        proposal.id,
        proposal.payload_hash,
        transaction.now,
    )
    return await get(transaction, payload.bank_file_id)


async def get(transaction: Transaction, bank_file_id: UUID) -> BankFile:
    """Return a bank file with its payouts. Raises NotFound."""
    found = await transaction.fetch_struct(BankFile, queries.select_bank_file, bank_file_id)
    if found is None:
        raise NotFound(f"There is no bank file {bank_file_id}.")
    proposal = await proposals.get(transaction, found.proposal_id)
    return msgspec.structs.replace(found, payouts=msgspec.convert(proposal.payload, Payload).payouts)


async def list_all(transaction: Transaction, *, after: UUID | None = None, limit: int = 50) -> list[BankFile]:
    """Return the bank files in the order in which they were proposed, one more than the limit."""
    return await transaction.fetch_structs(BankFile, queries.select_bank_files, after, limit + 1)


async def approve(transaction: Transaction, bank_file_id: UUID, approval: Quoted) -> BankFile:
    """Approve a file as the second person; when enough have, it is written and the payouts are instructed.

    Raises SameActor, ProposalChanged, ProposalExpired, AccountChanged, BatchInstructed, TransitionForbidden.
    """
    file = await _take(transaction, bank_file_id)
    status = transition(TRANSITIONS, file.status, "written")
    proposal = await proposals.approve(transaction, file.proposal_id, payload_hash=approval.payload_hash)
    if proposal.state == "approved":
        payload = await proposals.execute(transaction, file.proposal_id, Payload)
        await _instruct(transaction, payload)
        content = await _write(transaction, payload)
        sealed = await files.store(transaction, content, name=f"{payload.bank_file_id.hex}.xml", allowed={files.XML})
        sha256 = hashlib.sha256(content).hexdigest()
        await transaction.execute(queries.write_bank_file, bank_file_id, status, transaction.now, sha256, sealed.id)
    return await get(transaction, bank_file_id)


async def _instruct(transaction: Transaction, payload: Payload) -> None:
    """Bind batches to payouts and say so. Raises AccountChanged, BatchInstructed."""
    accounts = await bank_accounts.usable(transaction, [payout.merchant_id for payout in payload.payouts])
    changed = [each.merchant_id for each in payload.payouts if accounts.get(each.merchant_id) != each.bank_account_id]
    if changed:
        raise AccountChanged("Propose the file anew; it then names the new accounts.", merchant_ids=changed)
    await transaction.execute(
        queries.insert_payouts,
        payload.bank_file_id,
        payload.currency,
        [payout.id for payout in payload.payouts],
        [payout.merchant_id for payout in payload.payouts],
        [payout.bank_account_id for payout in payload.payouts],
        [payout.amount_minor for payout in payload.payouts],
    )
    payout_of = {batch_id: payout.id for payout in payload.payouts for batch_id in payout.batch_ids}
    payout_of_adjustment = {each: payout.id for payout in payload.payouts for each in payout.adjustment_ids}
    await batches.instruct(transaction, payout_of, payout_of_adjustment)
    tranches = await grants.paid_with(transaction, [payout.id for payout in payload.payouts])
    await publish(transaction, *(_instructed(payload, each, tranches.get(each.id, [])) for each in payload.payouts))


def _instructed(payload: Payload, payout: Payout, tranche_ids: list[UUID]) -> PayoutInstructed:
    return PayoutInstructed(
        payout_id=payout.id,
        merchant_id=payout.merchant_id,
        bank_file_id=payload.bank_file_id,
        settlement_date=payload.settlement_date,
        currency=payload.currency,
        amount_minor=payout.amount_minor,
        tranche_ids=tranche_ids,
    )


async def _write(transaction: Transaction, payload: Payload) -> bytes:
    opened = await bank_accounts.open_many(transaction, [payout.bank_account_id for payout in payload.payouts])
    return pain001.write(
        Instruction(
            message_id=payload.bank_file_id.hex,
            created_at=transaction.now,
            execution_date=payload.execution_date,
            currency=payload.currency,
            payer=terms.current(transaction).payer,
            transfers=[_transfer(payload, payout, opened[payout.bank_account_id]) for payout in payload.payouts],
        )
    )


def _transfer(payload: Payload, payout: Payout, account: Details) -> Transfer:
    return Transfer(
        end_to_end_id=payout.id.hex,
        name=account.holder_latin,
        iban=account.iban,
        amount_minor=payout.amount_minor,
        remittance=f"Card sales until {payload.settlement_date.isoformat()}",
    )


async def reject(transaction: Transaction, bank_file_id: UUID) -> BankFile:
    """Refuse a proposed file; who proposed it may withdraw it so. Its batches can be proposed again."""
    file = await _take(transaction, bank_file_id)
    status = transition(TRANSITIONS, file.status, "rejected")
    await proposals.reject(transaction, file.proposal_id)
    await transaction.execute(queries.change_status, bank_file_id, status)
    return await get(transaction, bank_file_id)


async def read_content(transaction: Transaction, bank_file_id: UUID) -> FileContent:
    """Open a written file, to be handed to the bank; who did is kept. Raises NotFound, FileDamaged."""
    file = await get(transaction, bank_file_id)
    if file.content_id is None:
        raise NotFound("The file was not written yet: somebody has to approve it.")
    opened = await files.read(transaction, file.content_id, purpose="bank_file")
    if hashlib.sha256(opened.content).hexdigest() != file.sha256:
        raise FileDamaged(str(bank_file_id))
    return opened


async def _take(transaction: Transaction, bank_file_id: UUID) -> BankFile:
    await transaction.execute(queries.lock_bank_file, bank_file_id)
    return await get(transaction, bank_file_id)
