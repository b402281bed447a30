"""Account transfers: each attempt to pay a share. Its id is the EndToEndId in the file and in the bank's answers.

A share that comes back is paid by another transfer with another id, so what happened to each stays to be seen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.registry import AccountSharePaid, AccountShareReturned, AccountShareSettled
from services.kit.db import Transaction
from services.kit.events import publish
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.registry.letters import letters
from services.registry.letters.letters import Telling

queries = load_queries(__file__)

TransferState = Literal["planned", "instructed", "paid", "rejected", "returned", "withdrawn"]
TRANSITIONS: dict[TransferState, tuple[TransferState, ...]] = {
    "planned": ("instructed", "withdrawn"),
    "instructed": ("paid", "rejected", "withdrawn"),
    "paid": ("returned",),
}
SHARES_MAX = 500
"""Account shares in one event: a message holds 256 KiB."""
PERSON_DIED = "MD07"
PAYEES_PATTERN = "^((AC|BE|RC|RR)..|AG01|MS02|MS03|MD07)$"
"""ISO 20022 external return reason codes about the payee's account, name or bank, and not about our file or cover."""


class AccountTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to pay a share."""

    id: UUID
    bank_file_id: UUID
    account_share_id: UUID
    payee_id: UUID
    amount_minor: int
    state: TransferState
    reason: str | None
    """What the bank said when it did not pay (ISO 20022 external reason code)."""
    paid_on: date | None
    paid_reference: str | None
    returned_on: date | None
    returned_reference: str | None


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What the bank did with a transfer, on which day, under which reference of its own."""

    transfer_id: UUID
    day: date
    reference: str | None = None
    reason: str | None = None


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What events say of a transfer's share and run."""

    transfer_id: UUID
    bank_file_id: UUID
    payee_id: UUID
    share_id: UUID
    membership_id: UUID
    household_id: UUID
    amount_minor: int
    run_id: UUID
    payout_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    currency: str


def concerns_payee(reason: str | None) -> bool:
    """Return whether the payee's account has to be looked at; also where the bank gives no reason."""
    return reason is None or re.match(PAYEES_PATTERN, reason) is not None


async def of_ids(transaction: Transaction, ids: Iterable[UUID]) -> dict[UUID, AccountTransfer]:
    """Return transfers by id, locked until the end of the transaction; those that are not ours are left out."""
    found = await transaction.fetch_structs(AccountTransfer, queries.lock_transfers, list(ids))
    return {each.id: each for each in found}


async def of_file(transaction: Transaction, bank_file_id: UUID) -> list[AccountTransfer]:
    """Return a file's transfers in its order, locked until the end of the transaction."""
    return await transaction.fetch_structs(AccountTransfer, queries.select_transfers_of_file, bank_file_id)


async def list_page(
    transaction: Transaction, bank_file_id: UUID, *, after: UUID | None, limit: int
) -> list[AccountTransfer]:
    """Return one of a file's transfers more than the limit, in its order."""
    return await transaction.fetch_structs(AccountTransfer, queries.list_transfers, bank_file_id, after, limit + 1)


async def of_share(transaction: Transaction, share_id: UUID) -> list[AccountTransfer]:
    """Return every attempt to pay a share, the first one first."""
    return await transaction.fetch_structs(AccountTransfer, queries.select_transfers_of_share, share_id)


async def instruct(transaction: Transaction, transfers: Sequence[AccountTransfer]) -> None:
    """Bind shares to their transfers: the file that holds them was approved."""
    await _move(transaction, transfers, "instructed")
    await transaction.execute(queries.instruct_shares, [each.id for each in transfers])


async def withdraw(transaction: Transaction, transfers: Sequence[AccountTransfer]) -> None:
    """Free the shares of a file that is not sent."""
    await _move(transaction, transfers, "withdrawn")
    await transaction.execute(queries.free_shares, [each.id for each in transfers])


async def pay(transaction: Transaction, transfers: Mapping[UUID, AccountTransfer], paid: Sequence[Settled]) -> None:
    """Note what the bank has booked and tell cards."""
    await _move(transaction, [transfers[each.transfer_id] for each in paid], "paid")
    await transaction.execute(
        queries.pay_transfers,
        [each.transfer_id for each in paid],
        [each.day for each in paid],
        [each.reference for each in paid],
    )
    await _settle_shares(transaction, paid)
    await _tell_paid(transaction, paid)


