"""Matching: what a bank's message says, held against our own transfers. Pure: nothing is looked up, nothing is guessed.

Whatever is not exactly ours (id, amount, currency, account, step) becomes a difference that a person looks into. What
another message said before is known and changes nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.iso20022.answers import id_in, sum_in
from services.kit.iso20022.camt053 import Account, Entry, Part, Statement
from services.kit.iso20022.documents import Money
from services.kit.iso20022.pain002 import Status, StatusReport
from services.registry.payouts.account_transfers import AccountTransfer, TransferState

LineKind = Literal["accepted", "rejected", "paid", "returned"]
Outcome = Literal["applied", "known", "noted", "difference"]
Difference = Literal[
    "unknown_file", "unknown_transfer", "unknown_booking", "other_account", "amount_differs", "currency_differs",
    "amount_missing", "count_differs", "sum_differs", "reversal", "not_sent", "not_paid", "booked_again",
    "paid_already", "returned_already", "rejected_already", "withdrawn_already", "partly_settled",
]  # fmt: skip

REFUSED = "RJCT"
NOBODY = UUID(int=0)
WRONG_STATE: Mapping[TransferState, Difference] = {
    "planned": "not_sent",
    "instructed": "not_paid",
    "paid": "paid_already",
    "rejected": "rejected_already",
    "returned": "returned_already",
    "withdrawn": "withdrawn_already",
}
STEPS: Mapping[LineKind, tuple[TransferState, TransferState]] = {
    "rejected": ("instructed", "rejected"),
    "paid": ("instructed", "paid"),
    "returned": ("paid", "returned"),
}
"""From which state to which one a bank's word leads."""


class KnownFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of ours: which account pays, and what stands in it."""

    id: UUID
    iban: str
    currency: str
    sent: bool
    transfer_ids: list[UUID]
    total_minor: int


class Known(msgspec.Struct, kw_only=True):
    """What is known before a message is read; the states move while it is, so that nothing is applied twice."""

    files: dict[str, KnownFile]
    """By message id and by batch id."""
    transfers: dict[UUID, AccountTransfer]
    moved: set[tuple[LineKind, UUID]] = msgspec.field(default_factory=set)
    """What this message has moved: to say it twice in one message is not to repeat another one."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a message says, and what becomes of it."""

    place: str
    kind: LineKind
    outcome: Outcome
    difference: Difference | None = None
    bank_file_id: UUID | None = None
    transfer_ids: list[UUID] = []
    """The transfers that it is about; of what is said of a whole file, those that it moves."""
    whole: bool = False
    """It is said of a whole file."""
    money: Money | None = None
    booked_on: date | None = None
    reference: str | None = None
    reason: str | None = None


def references(message: StatusReport | Statement) -> tuple[set[str], set[UUID]]:
    """Return which files and transfers a message names, as far as they could be ours."""
    if isinstance(message, StatusReport):
        named = [status.reference for status in message.statuses if status.level == "transfer"]
        return {message.file_id}, {found for each in named if (found := id_in(each)) is not None}
    entries = [entry for account in message.accounts for entry in account.entries]
    ids = {found for entry in entries for part in entry.parts if (found := id_in(part.end_to_end_id)) is not None}
    return {entry.file_reference for entry in entries if entry.file_reference is not None}, ids


def match_report(report: StatusReport, known: Known) -> Iterator[Finding]:
    """Yield what a pain.002 says: of the whole file, of its batch, of single transfers."""
    file = known.files.get(report.file_id)
    for status in report.statuses:
        kind: LineKind = "rejected" if status.code == REFUSED else "accepted"
        if file is None:
            yield Finding(place=status.place, kind=kind, outcome="difference", difference="unknown_file")
        elif status.level == "transfer":
            yield _of_transfer(status, kind, file, known)
        else:
            yield _of_file(status, kind, file, known)


def _of_transfer(status: Status, kind: LineKind, file: KnownFile, known: Known) -> Finding:
    transfer = known.transfers.get(id_in(status.reference) or NOBODY)
    finding = Finding(place=status.place, kind=kind, outcome="noted", money=status.money, reason=status.reason)
    if transfer is None or transfer.bank_file_id != file.id:
        return _differing(finding, "unknown_transfer")
    finding = msgspec.structs.replace(finding, bank_file_id=file.id, transfer_ids=[transfer.id])
    if not file.sent:
        return _differing(finding, "not_sent")
    if status.money is not None and status.money.currency != file.currency:
        return _differing(finding, "currency_differs")
    if status.money is not None and status.money.amount_minor != transfer.amount_minor:
        return _differing(finding, "amount_differs")
    return finding if kind == "accepted" else _applied(_judged(finding, transfer, known), known)


def _of_file(status: Status, kind: LineKind, file: KnownFile, known: Known) -> Finding:
    """A status of the file or its batch: applied when it speaks of as much as was sent and nothing is settled yet."""
    finding = Finding(
        place=status.place, kind=kind, outcome="noted", bank_file_id=file.id, whole=True, reason=status.reason
    )
    if not file.sent:
        return _differing(finding, "not_sent")
    if known.files.get(status.reference or "") is not file:
        return _differing(finding, "unknown_file")
    if status.count is not None and status.count != len(file.transfer_ids):
        return _differing(finding, "count_differs")
    if status.control_sum is not None and sum_in(status.control_sum, file.currency) != file.total_minor:
        return _differing(finding, "sum_differs")
    if kind == "accepted":
        return finding
    states = {known.transfers[each].state for each in file.transfer_ids}
    if states == {"rejected"}:
        return msgspec.structs.replace(finding, outcome="known")
    if states != {"instructed"}:
        return _differing(finding, "partly_settled")
    return _applied(msgspec.structs.replace(finding, outcome="applied", transfer_ids=file.transfer_ids), known)


