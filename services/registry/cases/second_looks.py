"""Second looks: somebody has looked again at a decision whose household has changed, and says what came of it.

What is to be put right is done where such things are done, in the membership's steps; here only stands that it was.
"""

from uuid import UUID

from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing import stale_assessments
from services.registry.assessing.stale_assessments import Outcome, StaleAssessment
from services.registry.cases import applications

queries = load_queries(__file__)


class LookedAtAlready(Problem):
    """Somebody has looked at this decision since."""


class Looking(Body, frozen=True, kw_only=True):
    """What came of a second look."""

    outcome: Outcome


async def look(transaction: Transaction, stale_id: UUID, looking: Looking) -> StaleAssessment:
    """Keep what came of a second look, for this note and those before it about the same application.

    Raises LookedAtAlready, NotFound, OwnCase, PersonsProtected.
    """
    stale = await stale_assessments.find(transaction, stale_id)
    application = await applications.look_into(transaction, stale.application_id)
    looked = await transaction.fetch(
        queries.insert_looks, application.id, stale_id, looking.outcome, transaction.now, transaction.actor_id
    )
    if stale_id not in {row["stale_assessment_id"] for row in looked}:
        raise LookedAtAlready("Open the list anew.")
    await audit.record(
        transaction, f"second_look_{looking.outcome}", object_type="application", object_ids=[application.id]
    )
    return await stale_assessments.find(transaction, stale_id)
