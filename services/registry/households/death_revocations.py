"""Death revocations: a death that was entered by mistake is taken back; one person proposes it, another confirms.

The person lives in the household again from the day of leaving it on, so that who was where on any date is as it was;
what was entered meanwhile stays on record. Whoever held in the place of this person hands back. A household that closed
because nobody of age was left is opened again: its rights go on, and the months missed are credited with the next run.
Cards stay closed, new ones are ordered. Proxies are appointed and open applications made anew, for both rest on
consents of that time.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from contracts.registry import HouseholdReopened, MemberJoined, PersonDeathRevoked
from services.kit import proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.web import Body, check_version
from services.registry.assessing.facts import Code
from services.registry.households import deaths, holders, household_changes, protections, stays
from services.registry.households.holders import NewHolder, Related
from services.registry.households.household_changes import NewChange
from services.registry.households.stays import Stay
from services.registry.memberships import continuations
from services.registry.people import aliases, kinships

queries = load_queries(__file__)

DEATH_REVOCATION: Final = "death_revocation"


class Revoking(Body, frozen=True, kw_only=True):
    """Why the entry was a mistake, as a code such as `wrong_person` or `register_corrected`."""

    reason: Code


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to, of the person as seen."""

    version: int
    died_on: date
    reason: str


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """A death that was taken back."""

    id: UUID
    person_id: UUID
    died_on: date
    reason: str
    proposed_by: UUID
    revoked_by: UUID
    revoked_at: datetime


class Death(msgspec.Struct, frozen=True, kw_only=True):
    """The change of a household that a death was."""

    id: UUID
    household_id: UUID
    effective_on: date


class PersonAlive(Problem):
    """No death of this person is on record."""


async def propose(transaction: Transaction, person_id: UUID, revoking: Revoking, *, version: int) -> Proposal:
    """Propose to take a death back.

    Raises NotFound, PersonMerged, Stale, PersonAlive, OwnCase, PersonsProtected, ProposalOpen.
    """
    died_on = await take(transaction, person_id, version=version)
    agreed = Agreed(version=version, died_on=died_on, reason=revoking.reason)
    lifetime = household_changes.PROPOSAL_LIFETIME
    return await proposals.propose(
        transaction, Proposing(kind=DEATH_REVOCATION, subject_id=person_id, payload=agreed, lifetime=lifetime)
    )


async def take(transaction: Transaction, person_id: UUID, *, version: int) -> date:
    """Lock a person and return the day of death on record. Raises as `propose` does."""
    await aliases.refuse(transaction, person_id)
    row = await transaction.fetchrow(deaths.queries.lock_person, person_id)
    if row is None:
        raise NotFound(f"There is no person {person_id}.")
    check_version(row["version"], version)
    await kinships.refuse_persons(transaction, [person_id])
    await protections.refuse_hidden(transaction, person_id)
    if row["died_on"] is None:
        raise PersonAlive("Nothing is to be taken back.")
    died_on: date = row["died_on"]
    return died_on


async def carry_out(transaction: Transaction, proposal: Proposal) -> None:
    """Take a death back as two people agreed. Raises Stale when the person was changed since."""
    agreed = await proposals.execute(transaction, proposal.id, Agreed)
    person_id = proposal.subject_id
    await take(transaction, person_id, version=agreed.version)
    await transaction.execute(
        queries.insert_revocation,
        uuid7(),
        person_id,
        agreed.died_on,
        agreed.reason,
        proposal.maker_id,
        transaction.actor_id,
        transaction.now,
    )
    await transaction.execute(queries.revive, person_id)
    await publish(transaction, PersonDeathRevoked(person_id=person_id, revoked_on=transaction.today))
    death = await transaction.fetch_struct(Death, queries.find_death, person_id)
    if death is not None:
        await come_home(transaction, death, proposal)


async def come_home(transaction: Transaction, death: Death, proposal: Proposal) -> None:
    """Let the person live in the household again, unless it merged or moved away meanwhile."""
    closing = await transaction.fetchrow(queries.find_closing, death.household_id)
    if closing is not None:
        await reopen(transaction, death, closing["id"], proposal)
    elif await transaction.fetchval(queries.is_open, death.household_id):
        await rejoin(transaction, death, proposal)


