"""Handling: how a complaint goes on, from hand to hand, until it is answered and closed.

Nobody looks into a complaint who had a part in what it is about; the database refuses it once more.
"""

from uuid import UUID

from contracts.registry import GrievanceClosed
from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import Forbidden, NotFound, Problem, SameActor
from services.kit.events import publish
from services.kit.log import log
from services.kit.sentences import sentence
from services.kit.settings import Settings
from services.kit.transitions import transition
from services.kit.web import Body, LongText, check_version
from services.registry.grievances import grievance_texts, grievances
from services.registry.grievances.grievances import SUPERVISOR, TRANSITIONS, Grievance, GrievanceState, queries
from services.registry.letters import letters
from services.registry.letters.letters import Telling


class Assigning(Body, frozen=True, kw_only=True):
    """Who is to look into a complaint."""

    assignee_id: UUID


class Answering(Body, frozen=True, kw_only=True):
    """What the complainant is answered, in their language, and whether the complaint was right."""

    answer: LongText
    upheld: bool


class TookPart(Problem):
    """Somebody who had no part in it has to look into this complaint."""


class GrievanceAssignedToAnother(Forbidden):
    """Another person looks into this complaint."""


class GrievanceUnanswered(Problem):
    """A complaint is not closed before it is answered."""


async def assign(transaction: Transaction, grievance_id: UUID, assigning: Assigning, *, version: int) -> Grievance:
    """Give a complaint to somebody who had no part in it. Raises TookPart, Stale, TransitionForbidden, NotFound."""
    grievance = await take(transaction, grievance_id, "assigned", version=version)
    await refuse_partial(transaction, grievance, assigning.assignee_id)
    await transaction.execute(
        queries.assign_grievance, grievance.id, assigning.assignee_id, transaction.actor_id, transaction.now
    )
    return await noted(transaction, grievance, "grievance_assigned")


async def review(transaction: Transaction, grievance_id: UUID, *, version: int) -> Grievance:
    """Begin to look into a complaint, as the person who has it. Raises GrievanceAssignedToAnother, Stale."""
    grievance = await take(transaction, grievance_id, "in_review", version=version)
    refuse_others(transaction, grievance)
    await transaction.execute(queries.review_grievance, grievance.id)
    return await noted(transaction, grievance, "grievance_reviewed")


async def answer(transaction: Transaction, grievance_id: UUID, answering: Answering, *, version: int) -> Grievance:
    """Answer a complaint, as the person who has it, or an escalated one as another supervisor; the person is told.

    Raises GrievanceAssignedToAnother, SameActor, TookPart, Stale, TransitionForbidden, NotFound.
    """
    grievance = await take(transaction, grievance_id, "answered", version=version)
    refuse_others(transaction, grievance)
    await refuse_partial(transaction, grievance, transaction.actor_id)
    await grievance_texts.keep(transaction, grievance.id, "answer", answering.answer, of=grievance.complainant_id)
    await transaction.execute(
        queries.answer_grievance, grievance.id, transaction.actor_id, transaction.now, answering.upheld
    )
    if grievance.complainant_id is not None:
        await letters.tell(transaction, [answered(grievance.complainant_id, grievance.reference, answering)])
    return await noted(transaction, grievance, "grievance_answered")


async def escalate(transaction: Transaction, grievance_id: UUID, *, version: int) -> Grievance:
    """Hand a complaint on to the supervisors: by who has it, or because the answer does not satisfy the person."""
    grievance = await take(transaction, grievance_id, "escalated", version=version)
    if SUPERVISOR not in transaction.context.actor_roles:
        refuse_others(transaction, grievance)
    await transaction.execute(queries.escalate_grievance, grievance.id, transaction.now)
    return await noted(transaction, grievance, "grievance_escalated")


async def close(transaction: Transaction, grievance_id: UUID, *, version: int) -> Grievance:
    """Close an answered complaint for ever, and tell the others. Raises GrievanceUnanswered, SameActor, Stale."""
    grievance = await take(transaction, grievance_id, "closed", version=version)
    if SUPERVISOR not in transaction.context.actor_roles or grievance.state == "escalated":
        refuse_others(transaction, grievance)
    if grievance.upheld is None:
        raise GrievanceUnanswered("Answer it first.")
    await transaction.execute(
        queries.close_grievance, grievance.id, transaction.actor_id, transaction.now, transaction.today
    )
    await publish(
        transaction,
        GrievanceClosed(
            grievance_id=grievance.id,
            category=grievance.category,
            upheld=grievance.upheld,
            closed_on=transaction.today,
        ),
    )
    return await noted(transaction, grievance, "grievance_closed")


