"""What cards does when others speak: open wallets, order cards, keep the network."""

from contracts.incubator import ParticipantEnrolled
from contracts.merchants import (
    MerchantAccepted,
    MerchantSuspended,
    OfferEnded,
    OfferPublished,
    PayoutInstructed,
    PayoutReturned,
    TillEnrolled,
    TillStopped,
)
from contracts.registry import MembershipActivated, MembershipExited, MembershipResumed, MembershipSuspended
from services.cards import memberships, network, payouts
from services.cards.memberships import Membership
from services.kit.db import Transaction
from services.kit.events import Handlers


async def activate_membership(transaction: Transaction, event: MembershipActivated) -> None:
    """Open the household's wallet and order its card."""
    await memberships.activate(transaction, Membership.of_household(event))


async def enrol_participant(transaction: Transaction, event: ParticipantEnrolled) -> None:
    """Open a participant's wallet for the training allowance, and order the card."""
    if event.allowance_minor:
        await memberships.activate(transaction, Membership.of_participant(event))


async def suspend_membership(transaction: Transaction, event: MembershipSuspended) -> None:
    """Credit nothing while the membership is suspended."""
    await memberships.set_status(transaction, event.membership_id, "suspended")


async def resume_membership(transaction: Transaction, event: MembershipResumed) -> None:
    """Credit again."""
    await memberships.set_status(transaction, event.membership_id, "active")


async def exit_membership(transaction: Transaction, event: MembershipExited) -> None:
    """Credit nothing from the day on which the membership ended."""
    await memberships.leave(transaction, event.membership_id, exited_on=event.exited_on)


async def accept_merchant(transaction: Transaction, event: MerchantAccepted) -> None:
    """Take a shop into the network."""
    await network.accept_merchant(transaction, event)


async def suspend_merchant(transaction: Transaction, event: MerchantSuspended) -> None:
    """Take no sales of a shop from a date on."""
    await network.suspend_merchant(transaction, event)


async def enrol_till(transaction: Transaction, event: TillEnrolled) -> None:
    """Keep a till's public key."""
    await network.enrol_till(transaction, event)


async def stop_till(transaction: Transaction, event: TillStopped) -> None:
    """Refuse a till's requests."""
    await network.stop_till(transaction, event.till_id)


async def instruct_payout(transaction: Transaction, event: PayoutInstructed) -> None:
    """Let what a bank file pays leave the network."""
    await payouts.instruct(transaction, event)


async def take_payout_back(transaction: Transaction, event: PayoutReturned) -> None:
    """Owe a shop again what the bank could not pay."""
    await payouts.take_back(transaction, event)


async def publish_offer(transaction: Transaction, event: OfferPublished) -> None:
    """Add an offer's bonus to sales."""
    await network.publish_offer(transaction, event)


async def end_offer(transaction: Transaction, event: OfferEnded) -> None:
    """Add an offer's bonus no more."""
    await network.end_offer(transaction, event.offer_id)


HANDLERS: Handlers = {
    MembershipActivated: activate_membership,
    MembershipSuspended: suspend_membership,
    MembershipResumed: resume_membership,
    MembershipExited: exit_membership,
    ParticipantEnrolled: enrol_participant,
    MerchantAccepted: accept_merchant,
    MerchantSuspended: suspend_merchant,
    TillEnrolled: enrol_till,
    TillStopped: stop_till,
    PayoutInstructed: instruct_payout,
    PayoutReturned: take_payout_back,
    OfferPublished: publish_offer,
    OfferEnded: end_offer,
}
