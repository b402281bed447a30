"""Bank files: one person prepares a file of open account shares, another approves its very bytes, and it leaves once.

The file is sealed, for it names people and their accounts. Its SHA-256 is what the second person quotes. On approval
it is written again from what is known then: when a byte differs, somebody's account or household has changed since.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.kit import audit, files, proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.files import FileContent
from services.kit.proposals import ProposalChanged, Proposing
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.payouts import account_shares, account_transfers, debtor_accounts, file_contents
from services.registry.payouts.account_transfers import AccountTransfer
from services.registry.payouts.debtor_accounts import DebtorAccount
from services.registry.payouts.file_contents import Collected, Heading, PayeesChanged
from services.registry.people import account_changes

queries = load_queries(__file__)

BankFileStatus = Literal["proposed", "rejected", "lapsed", "approved", "cancelled", "sent", "refused"]
TRANSITIONS: Mapping[BankFileStatus, tuple[BankFileStatus, ...]] = {
    "proposed": ("approved", "rejected", "lapsed"),
    "approved": ("sent", "cancelled"),
    "sent": ("refused",),
}
KIND = "send_bank_file"
EXECUTION_DAYS_MAX = 60


class RunsDiffer(Problem):
    """The runs are not all of the account's programme and currency."""


class FileNotSent(Problem):
    """The file was not handed out yet."""


class FileDamaged(Exception):
    """The stored file does not have its hash. A fault of ours or an attack."""


class NewBankFile(Body, frozen=True, kw_only=True):
    """Which runs are paid, from which account, on which day."""

    run_ids: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=24)]
    debtor_account_id: UUID
    execution_date: date


class Approval(Body, frozen=True, kw_only=True):
    """The hash of the file that the second person has looked at."""

    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class BankFile(msgspec.Struct, frozen=True, kw_only=True):
    """A bank file as it is now, without names and accounts of people."""

    id: UUID
    version: int
    debtor_account_id: UUID
    programme: str
    currency: str
    run_ids: list[UUID]
    execution_date: date
    transfers_count: int
    total_minor: int
    status: BankFileStatus
    sha256: str
    """Of the file's bytes, in hexadecimal: what is approved."""
    proposal_id: UUID
    expires_at: datetime
    """Until when it can be approved."""
    prepared_by: UUID
    prepared_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    sent_by: UUID | None
    sent_at: datetime | None
    withdrawal_id: UUID | None
    withdrawal_hash: str | None
    """Of the proposal to cancel it, or to note that the bank refused it: what the second person quotes."""
    withdrawal_proposed_by: UUID | None
    withdrawal_expires_at: datetime | None
    """Until when it can be agreed to; afterwards it is proposed again."""
    content_id: UUID
    left_open: int | None = None
    """Open shares of these runs in no file: they wait for the next one, or for what blocks them. Absent in lists."""


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed and approved: ids and figures only."""

    bank_file_id: UUID
    debtor_account_id: UUID
    run_ids: list[UUID]
    execution_date: date
    currency: str
    transfers_count: int
    total_minor: int
    sha256: str


async def prepare(transaction: Transaction, new: NewBankFile) -> BankFile:
    """Write a file of what is open and ask for approval. Raises NothingToPay, RunsDiffer, DebtorAccountUnchecked."""
    account = await debtor_accounts.usable(transaction, new.debtor_account_id)
    await _check(transaction, new, account)
    await _let_lapse(transaction)
    await account_changes.take_effect(transaction)
    collected = await file_contents.collect(transaction, new.run_ids, sepa=account.sepa)
    heading = Heading(bank_file_id=uuid7(), execution_date=new.execution_date, created_at=transaction.now)
    content = file_contents.write(heading, account, collected)
    payload = Payload(
        bank_file_id=heading.bank_file_id,
        debtor_account_id=account.id,
        run_ids=sorted(set(new.run_ids)),
        execution_date=new.execution_date,
        currency=account.currency,
        transfers_count=len(collected.lines),
        total_minor=sum(line.amount_minor for line in collected.lines),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    await _keep(transaction, payload, account, content)
    await _plan(transaction, payload.bank_file_id, collected)
    return await find(transaction, payload.bank_file_id)


async def _check(transaction: Transaction, new: NewBankFile, account: DebtorAccount) -> None:
    days = (new.execution_date - transaction.today).days
    if not 0 <= days <= EXECUTION_DAYS_MAX:
        detail = f"Choose a day from today on, at most {EXECUTION_DAYS_MAX} days ahead."
        raise Malformed(detail, errors=[Fault(pointer="/execution_date", detail=detail)])
    # Two who prepare the same run at once wait for each other here, so that the second sees the first one's transfers.
    await transaction.execute(queries.lock_runs, list(new.run_ids))
    for run_id in new.run_ids:
        run = await account_shares.run_of(transaction, run_id)
        if (run.programme, run.currency) != (account.programme, account.currency):
            raise RunsDiffer(f"Run {run_id} is of {run.programme} in {run.currency}.", run_id=run_id)


async def _let_lapse(transaction: Transaction) -> None:
    """Free the shares of files that nobody approved in time."""
    for row in await transaction.fetch(queries.let_lapse, transaction.now):
        await account_transfers.withdraw(transaction, await account_transfers.of_file(transaction, row["id"]))


async def _keep(transaction: Transaction, payload: Payload, account: DebtorAccount, content: bytes) -> None:
    proposing = Proposing(kind=KIND, subject_id=payload.bank_file_id, payload=payload)
    proposal = await proposals.propose(transaction, proposing)
    name = f"{payload.bank_file_id.hex}.xml"
    sealed = await files.store(transaction, content, name=name, allowed={files.XML})
    await transaction.execute(
        queries.insert_bank_file,
        payload.bank_file_id,
        account.id,
        account.programme,
        account.currency,
        payload.run_ids,
        payload.execution_date,
        payload.transfers_count,
        payload.total_minor,
        proposal.id,
        proposal.expires_at,
        payload.sha256,
        sealed.id,
        transaction.actor_id,
        transaction.now,
    )


async def _plan(transaction: Transaction, bank_file_id: UUID, collected: Collected) -> None:
    await transaction.execute(
        account_transfers.queries.insert_transfers,
        bank_file_id,
        [line.transfer_id for line in collected.lines],
        [line.share_id for line in collected.lines],
        [collected.payees[line.membership_id].person_id for line in collected.lines],
        [line.amount_minor for line in collected.lines],
    )


async def find(transaction: Transaction, bank_file_id: UUID) -> BankFile:
    """Return a bank file. Raises NotFound."""
    file = await transaction.fetch_struct(BankFile, queries.find_bank_file, bank_file_id)
    if file is None:
        raise NotFound(f"There is no bank file {bank_file_id}.")
    return file


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[BankFile]:
    """Return one file more than the limit, in the order in which they were prepared."""
    return await transaction.fetch_structs(BankFile, queries.list_bank_files, after, limit + 1)


async def list_transfers(
    transaction: Transaction, bank_file_id: UUID, *, after: UUID | None, limit: int
) -> list[AccountTransfer]:
    """Return one of a file's transfers more than the limit, in its order: ids, amounts and states. Raises NotFound."""
    await find(transaction, bank_file_id)
    return await account_transfers.list_page(transaction, bank_file_id, after=after, limit=limit)