async def take_back(
    transaction: Transaction,
    transfers: Mapping[UUID, AccountTransfer],
    returned: Sequence[Settled],
    *,
    state: Literal["rejected", "returned"],
    telling: bool = True,
) -> None:
    """Note what the bank refused or sent back, tell cards, and ask the payees for an account that takes it."""
    await _move(transaction, [transfers[each.transfer_id] for each in returned], state)
    query = queries.return_transfers if state == "returned" else queries.reject_transfers
    days = [[each.day for each in returned], [each.reference for each in returned]] if state == "returned" else []
    await transaction.execute(query, [each.transfer_id for each in returned], [each.reason for each in returned], *days)
    await _settle_shares(transaction, returned)
    contexts = await _tell_returned(transaction, returned, was_paid=state == "returned")
    if telling:
        asked = {each.transfer_id for each in returned if concerns_payee(each.reason) and each.reason != PERSON_DIED}
        await letters.tell(transaction, [_asking(each) for each in contexts if each.transfer_id in asked])


async def _move(transaction: Transaction, transfers: Sequence[AccountTransfer], state: TransferState) -> None:
    """Take a step with many transfers. Raises TransitionForbidden."""
    for current in {each.state for each in transfers}:
        transition(TRANSITIONS, current, state)
    if state in {"instructed", "withdrawn"}:
        await transaction.execute(queries.move_transfers, [each.id for each in transfers], state)


async def _settle_shares(transaction: Transaction, settled: Sequence[Settled]) -> None:
    await transaction.execute(queries.settle_shares, [each.transfer_id for each in settled])


async def _contexts(transaction: Transaction, settled: Sequence[Settled]) -> list[Context]:
    ids = [each.transfer_id for each in settled]
    return await transaction.fetch_structs(Context, queries.select_contexts, ids)


def _grouped(
    contexts: Sequence[Context], settled: Sequence[Settled]
) -> Iterable[tuple[Context, date, list[AccountShareSettled]]]:
    """Yield what one event says: a run, a month, a day and as many shares as fit in a message."""
    days = {each.transfer_id: each.day for each in settled}
    groups: dict[tuple[UUID, date, date], list[Context]] = defaultdict(list)
    for context in contexts:
        groups[context.run_id, context.month, days[context.transfer_id]].append(context)
    for (_, _, day), group in groups.items():
        for start in range(0, len(group), SHARES_MAX):
            yield group[0], day, [said_of(each) for each in group[start : start + SHARES_MAX]]


def said_of(context: Context) -> AccountShareSettled:
    """Return what events say of a share."""
    return AccountShareSettled(
        instruction_id=context.share_id,
        membership_id=context.membership_id,
        household_id=context.household_id,
        amount_minor=context.amount_minor,
        transfer_id=context.transfer_id,
        bank_file_id=context.bank_file_id,
    )


async def _tell_paid(transaction: Transaction, paid: Sequence[Settled]) -> None:
    events = [
        AccountSharePaid(
            payout_id=run.payout_id,
            run_id=run.run_id,
            programme=run.programme,
            month=run.month,
            currency=run.currency,
            paid_on=day,
            shares=shares,
        )
        for run, day, shares in _grouped(await _contexts(transaction, paid), paid)
    ]
    await publish(transaction, *events)


async def _tell_returned(transaction: Transaction, returned: Sequence[Settled], *, was_paid: bool) -> list[Context]:
    contexts = await _contexts(transaction, returned)
    events = [
        AccountShareReturned(
            payout_id=run.payout_id,
            run_id=run.run_id,
            programme=run.programme,
            month=run.month,
            currency=run.currency,
            returned_on=day,
            was_paid=was_paid,
            shares=shares,
        )
        for run, day, shares in _grouped(contexts, returned)
    ]
    await publish(transaction, *events)
    return contexts


def _asking(context: Context) -> Telling:
    return Telling(
        person_id=context.payee_id,
        subject=sentence("A payment did not reach your bank account."),
        body=sentence(
            "Your bank did not accept {amount_minor} that we paid to your account.", amount_minor=context.amount_minor
        ),
        details=(
            sentence(
                "Please bring us a document of the bank that shows an account in your name. The money stays yours."
            ),
        ),
    )