def match_statement(statement: Statement, known: Known) -> Iterator[Finding]:
    """Yield what a camt.053 says: debits before credits, for a transfer may be paid and come back on one day."""
    for credit in (False, True):
        for account in statement.accounts:
            for entry in account.entries:
                if entry.credit == credit:
                    yield from _of_entry(entry, account, known)


def _of_entry(entry: Entry, account: Account, known: Known) -> Iterator[Finding]:
    kind: LineKind = "returned" if entry.credit else "paid"
    whole = Finding(
        place=entry.place,
        kind=kind,
        outcome="difference",
        money=entry.money,
        booked_on=entry.booked_on,
        reference=entry.bank_reference,
    )
    file = known.files.get(entry.file_reference or "")
    if entry.reversal:
        yield _differing(whole, "reversal")
    elif entry.parts:
        given = [part.money.amount_minor for part in entry.parts if part.money is not None]
        complete = len(given) == len(entry.parts) and sum(given) == entry.money.amount_minor
        for part in entry.parts:
            finding = _of_part(part, whole, account, known)
            wrong = not complete and finding.outcome == "applied"
            yield _differing(finding, "sum_differs") if wrong else _applied(finding, known)
    elif file is None or entry.credit:
        yield _differing(whole, "unknown_booking")
    else:
        yield _of_batch(whole, file, account, known)


def _of_part(part: Part, whole: Finding, account: Account, known: Known) -> Finding:
    """Return what becomes of one transfer of a booking; the states are moved by who knows the whole booking."""
    finding = msgspec.structs.replace(whole, place=part.place, money=part.money, reason=part.reason)
    transfer = known.transfers.get(id_in(part.end_to_end_id) or NOBODY)
    if transfer is None:
        return _differing(finding, "unknown_transfer")
    file = next(each for each in known.files.values() if each.id == transfer.bank_file_id)
    finding = msgspec.structs.replace(finding, bank_file_id=file.id, transfer_ids=[transfer.id])
    if account.iban is not None and account.iban != file.iban:
        return _differing(finding, "other_account")
    if not file.sent:
        return _differing(finding, "not_sent")
    if part.money is None:
        return _differing(finding, "amount_missing")
    if part.money.currency != file.currency:
        return _differing(finding, "currency_differs")
    if part.money.amount_minor != transfer.amount_minor:
        return _differing(finding, "amount_differs")
    return _judged(finding, transfer, known)


def _of_batch(whole: Finding, file: KnownFile, account: Account, known: Known) -> Finding:
    """One debit for a whole file: it pays what the bank has not refused before, to the last unit, or nothing."""
    assert whole.money is not None
    live = [known.transfers[each] for each in file.transfer_ids if known.transfers[each].state != "rejected"]
    finding = msgspec.structs.replace(whole, bank_file_id=file.id, whole=True)
    if account.iban is not None and account.iban != file.iban:
        return _differing(finding, "other_account")
    if not file.sent:
        return _differing(finding, "not_sent")
    if whole.money.currency != file.currency:
        return _differing(finding, "currency_differs")
    if whole.money.amount_minor != sum(each.amount_minor for each in live):
        return _differing(finding, "sum_differs")
    if all(_same_booking(each, whole, known) for each in live):
        return msgspec.structs.replace(finding, outcome="known")
    if any(each.state != "instructed" for each in live):
        return _differing(finding, "booked_again" if all(each.paid_on for each in live) else "partly_settled")
    ids = [each.id for each in live]
    return _applied(msgspec.structs.replace(finding, outcome="applied", transfer_ids=ids), known)


def _judged(finding: Finding, transfer: AccountTransfer, known: Known) -> Finding:
    """Return whether a bank's word about a transfer is its next step, was said before, or cannot be."""
    before, after = STEPS[finding.kind]
    if transfer.state == before:
        return msgspec.structs.replace(finding, outcome="applied")
    if _same_booking(transfer, finding, known) or (finding.kind == "rejected" and transfer.state == after):
        return msgspec.structs.replace(finding, outcome="known")
    twice = transfer.state == after or (finding.kind == "paid" and transfer.state == "returned")
    return _differing(finding, "booked_again" if twice else WRONG_STATE[transfer.state])


def _same_booking(transfer: AccountTransfer, finding: Finding, known: Known) -> bool:
    """Return whether another message told of this very booking: the same day under the bank's same reference."""
    if finding.reference is None or (finding.kind, transfer.id) in known.moved:
        return False
    if finding.kind == "paid":
        return (transfer.paid_on, transfer.paid_reference) == (finding.booked_on, finding.reference)
    if finding.kind == "returned":
        return (transfer.returned_on, transfer.returned_reference) == (finding.booked_on, finding.reference)
    return False


def _applied(finding: Finding, known: Known) -> Finding:
    """Move the transfers of what is applied, so that whatever the message says next finds them so."""
    if finding.outcome == "applied":
        for each in finding.transfer_ids:
            known.transfers[each] = _moved(known.transfers[each], finding)
            known.moved.add((finding.kind, each))
    return finding


def _moved(transfer: AccountTransfer, finding: Finding) -> AccountTransfer:
    day, reference = finding.booked_on, finding.reference
    if finding.kind == "paid":
        return msgspec.structs.replace(transfer, state="paid", paid_on=day, paid_reference=reference)
    if finding.kind == "returned":
        return msgspec.structs.replace(transfer, state="returned", returned_on=day, returned_reference=reference)
    return msgspec.structs.replace(transfer, state="rejected")


def _differing(finding: Finding, difference: Difference) -> Finding:
    return msgspec.structs.replace(finding, outcome="difference", difference=difference)
