"""Matching: what a bank's message says, held against our own payouts. Pure: nothing is looked up, nothing is guessed.

Whatever is not exactly ours (id, amount, currency, account, step) becomes a difference that a person looks into.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.types import Currency
from services.kit.iso20022.answers import id_in, sum_in
from services.kit.iso20022.camt053 import Account, Entry, Part, Statement
from services.kit.iso20022.documents import Money
from services.kit.iso20022.pain002 import Status, StatusReport

PayoutStatus = Literal["instructed", "paid", "returned"]
TRANSITIONS: Mapping[PayoutStatus, tuple[PayoutStatus, ...]] = {
    "instructed": ("paid", "returned"),
    "paid": ("returned",),
}
LineKind = Literal["accepted", "rejected", "paid", "returned"]
Outcome = Literal["applied", "known", "noted", "difference"]
Difference = Literal[
    "unknown_file", "unknown_payout", "unknown_booking", "other_account", "amount_differs", "amount_missing",
    "count_differs", "sum_differs", "reversal", "booked_again", "paid_already", "partly_settled",
]  # fmt: skip
REFUSED = "RJCT"
NO_REASON = "NARR"
"""ISO 20022: the reason is given as text, which we do not read."""


class KnownPayout(msgspec.Struct, frozen=True, kw_only=True):
    """A payout of ours as it stands."""

    id: UUID
    bank_file_id: UUID
    merchant_id: UUID
    bank_account_id: UUID
    currency: Currency
    amount_minor: int
    status: PayoutStatus
    paid_on: date | None
    paid_reference: str | None
    returned_on: date | None
    returned_reference: str | None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a message says, and what becomes of it."""

    place: str
    kind: LineKind
    outcome: Outcome = "difference"
    difference: Difference | None = None
    payout_ids: list[UUID] = []
    money: Money | None = None
    booked_on: date | None = None
    reference: str | None = None
    reason: str | None = None


class Known(msgspec.Struct, kw_only=True):
    """Our payouts that a message may speak of; they move while it is read, so that nothing is applied twice."""

    iban: str
    """Of the account that pays."""
    payouts: dict[UUID, KnownPayout]
    moved: set[tuple[LineKind, UUID]] = msgspec.field(default_factory=set)

    def of_file(self, reference: str | None) -> list[KnownPayout]:
        """Return the payouts of the file that a message or batch id names."""
        file_id = id_in(reference)
        return [payout for payout in self.payouts.values() if payout.bank_file_id == file_id]


def references(message: StatusReport | Statement) -> set[UUID]:
    """Return the ids of files and payouts that a message names, as far as they could be ours."""
    if isinstance(message, StatusReport):
        named = [message.file_id, *(each.reference for each in message.statuses)]
    else:
        entries = [entry for account in message.accounts for entry in account.entries]
        named = [entry.file_reference or "" for entry in entries]
        named += [part.end_to_end_id for entry in entries for part in entry.parts]
    return {found for each in named if (found := id_in(each)) is not None}


def match_report(report: StatusReport, known: Known) -> Iterator[Finding]:
    """Yield what a pain.002 says: of the whole file, of its batch, of single transfers."""
    payouts = known.of_file(report.file_id)
    for status in report.statuses:
        kind: LineKind = "rejected" if status.code == REFUSED else "accepted"
        finding = Finding(place=status.place, kind=kind, money=status.money, reason=status.reason)
        if not payouts:
            yield differing(finding, "unknown_file")
        elif status.level == "transfer":
            yield _of_transfer(finding, status, payouts, known)
        else:
            yield _of_file(finding, status, [known.payouts[each.id] for each in payouts], known)


def _of_transfer(finding: Finding, status: Status, payouts: list[KnownPayout], known: Known) -> Finding:
    payout = known.payouts.get(id_in(status.reference) or UUID(int=0))
    if payout is None or payout.bank_file_id != payouts[0].bank_file_id:
        return differing(finding, "unknown_payout")
    finding = msgspec.structs.replace(finding, payout_ids=[payout.id])
    if status.money is not None and not _same_money(status.money, payout):
        return differing(finding, "amount_differs")
    if finding.kind == "accepted":
        return msgspec.structs.replace(finding, outcome="noted")
    return _step(finding, payout, known)


def _of_file(finding: Finding, status: Status, payouts: list[KnownPayout], known: Known) -> Finding:
    """A status of all payouts: applied when it speaks of as much as was sent and nothing is settled yet."""
    if status.count is not None and status.count != len(payouts):
        return differing(finding, "count_differs")
    total = sum(payout.amount_minor for payout in payouts)
    if status.control_sum is not None and sum_in(status.control_sum, payouts[0].currency) != total:
        return differing(finding, "sum_differs")
    if finding.kind == "accepted":
        return msgspec.structs.replace(finding, outcome="noted")
    return _all(finding, payouts, known, before="instructed", done="returned")


