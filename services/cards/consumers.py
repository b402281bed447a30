"""What cards does when others speak: open wallets, order cards, keep the network."""

from contracts.incubator import (
    AwardClosed,
    AwardCommitted,
    OrderCancelled,
    OrderPaymentReleased,
    OrderPublished,
    ParticipantEnrolled,
    TrancheReleased,
)
from contracts.merchants import (
    CashierAppointed,
    CashierCodeGiven,
    CashierEnded,
    DisputeAnswered,
    MerchantAccepted,
    MerchantSuspended,
    OfferEnded,
    OfferPublished,
    PayoutInstructed,
    PayoutReturned,
    TillEnrolled,
    TillStopped,
)
from contracts.registry import (
    AccountShareCancelled,
    AccountSharePaid,
    AccountShareReturned,
    HolderChanged,
    HouseholdClosed,
    HouseholdHeld,
    HouseholdMerged,
    HouseholdReleased,
    HouseholdReopened,
    HouseholdSplit,
    MembershipActivated,
    MembershipExited,
    MembershipResumed,
    MembershipsExtended,
    MembershipSuspended,
    PersonDeathRevoked,
    PersonDied,
    ProxyAppointed,
    ProxyEnded,
    SetOffLifted,
    SetOffOrdered,
)
from services.cards.benefits import account_shares, memberships, set_offs
from services.cards.benefits.memberships import Membership
from services.cards.budgets import commitments, service_orders
from services.cards.holders import households
from services.cards.payments import disputes
from services.cards.shops import cashiers, network, payouts
from services.kit.db import Transaction
from services.kit.events import Handlers


async def activate_membership(transaction: Transaction, event: MembershipActivated) -> None:
    """Open the household's wallet and order its cards."""
    await memberships.activate(transaction, Membership.of_household(event))
    await memberships.owe(transaction, event)
    await households.order_proxies(transaction, event.household_id)


async def enrol_participant(transaction: Transaction, event: ParticipantEnrolled) -> None:
    """Open a participant's wallet for the training allowance, and order the card."""
    if event.allowance_minor:
        await memberships.activate(transaction, Membership.of_participant(event))


async def suspend_membership(transaction: Transaction, event: MembershipSuspended) -> None:
    """Credit nothing while the membership is suspended."""
    await memberships.suspend(transaction, event)


async def resume_membership(transaction: Transaction, event: MembershipResumed) -> None:
    """Credit again, and the months that are owed."""
    await memberships.resume(transaction, event)


async def exit_membership(transaction: Transaction, event: MembershipExited) -> None:
    """Credit nothing from the day on which the membership ended."""
    await memberships.leave(transaction, event.membership_id, exited_on=event.exited_on)


async def extend_memberships(transaction: Transaction, event: MembershipsExtended) -> None:
    """Credit the rights of a place and cohort longer."""
    await memberships.extend(transaction, event)


async def order_set_off(transaction: Transaction, event: SetOffOrdered) -> None:
    """Keep back from a household's next benefits what it received without a right."""
    await set_offs.order(transaction, event)


async def lift_set_off(transaction: Transaction, event: SetOffLifted) -> None:
    """Keep nothing more back."""
    await set_offs.lift(transaction, event)


async def hold_household(transaction: Transaction, event: HouseholdHeld) -> None:
    """Leave a household out of benefit runs."""
    await households.hold(transaction, event)


async def release_household(transaction: Transaction, event: HouseholdReleased) -> None:
    """Take a household into benefit runs again."""
    await households.release(transaction, event)


async def change_holder(transaction: Transaction, event: HolderChanged) -> None:
    """Stop the former holder's card and order one for the new."""
    await households.change_holder(transaction, event)


async def split_household(transaction: Transaction, event: HouseholdSplit) -> None:
    """Give those who live apart their share of the money and a card of their own."""
    await households.split(transaction, event)


async def merge_household(transaction: Transaction, event: HouseholdMerged) -> None:
    """Stop the cards of a household that went up in another one; its money follows."""
    await households.merge(transaction, event)


