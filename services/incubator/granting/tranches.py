"""Tranches: what an accepted milestone earns, on its way through the ledger and a bank file to the recipient.

cards moves it from what it set aside to the merchant's wallet; merchants pays it with what else the merchant is owed,
and says what the bank made of it. What came back is owed again there and goes into the next file; here it is followed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import GrantCredited
from contracts.incubator import TrancheReleased
from contracts.merchants import PayoutPaid, PayoutReturned
from services.incubator.granting import awards, milestones, payees, schedules
from services.incubator.people import steps
from services.incubator.people.steps import Lead
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.events import NotYet, publish
from services.kit.sql import load_queries

queries = load_queries(__file__)

State = Literal["released", "credited", "instructed", "paid", "failed", "returned"]
STATES: tuple[State, ...] = ("released", "credited", "instructed", "paid", "failed", "returned")
Step = Literal["credit", "instruct", "pay", "fail", "return"]

STEPS: Mapping[Step, Lead] = {
    "credit": Lead(("released",), "credited"),
    "instruct": Lead(("credited", "failed", "returned"), "instructed"),
    "pay": Lead(("instructed",), "paid"),
    "fail": Lead(("instructed",), "failed"),
    "return": Lead(("paid",), "returned"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)


class Tranche(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one milestone, in minor units. `failed` never left the bank, `returned` came back."""

    id: UUID
    version: int
    award_id: UUID
    milestone_id: UUID
    merchant_id: UUID
    amount_minor: int
    state: State
    payee_check_id: UUID
    payout_id: UUID | None
    """merchants' payout with which it was, or is, paid."""
    reason_code: str | None
    """ISO 20022 external code of why it failed or came back."""
    released_at: datetime
    released_by: UUID


class NotEarned(Problem):
    """The milestone is not accepted yet, or the first one is not."""


class TrancheReleasedBefore(Problem):
    """The milestone's tranche was released."""


async def release(transaction: Transaction, milestone_id: UUID) -> Tranche:
    """Release a milestone's tranche. Raises NotEarned, AwardNotCommitted, PayeeNotVerified, TrancheReleasedBefore.

    Who verified the payee does not release it, nor who receives it or is close to who does.
    """
    milestone = await milestones.lock(transaction, milestone_id)
    award = await milestones.running(transaction, milestone)
    await awards.refuse_close(transaction, award)
    all_of_award = await milestones.list_of(transaction, award.id)
    accepted = {each.number for each in all_of_award if each.state == "accepted"}
    if not schedules.may_be_paid(milestone.number, accepted):
        raise NotEarned("Accept it, and the first milestone before any other.", accepted=sorted(accepted))
    check = await payees.fresh(transaction, award)
    if check.checked_by == transaction.actor_id:
        raise SameActor("Somebody who has not verified the payee releases the money.")
    tranche = await transaction.fetch_struct(
        Tranche,
        queries.insert_tranche,
        uuid7(),
        award.id,
        milestone.id,
        check.merchant_id,
        milestone.amount_minor,
        check.id,
        check.checked_by,
        transaction.now,
        transaction.actor_id,
    )
    if tranche is None:
        raise TrancheReleasedBefore("Look at the award's tranches.", milestone_id=milestone.id)
    await publish(
        transaction,
        TrancheReleased(
            tranche_id=tranche.id,
            award_id=award.id,
            merchant_id=tranche.merchant_id,
            currency=award.currency,
            amount_minor=tranche.amount_minor,
        ),
    )
    return tranche


async def hear_credit(transaction: Transaction, event: GrantCredited) -> None:
    """Note that the merchant holds the money. Raises NotFound for a tranche that is none of ours."""
    await lead(transaction, await find(transaction, event.tranche_id), "credit")


async def hear_instruction(transaction: Transaction, tranche_ids: Sequence[UUID], payout_id: UUID) -> None:
    """Note which payout pays these tranches. Raises NotYet until cards has said that they are credited."""
    for tranche_id in tranche_ids:
        tranche = await find(transaction, tranche_id)
        if tranche.state == "released":
            raise NotYet(f"tranche {tranche_id}")
        await lead(transaction, tranche, "instruct", payout_id=payout_id)


async def hear_payment(transaction: Transaction, event: PayoutPaid) -> None:
    """Note that the bank has paid the tranches of a payout; most payouts have none."""
    for tranche in await of_payout(transaction, event.payout_id):
        await lead(transaction, tranche, "pay")


async def hear_return(transaction: Transaction, event: PayoutReturned) -> None:
    """Note that the bank did not pay the tranches of a payout, or sent them back, and why."""
    for tranche in await of_payout(transaction, event.payout_id):
        step: Step = "return" if tranche.state == "paid" else "fail"
        await lead(transaction, tranche, step, reason_code=event.reason_code)


async def lead(
    transaction: Transaction,
    tranche: Tranche,
    step: Step,
    *,
    payout_id: UUID | None = None,
    reason_code: str | None = None,
) -> None:
    """Lead a tranche by a named step. Raises TransitionForbidden."""
    after = steps.check_step(STEPS, TRANSITIONS, step, tranche.state)
    await transaction.execute(queries.update_state, tranche.id, after, payout_id or tranche.payout_id, reason_code)


async def of_payout(transaction: Transaction, payout_id: UUID) -> list[Tranche]:
    """Return the tranches that go with a payout."""
    return await transaction.fetch_structs(Tranche, queries.select_of_payout, payout_id)


async def find(transaction: Transaction, tranche_id: UUID) -> Tranche:
    """Return a tranche. Raises NotFound."""
    tranche = await transaction.fetch_struct(Tranche, queries.select_tranche, tranche_id)
    if tranche is None:
        raise NotFound("There is no such tranche.")
    return tranche


async def list_of(transaction: Transaction, award_id: UUID) -> list[Tranche]:
    """Return an award's tranches in the order in which they were released."""
    await awards.find(transaction, award_id)
    return await transaction.fetch_structs(Tranche, queries.select_tranches, award_id)
