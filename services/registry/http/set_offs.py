"""What households received without a right, and what they have repaid of it."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.memberships import confirmations, repayments, set_offs
from services.registry.memberships.repayments import NewRepayment, Repayment
from services.registry.memberships.set_offs import LiftingSetOff, NewSetOff, SetOff, SetOffState

DECIDERS = ("caseworker", "supervisor")
FINANCE = ("finance_approver", "finance_officer")


@post("/memberships/{membership_id:uuid}/set-offs", guards=[requires(*DECIDERS)], tags=["set-offs"])
@idempotent(confirmations.find, kept=True)
async def propose_set_off(
    data: JSONBody[NewSetOff], transaction: NamedDependency[Transaction], membership_id: FromPath[UUID]
) -> Proposal:
    """Propose to claim back what was credited for months without a right, though the membership goes on or is over."""
    return await set_offs.propose_order(transaction, membership_id, data)


@get("/set-offs", guards=[requires(*DECIDERS, *FINANCE, "auditor")], tags=["set-offs"])
async def list_set_offs(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    household_id: FromQuery[UUID | None] = None,
    status: FromQuery[SetOffState | None] = None,
) -> Page[SetOff]:
    """Return set-offs, oldest first: of one household, of one state, or all."""
    after = decode_cursor(cursor)
    listed = await set_offs.list_page(transaction, after=after, limit=limit, household_id=household_id, state=status)
    return page(listed, limit)


@get("/set-offs/{set_off_id:uuid}", guards=[requires(*DECIDERS, *FINANCE, "auditor")], tags=["set-offs"])
async def read_set_off(transaction: NamedDependency[Transaction], set_off_id: FromPath[UUID]) -> SetOff:
    """Return a set-off with what is owed of it."""
    return await set_offs.find(transaction, set_off_id)


@post("/set-offs/{set_off_id:uuid}/lift", guards=[requires(*DECIDERS)], tags=["set-offs"])
@idempotent(confirmations.find, kept=True)
async def propose_lifting_set_off(
    data: JSONBody[LiftingSetOff],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    set_off_id: FromPath[UUID],
) -> Proposal:
    """Propose that the rest is not owed."""
    return await set_offs.propose_lifting(transaction, set_off_id, data, version=version)


@get("/set-offs/{set_off_id:uuid}/repayments", guards=[requires(*DECIDERS, *FINANCE, "auditor")], tags=["set-offs"])
async def list_repayments(transaction: NamedDependency[Transaction], set_off_id: FromPath[UUID]) -> list[Repayment]:
    """Return what was repaid of a set-off in another way."""
    return await repayments.of_set_off(transaction, set_off_id)


@post("/set-offs/{set_off_id:uuid}/repayments", guards=[requires("finance_officer")], tags=["set-offs"])
@idempotent(repayments.find, kept=True)
async def record_repayment(
    data: JSONBody[NewRepayment], transaction: NamedDependency[Transaction], set_off_id: FromPath[UUID]
) -> Repayment:
    """Record money that came back; it counts once another person has confirmed it."""
    return await repayments.record(transaction, set_off_id, data)


@get("/repayments-to-confirm", guards=[requires(*FINANCE)], tags=["set-offs"])
async def list_repayments_to_confirm(
    transaction: NamedDependency[Transaction], cursor: FromQuery[str | None] = None, limit: FromQuery[Limit] = 50
) -> Page[Repayment]:
    """Return the repayments that wait for a second person, oldest first."""
    return page(await repayments.to_confirm(transaction, after=decode_cursor(cursor), limit=limit), limit)


@post("/repayments/{repayment_id:uuid}/confirm", guards=[requires("finance_approver")], tags=["set-offs"])
@idempotent(repayments.find, kept=True)
async def confirm_repayment(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], repayment_id: FromPath[UUID]
) -> Repayment:
    """Confirm a repayment as another person than who recorded it."""
    return await repayments.confirm(transaction, repayment_id, version=version)


@post("/repayments/{repayment_id:uuid}/reject", guards=[requires(*FINANCE)], tags=["set-offs"])
@idempotent(repayments.find, kept=True)
async def reject_repayment(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], repayment_id: FromPath[UUID]
) -> Repayment:
    """Refuse what was recorded, or take an own record back."""
    return await repayments.reject(transaction, repayment_id, version=version)


ROUTES = [
    propose_set_off, list_set_offs, read_set_off, propose_lifting_set_off, list_repayments, record_repayment,
    list_repayments_to_confirm, confirm_repayment, reject_repayment,
]  # fmt: skip