async def take(transaction: Transaction, grievance_id: UUID, wanted: GrievanceState, *, version: int) -> Grievance:
    """Return a complaint locked, when the step is in the table. Raises NotFound, Stale, TransitionForbidden."""
    grievance = await transaction.fetch_struct(Grievance, queries.lock_grievance, grievance_id)
    if grievance is None or not grievances.may_read(transaction, grievance):
        raise NotFound(f"There is no complaint {grievance_id}.")
    check_version(grievance.version, version)
    transition(TRANSITIONS, grievance.state, wanted)
    return grievance


def refuse_others(transaction: Transaction, grievance: Grievance) -> None:
    """Raise unless the acting person has the complaint; an escalated one is for a supervisor who did not have it."""
    if grievance.state == "escalated":
        if SUPERVISOR not in transaction.context.actor_roles:
            raise GrievanceAssignedToAnother("A supervisor goes on with it.")
        if transaction.actor_id == grievance.escalated_from:
            raise SameActor("A supervisor who did not have this complaint before goes on with it.")
    elif grievance.assigned_to != transaction.actor_id:
        raise GrievanceAssignedToAnother("Who has the complaint does this.")


async def refuse_partial(transaction: Transaction, grievance: Grievance, staff_id: UUID) -> None:
    """Raise TookPart for who opened, assessed, recommended or decided, is complained about, or is a relative."""
    arguments = (staff_id, grievance.application_id, grievance.complainant_id)
    if staff_id == grievance.staff_id or await transaction.fetchval(queries.is_partial, *arguments):
        raise TookPart("Choose somebody who had no part in it and is no relative.", staff_id=staff_id)


async def noted(transaction: Transaction, grievance: Grievance, action: str) -> Grievance:
    """Keep who did this step, and return the complaint without its texts as it is now."""
    await audit.record(transaction, action, object_type="grievance", object_ids=[grievance.id])
    return await find(transaction, grievance.id)


async def find(transaction: Transaction, grievance_id: UUID) -> Grievance:
    """Return a complaint after a step, without its texts: who has handed it on may not read it any more."""
    grievance = await transaction.fetch_struct(Grievance, queries.find_grievance, grievance_id)
    if grievance is None:
        raise NotFound(f"There is no complaint {grievance_id}.")
    return grievances.shown(transaction, grievance)


async def remind(transaction: Transaction, settings: Settings) -> None:
    """Tell persons, once, that their answer takes longer than they were promised, and log how many are late."""
    late = await transaction.fetch(queries.take_overdue, transaction.today, transaction.now)
    known = [row for row in late if row["complainant_id"] is not None]
    await letters.tell(transaction, [delayed(row["complainant_id"], row["reference"]) for row in known])
    late_ids = [row["id"] for row in late]
    await audit.record(transaction, "grievance_overdue", object_type="grievance", object_ids=late_ids)
    if late:
        log.warning("grievances_overdue", count=len(late))


def answered(person_id: UUID, reference: str, answering: Answering) -> Telling:
    """Return the words of an answer."""
    verdict = sentence("You were right.") if answering.upheld else sentence("We found nothing that has to be changed.")
    return Telling(
        person_id=person_id,
        subject=sentence("The answer to your complaint {reference}.", reference=reference),
        body=verdict,
        details=(
            sentence("{answer}", answer=answering.answer),
            sentence("If this does not satisfy you, tell the desk: a supervisor looks at it anew."),
        ),
    )


def delayed(person_id: UUID, reference: str) -> Telling:
    """Return the words with which a late answer is excused (GDPR art. 12(3), Law 2690/1999 art. 4(2))."""
    return Telling(
        person_id=person_id,
        subject=sentence("Your complaint takes longer."),
        body=sentence(
            "We could not answer your complaint {reference} in time. We are still looking into it.", reference=reference
        ),
    )