async def close_household(transaction: Transaction, event: HouseholdClosed) -> None:
    """Stop the cards of a household that is no more, or not here; its money returns."""
    await households.close(transaction, event)


async def bury_person(transaction: Transaction, event: PersonDied) -> None:
    """Stop the cards of a person who died."""
    await households.bury(transaction, event)


async def revive_person(transaction: Transaction, event: PersonDeathRevoked) -> None:
    """Order new cards for a person who lives after all."""
    await households.revive(transaction, event)


async def reopen_household(transaction: Transaction, event: HouseholdReopened) -> None:
    """Let a household's wallet take money again."""
    await households.reopen(transaction, event)


async def appoint_proxy(transaction: Transaction, event: ProxyAppointed) -> None:
    """Order a card for somebody who may shop for a household."""
    await households.appoint_proxy(transaction, event)


async def end_proxy(transaction: Transaction, event: ProxyEnded) -> None:
    """Stop the card of somebody who may shop for a household no more."""
    await households.end_proxy(transaction, event)


async def pay_account_shares(transaction: Transaction, event: AccountSharePaid) -> None:
    """Book what the bank has paid to households' accounts."""
    await account_shares.pay(transaction, event)


async def take_account_shares_back(transaction: Transaction, event: AccountShareReturned) -> None:
    """Reserve again what the bank sent back."""
    await account_shares.take_back(transaction, event)


async def cancel_account_shares(transaction: Transaction, event: AccountShareCancelled) -> None:
    """Return to the budget line what will not be paid."""
    await account_shares.cancel(transaction, event)


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


async def appoint_cashier(transaction: Transaction, event: CashierAppointed) -> None:
    """Let somebody work at an outlet's tills."""
    await cashiers.appoint(transaction, event)


async def note_cashier_code(transaction: Transaction, event: CashierCodeGiven) -> None:
    """Let a cashier choose a PIN."""
    await cashiers.note_code(transaction, event)


async def end_cashier(transaction: Transaction, event: CashierEnded) -> None:
    """Let a cashier work at no till any more."""
    await cashiers.end(transaction, event.cashier_id)


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


async def hear_answer(transaction: Transaction, event: DisputeAnswered) -> None:
    """Keep what a shop says to a dispute."""
    await disputes.hear_answer(transaction, event)


HANDLERS: Handlers = {
    MembershipActivated: activate_membership,
    MembershipSuspended: suspend_membership,
    MembershipResumed: resume_membership,
    MembershipExited: exit_membership,
    MembershipsExtended: extend_memberships,
    SetOffOrdered: order_set_off,
    SetOffLifted: lift_set_off,
    HouseholdHeld: hold_household,
    HouseholdReleased: release_household,
    HolderChanged: change_holder,
    HouseholdSplit: split_household,
    HouseholdMerged: merge_household,
    HouseholdClosed: close_household,
    PersonDied: bury_person,
    PersonDeathRevoked: revive_person,
    HouseholdReopened: reopen_household,
    ProxyAppointed: appoint_proxy,
    ProxyEnded: end_proxy,
    AccountSharePaid: pay_account_shares,
    AccountShareReturned: take_account_shares_back,
    AccountShareCancelled: cancel_account_shares,
    ParticipantEnrolled: enrol_participant,
    AwardCommitted: commitments.commit_award,
    TrancheReleased: commitments.pay_tranche,
    AwardClosed: commitments.close_award,
    OrderPublished: service_orders.commit,
    OrderPaymentReleased: service_orders.pay,
    OrderCancelled: service_orders.cancel,
    MerchantAccepted: accept_merchant,
    MerchantSuspended: suspend_merchant,
    TillEnrolled: enrol_till,
    TillStopped: stop_till,
    CashierAppointed: appoint_cashier,
    CashierCodeGiven: note_cashier_code,
    CashierEnded: end_cashier,
    PayoutInstructed: instruct_payout,
    PayoutReturned: take_payout_back,
    OfferPublished: publish_offer,
    OfferEnded: end_offer,
    DisputeAnswered: hear_answer,
}
