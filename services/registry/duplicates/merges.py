"""Merges: two entries become one person. One person proposes, another confirms; nothing of it is undone.

The one who remains keeps every number, spelling, consent and kinship of both. The other id stays for ever as an alias:
what names it is answered about the one who remains, and it is erased together with that person only. Where lives and
rights would cross, the merge is refused and says what to end first.
"""

from uuid import UUID

import msgspec

from contracts.registry import MemberJoined, MemberLeft
from services.kit import proposals, vault
from services.kit.db import Transaction
from services.kit.errors import Malformed, NotFound, Problem
from services.kit.events import publish
from services.kit.proposals import Proposing, Quoted
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body
from services.registry.duplicates import duplicates, match_keys, suspicions
from services.registry.duplicates.duplicates import MERGE, TRANSITIONS, Duplicate
from services.registry.households import holders, household_changes, household_members, protections, proxies, stays
from services.registry.households.holders import NewHolder
from services.registry.households.household_changes import NewChange
from services.registry.households.stays import Stay
from services.registry.people import kinships, persons
from services.registry.people.aliases import PersonMerged

queries = load_queries(__file__)


class Merging(Body, frozen=True, kw_only=True):
    """Who of the two remains."""

    survivor_id: UUID


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to."""

    survivor_id: UUID
    merged_id: UUID


class BothEntitled(Problem):
    """Both have a running right to the same programme: end one of them first."""


async def propose(transaction: Transaction, duplicate_id: UUID, merging: Merging, *, version: int) -> Duplicate:
    """Propose that a pair is one person. Raises Stale, OwnCase, BothEntitled, ProposalOpen, TransitionForbidden."""
    duplicate = await duplicates.take(transaction, duplicate_id, version=version)
    transition(TRANSITIONS, duplicate.state, "merged")
    agreed = agreed_of(duplicate, merging.survivor_id)
    await refuse(transaction, agreed)
    await proposals.propose(transaction, Proposing(kind=MERGE, subject_id=duplicate.id, payload=agreed))
    return duplicate


def agreed_of(duplicate: Duplicate, survivor_id: UUID) -> Agreed:
    """Return who of a pair remains and who becomes an alias. Raises Malformed."""
    if survivor_id not in {duplicate.first_id, duplicate.second_id}:
        raise Malformed("The one who remains is one of the two.")
    merged_id = duplicate.second_id if survivor_id == duplicate.first_id else duplicate.first_id
    return Agreed(survivor_id=survivor_id, merged_id=merged_id)


async def refuse(transaction: Transaction, agreed: Agreed) -> None:
    """Raise BothEntitled, OwnCase or PersonsProtected for two who may not be merged, or not by the acting person."""
    pair = (agreed.survivor_id, agreed.merged_id)
    await kinships.refuse_persons(transaction, pair)
    for person_id in pair:
        await protections.refuse_hidden(transaction, person_id)
    rows = await transaction.fetch(queries.rights_of_both, *pair, transaction.today)
    if rows:
        raise BothEntitled("Look at both households.", programmes=[row["programme"] for row in rows])


async def confirm(transaction: Transaction, duplicate_id: UUID, agreeing: Quoted, *, version: int) -> Duplicate:
    """Merge a pair as another person proposed. Raises SameActor, ProposalChanged, HolderLeaves."""
    duplicate = await duplicates.take(transaction, duplicate_id, version=version)
    state = transition(TRANSITIONS, duplicate.state, "merged")
    proposal = await duplicates.waiting(transaction, duplicate_id)
    if proposal is None:
        raise NotFound("Nobody has proposed to merge these two, or it was not decided in time.")
    await proposals.approve(transaction, proposal.id, payload_hash=agreeing.payload_hash)
    agreed = await proposals.execute(transaction, proposal.id, Agreed)
    await refuse(transaction, agreed)
    await transaction.execute(
        duplicates.queries.resolve,
        duplicate.id,
        state,
        transaction.now,
        transaction.actor_id,
        proposal.maker_id,
        agreed.survivor_id,
    )
    await merge(transaction, agreed)
    return await duplicates.find(transaction, duplicate.id)


async def merge(transaction: Transaction, agreed: Agreed) -> None:
    """Make one person of two. Raises PersonErased, PersonMerged, HolderLeaves."""
    survivor_id, merged_id = agreed.survivor_id, agreed.merged_id
    for row in await transaction.fetch(queries.lock_persons, [survivor_id, merged_id]):
        if row["erased_at"] is not None:
            raise vault.PersonErased(f"Person {row['id']} has been erased.")
        if row["merged_into"] is not None:
            raise PersonMerged("One of the two was merged already.", person_id=row["merged_into"])
    await move_home(transaction, agreed)
    await proxies.end_all(transaction, household_id=None, person_id=merged_id, reason="merged")
    await move_fields(transaction, agreed)
    for query in (
        queries.move_consents,
        queries.move_kinships,
        queries.move_legal_holds,
        queries.move_suspicions,
        queries.merge_person,
    ):
        await transaction.execute(query, merged_id, survivor_id)
    await transaction.execute(queries.touch_person, survivor_id)
    await match_keys.take_over(transaction, merged_id, survivor_id=survivor_id)
    await suspicions.forget(transaction, [merged_id])
    await suspicions.follow(transaction, [survivor_id, merged_id])


async def move_fields(transaction: Transaction, agreed: Agreed) -> None:
    """Give the one who remains what only the other had; another number of the same kind stays with the alias."""
    pair = (agreed.survivor_id, agreed.merged_id)
    opened = await vault.open_many(transaction, pair, purpose="duplicate_check")
    own, others = (opened[person_id] for person_id in pair)
    kept = persons.ADDRESS if await protections.protected_among(transaction, [agreed.survivor_id]) else ()
    missing = {field: value for field, value in others.items() if field not in own and field not in kept}
    if missing:
        await vault.remove_fields(transaction, [agreed.merged_id], missing)
        await vault.seal(transaction, agreed.survivor_id, missing, indexed=persons.INDEXED)


async def move_home(transaction: Transaction, agreed: Agreed) -> None:
    """Let the one who remains live where the other did, or the other live nowhere. Raises HolderLeaves."""
    today = transaction.today
    there = await stays.home_of(transaction, agreed.merged_id)
    if there is None:
        return
    home = await stays.home_of(transaction, agreed.survivor_id)
    await household_changes.take_all(transaction, {each.household_id for each in (home, there) if each}, on=today)
    if home is not None:
        household_members.leaver([there], agreed.merged_id)
    holds = there.relation == "applicant"
    change = NewChange(
        household_id=there.household_id,
        kind="left" if home else "holder_changed" if holds else "joined",
        effective_on=today,
        person_id=agreed.merged_id if home else agreed.survivor_id,
        reason="merged",
    )
    change_id = await household_changes.record(transaction, change)
    await stays.end(transaction, change_id, [there], today)
    if home is None:
        begun = stays.like(there, person_id=agreed.survivor_id, joined_on=today)
        await stays.begin(transaction, change_id, [begun])
    await tell(transaction, agreed, there, joins=home is None)
    await household_changes.settle(transaction, change_id, there.household_id, today)


async def tell(transaction: Transaction, agreed: Agreed, there: Stay, *, joins: bool) -> None:
    """Tell the other services who belongs to the household now, and who holds it."""
    household_id, today = there.household_id, transaction.today
    await publish(transaction, MemberLeft(household_id=household_id, person_id=agreed.merged_id, left_on=today))
    if joins:
        joined = MemberJoined(household_id=household_id, person_id=agreed.survivor_id, joined_on=today)
        await publish(transaction, joined)
        if there.relation == "applicant":
            new = NewHolder(person_id=agreed.survivor_id, changed_on=today)
            await holders.follow(transaction, household_id, agreed.merged_id, new)
