"""What entitled households owe in return: registration, jobs that are offered, training."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.registry.memberships import job_offers, obligations
from services.registry.memberships.job_offers import NewOffer, Offer, OfferAnswer
from services.registry.memberships.obligations import Obligations


@get("/households/{household_id:uuid}/obligations", guards=[requires("caseworker", "supervisor")], tags=["obligations"])
async def read_obligations(
    transaction: NamedDependency[Transaction], household_id: FromPath[UUID]
) -> list[Obligations]:
    """Return what a household owes for each of its rights, and what of it is missing."""
    return await obligations.of_household(transaction, household_id)


@post("/memberships/{membership_id:uuid}/job-offers", guards=[requires("caseworker")], tags=["obligations"])
@idempotent(job_offers.find)
async def record_offer(
    data: JSONBody[NewOffer], transaction: NamedDependency[Transaction], membership_id: FromPath[UUID]
) -> Offer:
    """Record a job offer to a member of the household."""
    return await job_offers.record(transaction, membership_id, data)


@post("/job-offers/{offer_id:uuid}/answer", guards=[requires("caseworker")], tags=["obligations"])
@idempotent(job_offers.find)
async def answer_offer(
    data: JSONBody[OfferAnswer],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    offer_id: FromPath[UUID],
) -> Offer:
    """Record what became of a job offer."""
    return await job_offers.answer(transaction, offer_id, data, version=version)


ROUTES = [read_obligations, record_offer, answer_offer]
