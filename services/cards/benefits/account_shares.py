"""Account shares: what the bank has paid of a run's reserve, what came back, and what will never be paid."""

from uuid import UUID

from contracts.registry import AccountShareCancelled, AccountSharePaid, AccountShareReturned
from services.cards.benefits import runs
from services.cards.benefits.runs import Run
from services.cards.ledger import bank_orders, wallets
from services.cards.ledger.bank_orders import BankOrder
from services.cards.ledger.wallets import InsufficientFunds, TransferKind, WalletKind
from services.kit.db import Transaction
from services.kit.events import NotYet

Settled = AccountSharePaid | AccountShareReturned | AccountShareCancelled


async def pay(transaction: Transaction, event: AccountSharePaid) -> None:
    """Let what the bank has paid leave the run's reserve. Raises InsufficientFunds for more than was reserved."""
    await move(transaction, event, "account_share")


async def take_back(transaction: Transaction, event: AccountShareReturned) -> None:
    """Reserve again what the bank sent back; what it never paid has not left the reserve."""
    if event.was_paid:
        await move(transaction, event, "account_share_return")


async def cancel(transaction: Transaction, event: AccountShareCancelled) -> None:
    """Return to the budget line what will not be paid."""
    await move(transaction, event, "release")


async def move(transaction: Transaction, event: Settled, way: TransferKind) -> None:
    """Post one transfer for each household's share. Raises NotYet while the run is not known here."""
    run = await transaction.fetch_struct(Run, runs.queries.get_run, event.run_id)
    if run is None:
        raise NotYet(f"run {event.run_id}")
    places: dict[WalletKind, UUID] = {
        "reserved": run.id,
        "outside": transaction.municipality_id,
        "budget_line": run.budget_line_id,
    }
    reserve, outside, line = [
        (await wallets.open_wallet(transaction, kind=kind, owner_id=owner_id, currency=run.currency)).id
        for kind, owner_id in places.items()
    ]
    ways = {"account_share": (reserve, outside), "account_share_return": (outside, reserve), "release": (reserve, line)}
    source, target = ways[way]
    balances = await wallets.lock(transaction, [reserve, line])
    if source == reserve and balances[reserve] < sum(share.amount_minor for share in event.shares):
        raise InsufficientFunds("The run's reserve does not hold these shares.", available_minor=balances[reserve])
    posted = [
        wallets.transfer(
            transaction,
            way,
            share.instruction_id,
            wallets.pair(balances, source, target, runs.money_of(run, share.amount_minor)),
        )
        for share in event.shares
    ]
    await wallets.post(transaction, posted, balances)
    if way != "release":
        orders = [
            BankOrder(each.id, share.transfer_id, share.bank_file_id)
            for each, share in zip(posted, event.shares, strict=True)
            if share.transfer_id is not None
        ]
        await bank_orders.keep(transaction, orders)
