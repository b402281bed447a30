"""Merges: a household goes up in another one. One person proposes, another confirms.

Its rights end, its open cases are withdrawn and its lots move in cards; the other household applies anew for those who
came. Where one of the two is protected, all of them are.
"""

from datetime import date
from uuid import UUID

import msgspec

from contracts.registry import HouseholdMerged
from services.kit import proposals, vault
from services.kit.db import Transaction
from services.kit.errors import Malformed, Stale
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Relation
from services.registry.households import closures, household_changes, household_notices, stays
from services.registry.households.holders import Relations
from services.registry.households.household_changes import NewChange, Taken
from services.registry.households.household_members import free_place, refuse_crowd, tell_moved
from services.registry.households.stays import Stay
from services.registry.people.persons import ADDRESS

queries = load_queries(__file__)

MERGE = "household_merge"


class Merging(Body, frozen=True, kw_only=True):
    """Into which household, from which day on, and what each is to its holder; who is not named is `other`."""

    into_household_id: UUID
    merged_on: date
    relations: Relations = ()


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to, of both households as they were seen."""

    version: int
    into_version: int
    into_household_id: UUID
    merged_on: date
    relations: Relations


async def propose(transaction: Transaction, household_id: UUID, merging: Merging, *, version: int) -> Proposal:
    """Propose that a household goes up in another one.

    Raises NotMember, Malformed, ProposalOpen, and what a change of a household raises.
    """
    if merging.into_household_id == household_id:
        raise Malformed("Name another household.")
    into_id, on = merging.into_household_id, merging.merged_on
    _, into = await household_changes.take_all(transaction, [household_id, into_id], on=on)
    await household_changes.take(transaction, household_id, version=version, on=on)
    agreed = Agreed(version=version, into_version=into.version, **msgspec.structs.asdict(merging))
    relations_of(await stays.current(transaction, household_id), agreed)
    return await proposals.propose(
        transaction,
        Proposing(kind=MERGE, subject_id=household_id, payload=agreed, lifetime=household_changes.PROPOSAL_LIFETIME),
    )


def relations_of(coming: list[Stay], agreed: Agreed) -> dict[UUID, Relation]:
    """Return what each is to the other household's holder. Raises NotMember, Malformed."""
    relations: dict[UUID, Relation] = {stay.person_id: "other" for stay in coming}
    for related in agreed.relations:
        stays.member(coming, related.person_id)
        if related.relation == "applicant":
            raise Malformed("The other household keeps its holder.")
        relations[related.person_id] = related.relation
    return relations


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Merge two households as two people agreed. Raises Stale when one of them has changed since."""
    agreed = await proposals.execute(transaction, proposal.id, Agreed)
    household_id, into_id, on = proposal.subject_id, agreed.into_household_id, agreed.merged_on
    gone, into = await household_changes.take_all(transaction, [household_id, into_id], on=on)
    if (gone.version, into.version) != (agreed.version, agreed.into_version):
        raise Stale("One of the households has changed since; propose it anew.")
    coming, there = await stays.current(transaction, household_id), await stays.current(transaction, into_id)
    refuse_crowd(len(coming) + len(there))
    relations = relations_of(coming, agreed)
    away = NewChange(
        household_id=household_id,
        kind="merged_into",
        effective_on=on,
        other_household_id=into_id,
        proposed_by=proposal.maker_id,
    )
    here = msgspec.structs.replace(away, household_id=into_id, kind="merged_with", other_household_id=household_id)
    away_id, here_id = [await household_changes.record(transaction, change) for change in (away, here)]
    await stays.end_all(transaction, away_id, household_id, on)
    begun = [
        stays.like(stay, household_id=into_id, joined_on=on, relation=relations[stay.person_id], place=place)
        for place, stay in enumerate(coming, start=free_place(there))
    ]
    await stays.begin(transaction, here_id, begun)
    await closures.wind_up(transaction, household_id, "merged", on, into_id=into_id)
    await share_protection(transaction, gone, into)
    await publish(transaction, HouseholdMerged(household_id=household_id, into_household_id=into_id, merged_on=on))
    await tell_moved(transaction, household_id, begun)
    former_id, holder_id = stays.holder(coming).person_id, stays.holder(there).person_id
    await household_notices.tell_merged(transaction, holder_id=former_id, into_holder_id=holder_id, on=on)
    await household_changes.settle(transaction, away_id, household_id, on)
    await household_changes.settle(transaction, here_id, into_id, on)


async def share_protection(transaction: Transaction, gone: Taken, into: Taken) -> None:
    """Protect everybody in the household where one of the two was protected, and forget their addresses."""
    reason = into.protected_for or gone.protected_for
    if reason is not None:
        await transaction.execute(queries.protect_merged, into.id, reason)
        together = await stays.current(transaction, into.id)
        await vault.remove_fields(transaction, [stay.person_id for stay in together], ADDRESS)