async def rejoin(transaction: Transaction, death: Death, proposal: Proposal) -> None:
    """Let the person belong to the living household again, and hold it where another one did so since the death."""
    on = max(death.effective_on, household_changes.first_day(transaction))
    await household_changes.take(transaction, death.household_id, version=None, on=on)
    change_id = await household_changes.record(transaction, change(death, proposal, "death_revoked", on))
    ended = await transaction.fetch_structs(Stay, queries.stays_ended_by, death.id)
    (former,) = (stay for stay in ended if stay.person_id == proposal.subject_id)
    relation = "other" if former.relation == "applicant" else former.relation
    begun = [stays.like(former, joined_on=on, relation=relation)]
    await stays.begin(transaction, change_id, begun)
    await tell(transaction, begun)
    if former.relation == "applicant":
        await hand_back(transaction, change_id, death, proposal.subject_id)
    await household_changes.settle(transaction, change_id, death.household_id, on)


async def hand_back(transaction: Transaction, change_id: UUID, death: Death, person_id: UUID) -> None:
    """Let the person hold again from today, unless somebody was chosen as the holder since the death."""
    current = await stays.current(transaction, death.household_id)
    if stays.holder(current).begun_by != death.id:
        return
    rows = await transaction.fetch(queries.relations_before, death.id)
    relations = tuple(
        Related(person_id=row["person_id"], relation=row["relation"]) for row in rows if row["relation"] != "applicant"
    )
    new = NewHolder(person_id=person_id, changed_on=transaction.today, relations=relations)
    await holders.install(transaction, change_id, current, new)


async def reopen(transaction: Transaction, death: Death, closing_id: UUID, proposal: Proposal) -> None:
    """Open a household again that closed by a death: who has no other home belongs to it, and its rights go on."""
    household_id = death.household_id
    await transaction.execute(queries.reopen_household, household_id)
    on = max(death.effective_on, household_changes.first_day(transaction))
    await household_changes.take(transaction, household_id, version=None, on=on)
    change_id = await household_changes.record(transaction, change(death, proposal, "reopened", on))
    ended = [
        stay
        for change_id_of in (death.id, closing_id)
        for stay in await transaction.fetch_structs(Stay, queries.stays_ended_by, change_id_of)
    ]
    begun = [stays.like(stay, joined_on=on) for stay in ended]
    await stays.begin(transaction, change_id, begun)
    await publish(transaction, HouseholdReopened(household_id=household_id, reopened_on=transaction.today))
    await tell(transaction, begun)
    for row in await transaction.fetch(queries.ended_rights, household_id, death.effective_on - timedelta(days=1)):
        await continuations.go_on(transaction, row["id"], suspended_for=row["suspended_for"])
    await household_changes.settle(transaction, change_id, household_id, on)


def change(death: Death, proposal: Proposal, kind: household_changes.ChangeKind, on: date) -> NewChange:
    """Return what changes in the household of the person who lives."""
    return NewChange(
        household_id=death.household_id,
        kind=kind,
        effective_on=on,
        person_id=proposal.subject_id,
        reason="death_revoked",
        proposed_by=proposal.maker_id,
    )


async def tell(transaction: Transaction, begun: list[Stay]) -> None:
    """Tell the other services who belongs to the household again."""
    joined = [
        MemberJoined(household_id=stay.household_id, person_id=stay.person_id, joined_on=stay.joined_on)
        for stay in begun
    ]
    await publish(transaction, *joined)


async def of_person(transaction: Transaction, person_id: UUID) -> list[Revocation]:
    """Return the deaths of a person that were taken back. Raises NotFound, OwnCase, PersonsProtected."""
    person_id = await aliases.resolve(transaction, person_id)
    await protections.refuse_hidden(transaction, person_id)
    await kinships.refuse_persons(transaction, [person_id])
    if not await transaction.fetchval(household_changes.queries.person_exists, person_id):
        raise NotFound(f"There is no person {person_id}.")
    return await transaction.fetch_structs(Revocation, queries.list_revocations, person_id)
