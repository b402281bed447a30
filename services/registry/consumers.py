"""What registry does when others speak: it tells persons. Nothing that it hears changes who is entitled."""

from contracts.cards import (
    BenefitsCredited,
    CardOrdered,
    CardStopped,
    ExpiryAnnounced,
    LotsExpired,
    RunFundsReserved,
    SetOffTaken,
    WalletStatementOrdered,
)
from contracts.incubator import AttendanceRecorded, ParticipantEnrolled
from services.kit.db import Transaction
from services.kit.events import Handlers
from services.registry.letters import notices
from services.registry.memberships import credited_months, set_offs, trainings
from services.registry.payouts import account_shares


async def tell_holders(transaction: Transaction, event: BenefitsCredited) -> None:
    """Keep what was credited of whose month, and tell the holders."""
    await credited_months.keep(transaction, event)
    await notices.tell_credited(transaction, event)


async def tell_of_expiry(transaction: Transaction, event: ExpiryAnnounced) -> None:
    """Tell the holders what they have not spent."""
    await notices.tell_expiring(transaction, event)


async def tell_of_expired(transaction: Transaction, event: LotsExpired) -> None:
    """Tell the holders what went back to the municipality."""
    await notices.tell_expired(transaction, event)


async def tell_holder(transaction: Transaction, event: CardStopped) -> None:
    """Tell the holder that the card was stopped."""
    await notices.tell_stopped(transaction, event)


async def print_statement(transaction: Transaction, event: WalletStatementOrdered) -> None:
    """Queue a month's statement on paper for the wallet's holder."""
    await notices.tell_statement(transaction, event)


async def tell_of_new_card(transaction: Transaction, event: CardOrdered) -> None:
    """Tell the holder that a card is on its way in the place of another."""
    await notices.tell_ordered(transaction, event)


async def keep_account_shares(transaction: Transaction, event: RunFundsReserved) -> None:
    """Keep what a run pays to accounts; finance prepares the file."""
    await account_shares.hear(transaction, event)


async def note_taken(transaction: Transaction, event: SetOffTaken) -> None:
    """Note what was kept back of benefits."""
    await set_offs.note_taken(transaction, event)


async def keep_training(transaction: Transaction, event: ParticipantEnrolled) -> None:
    """Keep that somebody who is registered here trains: a household's obligations count it."""
    await trainings.keep_enrolment(transaction, event)


async def keep_attendance(transaction: Transaction, event: AttendanceRecorded) -> None:
    """Keep whether a participant was at a session."""
    await trainings.keep_attendance(transaction, event)


HANDLERS: Handlers = {
    BenefitsCredited: tell_holders,
    ExpiryAnnounced: tell_of_expiry,
    LotsExpired: tell_of_expired,
    CardStopped: tell_holder,
    CardOrdered: tell_of_new_card,
    WalletStatementOrdered: print_statement,
    RunFundsReserved: keep_account_shares,
    SetOffTaken: note_taken,
    ParticipantEnrolled: keep_training,
    AttendanceRecorded: keep_attendance,
}
