"""What stands in a bank file: which open shares can be paid, to whom, and the bytes that say so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Problem
from services.kit.iso20022 import pain001
from services.kit.iso20022.pain001 import Instruction, Transfer
from services.kit.sql import load_queries
from services.registry.payouts import payees
from services.registry.payouts.debtor_accounts import DebtorAccount
from services.registry.payouts.payees import Obstacle, Payee

queries = load_queries(__file__)

TRANSFERS_MAX = 5_000
"""Transfers in one file: some 2 MB, well under what banks and kit's files take (10 MB). The rest waits for the next."""
EXAMPLES_MAX = 100


class NothingToPay(Problem):
    """No open account share of these runs can be paid now."""


class PayeesChanged(Problem):
    """Somebody's account, name or household has changed since this file was prepared."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer of a file, before it is known who is paid."""

    transfer_id: UUID
    share_id: UUID
    membership_id: UUID
    amount_minor: int
    month: date
    revoked: bool = False
    """Whether there was no right for this month, as two people found since."""


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What can be paid: the lines in the file's order, and the payee of each membership."""

    lines: list[Line]
    payees: dict[UUID, Payee]


async def collect(transaction: Transaction, run_ids: Sequence[UUID], *, sepa: bool) -> Collected:
    """Return what can be paid, at most one file of it, and note why the rest cannot. Raises NothingToPay."""
    lines: list[Line] = []
    paid: dict[UUID, Payee] = {}
    blocked: dict[UUID, Obstacle] = {}
    last: UUID | None = None
    while len(lines) < TRANSFERS_MAX:
        rows = await transaction.fetch(queries.select_candidates, list(run_ids), last, TRANSFERS_MAX - len(lines))
        if not rows:
            break
        last = rows[-1]["share_id"]
        candidates = [msgspec.convert({**row, "transfer_id": uuid7()}, Line) for row in rows]
        found = await payees.of_memberships(transaction, {each.membership_id for each in candidates}, sepa=sepa)
        for each in candidates:
            payee = found[each.membership_id]
            if each.revoked:
                blocked[each.share_id] = "right_revoked"
            elif isinstance(payee, Payee):
                paid[each.membership_id] = payee
                lines.append(each)
            else:
                blocked[each.share_id] = payee
    if not lines:
        examples = [{"account_share_id": key, "reason": reason} for key, reason in list(blocked.items())[:EXAMPLES_MAX]]
        raise NothingToPay("Mend what blocks the open shares.", reasons=Counter(blocked.values()), blocked=examples)
    await transaction.execute(queries.note_obstacles, list(blocked), list(blocked.values()))
    return Collected(lines=lines, payees=paid)


async def collect_again(transaction: Transaction, bank_file_id: UUID, *, sepa: bool) -> Collected:
    """Return a prepared file's lines with their payees as they are known now. Raises PayeesChanged."""
    lines = await transaction.fetch_structs(Line, queries.select_lines, bank_file_id)
    found = await payees.of_memberships(transaction, {line.membership_id for line in lines}, sepa=sepa)
    paid = {membership_id: payee for membership_id, payee in found.items() if isinstance(payee, Payee)}
    gone = [line.share_id for line in lines if line.revoked or line.membership_id not in paid]
    if gone:
        raise PayeesChanged("Reject the file and prepare it anew.", account_share_ids=gone[:EXAMPLES_MAX])
    return Collected(lines=lines, payees=paid)


def orders(collected: Collected) -> list[Transfer]:
    """Return what the bank is asked to pay, in the file's order."""
    return [_order(line, collected.payees) for line in collected.lines]


def _order(line: Line, found: Mapping[UUID, Payee]) -> Transfer:
    payee = found[line.membership_id]
    return Transfer(
        end_to_end_id=line.transfer_id.hex,
        name=payee.name,
        iban=payee.iban,
        bic=payee.bic,
        amount_minor=line.amount_minor,
        # What it is paid for is the payee's own affair; the month tells payments apart.
        remittance=f"Payment for {line.month:%m/%Y}",
    )


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says before its transfers."""

    bank_file_id: UUID
    execution_date: date
    created_at: datetime


def write(heading: Heading, account: DebtorAccount, collected: Collected) -> bytes:
    """Return a file's bytes; the same content gives the same ones."""
    return pain001.write(
        Instruction(
            message_id=heading.bank_file_id.hex,
            created_at=heading.created_at,
            execution_date=heading.execution_date,
            currency=account.currency,
            payer=account.payer(),
            transfers=orders(collected),
        )
    )
