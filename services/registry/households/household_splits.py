"""Splits: part of a household lives apart. One person proposes who goes and which share of the money, another confirms.

The new household starts without a right of its own and applies for one. Its share of each lot moves in cards.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from contracts.registry import HouseholdSplit
from services.kit import proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import Malformed
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Relation
from services.registry.households import holders, household_changes, household_notices, households, stays
from services.registry.households.holders import Related
from services.registry.households.household_changes import NewChange, Taken
from services.registry.households.household_members import leaver, tell_moved
from services.registry.households.households import Arrangement
from services.registry.households.stays import Stay
from services.registry.people import aliases

queries = load_queries(__file__)

SPLIT = "household_split"


class Splitting(Body, frozen=True, kw_only=True):
    """Who lives apart from a day on and what they are to the new holder (`applicant`), and the share agreed on.

    `share_basis_points` is of 10,000; a lot's share is rounded down and the rest stays.
    """

    split_on: date
    members: Annotated[tuple[Related, ...], msgspec.Meta(min_length=1, max_length=29)]
    share_basis_points: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    arrangement: Arrangement = "not_stated"


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to, of the household as it was seen. Ids, codes and figures."""

    version: int
    split_on: date
    members: tuple[Related, ...]
    share_basis_points: int
    arrangement: Arrangement


async def propose(transaction: Transaction, household_id: UUID, splitting: Splitting, *, version: int) -> Proposal:
    """Propose a split.

    Raises NotMember, HolderLeaves, HolderTooYoung, Malformed, ProposalOpen, and what a change of a household raises.
    """
    await aliases.refuse(transaction, *(related.person_id for related in splitting.members))
    await household_changes.take(transaction, household_id, version=version, on=splitting.split_on)
    await who_goes(transaction, household_id, splitting.members, splitting.split_on)
    agreed = Agreed(version=version, **msgspec.structs.asdict(splitting))
    return await proposals.propose(
        transaction,
        Proposing(kind=SPLIT, subject_id=household_id, payload=agreed, lifetime=household_changes.PROPOSAL_LIFETIME),
    )


async def who_goes(
    transaction: Transaction, household_id: UUID, members: Sequence[Related], on: date
) -> list[tuple[Stay, Relation]]:
    """Return whose stay ends and what each is to the new holder. Raises as `propose` does."""
    relations = {related.person_id: related.relation for related in members}
    holding = [person_id for person_id, relation in relations.items() if relation == "applicant"]
    if len(relations) != len(members) or len(holding) != 1:
        raise Malformed("Name each person once, and exactly one who holds (applicant).")
    current = await stays.current(transaction, household_id)
    going = [(leaver(current, person_id), relation) for person_id, relation in relations.items()]
    await holders.refuse_minor(transaction, holding[0], list(relations), on)
    return going


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Split a household as two people agreed. Raises Stale when it has changed since."""
    agreed = await proposals.execute(transaction, proposal.id, Agreed)
    household_id, on = proposal.subject_id, agreed.split_on
    taken = await household_changes.take(transaction, household_id, version=agreed.version, on=on)
    going = await who_goes(transaction, household_id, agreed.members, on)
    new_id = await found(transaction, taken, proposal)
    off = NewChange(
        household_id=household_id,
        kind="split_off",
        effective_on=on,
        other_household_id=new_id,
        share_basis_points=agreed.share_basis_points,
        proposed_by=proposal.maker_id,
    )
    back = msgspec.structs.replace(
        off, household_id=new_id, kind="split_from", other_household_id=household_id, share_basis_points=None
    )
    off_id, from_id = [await household_changes.record(transaction, change) for change in (off, back)]
    await stays.end(transaction, off_id, [stay for stay, _ in going], on)
    begun = [
        stays.like(stay, household_id=new_id, joined_on=on, relation=relation, place=place)
        for place, (stay, relation) in enumerate(going, start=1)
    ]
    await stays.begin(transaction, from_id, begun)
    if agreed.arrangement != "not_stated":
        await households.state_arrangement(transaction, new_id, agreed.arrangement, on)
    event = HouseholdSplit(
        household_id=household_id,
        new_household_id=new_id,
        new_holder_id=stays.holder(begun).person_id,
        share_basis_points=agreed.share_basis_points,
        split_on=on,
    )
    await publish(transaction, event)
    await tell_moved(transaction, household_id, begun)
    stayed = stays.holder(await stays.current(transaction, household_id)).person_id
    await household_notices.tell_split(transaction, holder_id=stayed, new_holder_id=event.new_holder_id, on=on)
    await household_changes.settle(transaction, off_id, household_id, on)


async def found(transaction: Transaction, taken: Taken, proposal: Proposal) -> UUID:
    """Enter the household of those who live apart: it is the proposer's, and as protected as the other one."""
    new_id = uuid7()
    await transaction.execute(
        queries.insert_split_household, new_id, transaction.now, proposal.maker_id, taken.protected_for
    )
    return new_id
