"""What registry does when others speak: it tells persons. Nothing that it hears changes who is entitled."""

from contracts.cards import BenefitsCredited, CardStopped, ExpiryAnnounced, RunFundsReserved
from services.kit.db import Transaction
from services.kit.events import Handlers
from services.registry import account_shares, credited_months, notices


async def tell_holders(transaction: Transaction, event: BenefitsCredited) -> None:
    """Keep what was credited of whose month, and tell the holders."""
    await credited_months.keep(transaction, event)
    await notices.tell_credited(transaction, event)


async def tell_of_expiry(transaction: Transaction, event: ExpiryAnnounced) -> None:
    """Tell the holders what they have not spent."""
    await notices.tell_expiring(transaction, event)


async def tell_holder(transaction: Transaction, event: CardStopped) -> None:
    """Tell the holder that the card was stopped."""
    await notices.tell_stopped(transaction, event)


async def keep_account_shares(transaction: Transaction, event: RunFundsReserved) -> None:
    """Keep what a run pays to accounts; finance prepares the file."""
    await account_shares.hear(transaction, event)


HANDLERS: Handlers = {BenefitsCredited: tell_holders, ExpiryAnnounced: tell_of_expiry, CardStopped: tell_holder, RunFundsReserved: keep_account_shares}