async def approve(transaction: Transaction, bank_file_id: UUID, approval: Approval, *, version: int) -> BankFile:
    """Approve a file as the second person, quoting its hash; its shares are instructed by it.

    Raises SameActor, ProposalChanged, ProposalExpired, PayeesChanged, Stale, TransitionForbidden.
    """
    file = await take(transaction, bank_file_id, version=version)
    status = transition(TRANSITIONS, file.status, "approved")
    if approval.sha256 != file.sha256:
        raise ProposalChanged("Look at the file again and quote its hash.", sha256=file.sha256)
    proposal = await proposals.get(transaction, file.proposal_id)
    await proposals.approve(transaction, proposal.id, payload_hash=proposal.payload_hash)
    agreed = await proposals.execute(transaction, proposal.id, Payload)
    await _write_again(transaction, file, agreed)
    await transaction.execute(queries.approve_bank_file, file.id, status, transaction.actor_id, transaction.now)
    await account_transfers.instruct(transaction, await account_transfers.of_file(transaction, file.id))
    return await find(transaction, file.id)


async def _write_again(transaction: Transaction, file: BankFile, agreed: Payload) -> None:
    """Raise PayeesChanged unless what is known now gives the very bytes that were prepared."""
    account = await debtor_accounts.usable(transaction, file.debtor_account_id)
    collected = await file_contents.collect_again(transaction, file.id, sepa=account.sepa)
    heading = Heading(bank_file_id=file.id, execution_date=agreed.execution_date, created_at=file.prepared_at)
    content = file_contents.write(heading, account, collected)
    if hashlib.sha256(content).hexdigest() != agreed.sha256:
        raise PayeesChanged("Reject the file and prepare it anew.")


async def reject(transaction: Transaction, bank_file_id: UUID, *, version: int) -> BankFile:
    """Refuse a prepared file; who prepared it may withdraw it so. Its shares can be put into another one."""
    file = await take(transaction, bank_file_id, version=version)
    status = transition(TRANSITIONS, file.status, "rejected")
    await proposals.reject(transaction, file.proposal_id)
    await transaction.execute(queries.set_file_status, file.id, status)
    await account_transfers.withdraw(transaction, await account_transfers.of_file(transaction, file.id))
    return await find(transaction, file.id)


async def send(transaction: Transaction, bank_file_id: UUID, *, version: int) -> BankFile:
    """Hand an approved file out: from here on it can be downloaded, and cannot be cancelled."""
    file = await take(transaction, bank_file_id, version=version)
    status = transition(TRANSITIONS, file.status, "sent")
    await transaction.execute(queries.send_bank_file, file.id, status, transaction.actor_id, transaction.now)
    await audit.record(transaction, "bank_file_sent", object_type="bank_file", object_ids=[file.id])
    return await find(transaction, file.id)


async def read_content(transaction: Transaction, bank_file_id: UUID) -> FileContent:
    """Open a file that was handed out; who did is kept. Raises NotFound, FileNotSent, FileDamaged."""
    file = await find(transaction, bank_file_id)
    if file.sent_by is None:
        raise FileNotSent("Let it be approved and send it first.")
    opened = await files.read(transaction, file.content_id, purpose="bank_file")
    if hashlib.sha256(opened.content).hexdigest() != file.sha256:
        raise FileDamaged(str(bank_file_id))
    return opened


async def take(transaction: Transaction, bank_file_id: UUID, *, version: int) -> BankFile:
    """Return a file locked until the end of the transaction. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_bank_file, bank_file_id)
    file = await find(transaction, bank_file_id)
    check_version(file.version, version)
    return file