def _all(
    finding: Finding, payouts: list[KnownPayout], known: Known, *, before: PayoutStatus, done: PayoutStatus
) -> Finding:
    statuses = {payout.status for payout in payouts}
    if statuses == {done}:
        return msgspec.structs.replace(finding, outcome="known")
    if statuses != {before}:
        return differing(finding, "partly_settled")
    return _moved(msgspec.structs.replace(finding, payout_ids=[payout.id for payout in payouts]), known)


def match_statement(statement: Statement, known: Known) -> Iterator[Finding]:
    """Yield what a camt.053 says: debits before credits, for a payout may be paid and come back on one day."""
    for credit in (False, True):
        for account in statement.accounts:
            for entry in account.entries:
                if entry.credit == credit:
                    yield from _of_entry(entry, account, known)


def _of_entry(entry: Entry, account: Account, known: Known) -> Iterator[Finding]:
    whole = Finding(
        place=entry.place,
        kind="returned" if entry.credit else "paid",
        money=entry.money,
        booked_on=entry.booked_on,
        reference=entry.bank_reference,
    )
    payouts = known.of_file(entry.file_reference)
    if entry.reversal:
        yield differing(whole, "reversal")
    elif entry.parts:
        given = [part.money.amount_minor for part in entry.parts if part.money is not None]
        complete = len(given) == len(entry.parts) and sum(given) == entry.money.amount_minor
        for part in entry.parts:
            yield _of_part(part, whole, account, known) if complete else differing(whole, "sum_differs")
    elif entry.credit or not payouts:
        yield differing(whole, "unknown_booking")
    elif account.iban not in {None, known.iban}:
        yield differing(whole, "other_account")
    else:
        live = [payout for payout in payouts if payout.status != "returned" or payout.paid_on is not None]
        same = entry.money.amount_minor == sum(each.amount_minor for each in live)
        if not live or not same or entry.money.currency != live[0].currency:
            yield differing(whole, "sum_differs")
        else:
            yield _all(whole, live, known, before="instructed", done="paid")


def _of_part(part: Part, whole: Finding, account: Account, known: Known) -> Finding:
    finding = msgspec.structs.replace(whole, place=part.place, money=part.money, reason=part.reason)
    payout = known.payouts.get(id_in(part.end_to_end_id) or UUID(int=0))
    if payout is None:
        return differing(finding, "unknown_payout")
    finding = msgspec.structs.replace(finding, payout_ids=[payout.id])
    if account.iban not in {None, known.iban}:
        return differing(finding, "other_account")
    if part.money is None:
        return differing(finding, "amount_missing")
    if not _same_money(part.money, payout):
        return differing(finding, "amount_differs")
    return _step(finding, payout, known)


def _step(finding: Finding, payout: KnownPayout, known: Known) -> Finding:
    """Return whether a bank's word about a payout is its next step, was said before, or cannot be."""
    wanted: PayoutStatus = "paid" if finding.kind == "paid" else "returned"
    if _same_booking(payout, finding, known):
        return msgspec.structs.replace(finding, outcome="known")
    if finding.kind == "rejected" and payout.status != "instructed":
        return (
            differing(finding, "paid_already")
            if payout.status == "paid"
            else msgspec.structs.replace(finding, outcome="known")
        )
    if wanted not in TRANSITIONS.get(payout.status, ()):
        return differing(finding, "booked_again")
    return _moved(finding, known)


def _same_booking(payout: KnownPayout, finding: Finding, known: Known) -> bool:
    """Return whether another message told of this very booking: the same day under the bank's same reference."""
    if finding.reference is None or (finding.kind, payout.id) in known.moved:
        return False
    if finding.kind == "paid":
        return (payout.paid_on, payout.paid_reference) == (finding.booked_on, finding.reference)
    return (payout.returned_on, payout.returned_reference) == (finding.booked_on, finding.reference)


def _moved(finding: Finding, known: Known) -> Finding:
    """Apply a finding, so that whatever the message says next finds the payouts so."""
    day, reference = finding.booked_on, finding.reference
    for payout_id in finding.payout_ids:
        payout = known.payouts[payout_id]
        if finding.kind == "paid":
            after = msgspec.structs.replace(payout, status="paid", paid_on=day, paid_reference=reference)
        else:
            after = msgspec.structs.replace(payout, status="returned", returned_on=day, returned_reference=reference)
        known.payouts[payout_id] = after
        known.moved.add((finding.kind, payout_id))
    return msgspec.structs.replace(finding, outcome="applied")


def _same_money(money: Money, payout: KnownPayout) -> bool:
    return (money.currency, money.amount_minor) == (payout.currency, payout.amount_minor)


def differing(finding: Finding, difference: Difference) -> Finding:
    """Return a finding as a difference that somebody has to look into."""
    return msgspec.structs.replace(finding, outcome="difference", difference=difference)
