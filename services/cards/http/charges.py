"""What shops are charged: fees of a month, and what is clawed back, each proposed by one and agreed to by another."""

from datetime import date
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from contracts.types import PositiveMinorUnits
from services.cards.shops import charges, fees
from services.cards.shops.charges import Charge, ClawBack, Reason
from services.cards.shops.fees import Fees
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal
from services.kit.web import Body, Limit, Page, ShortText, decode_cursor, page

OFFICER = ("finance_officer",)
READERS = ("finance_officer", "finance_approver", "auditor")


class ChargeFees(Body, frozen=True, kw_only=True):
    """A month of a programme, the line that receives its fees, and the number of the decision."""

    programme: ShortText
    month: date
    budget_line_id: UUID
    decision_number: ShortText


class ProposeClawBack(Body, frozen=True, kw_only=True):
    """What a shop pays back to a line, why, by which decision, and about which sale where it is about one."""

    merchant_id: UUID
    budget_line_id: UUID
    amount_minor: PositiveMinorUnits
    reason: Reason
    decision_number: ShortText
    payment_id: UUID | None = None


class TakeBack(Body, frozen=True, kw_only=True):
    """The number of the decision by which a charge is taken back."""

    decision_number: ShortText


@get("/fees", guards=[requires(*READERS)], tags=["charges"])
async def preview_fees(
    transaction: NamedDependency[Transaction], programme: FromQuery[str], month: FromQuery[date]
) -> Fees:
    """Return what shops would pay for a month by the schedule that was in force, and of what."""
    return await fees.preview(transaction, programme, month)


@post("/fees", guards=[requires(*OFFICER)], tags=["charges"])
@idempotent(proposals.get, kept=True)
async def propose_fees(data: JSONBody[ChargeFees], transaction: NamedDependency[Transaction]) -> Proposal:
    """Propose to charge a month's fees once its days are settled; somebody else has to agree."""
    return await fees.propose(
        transaction,
        data.programme,
        data.month,
        budget_line_id=data.budget_line_id,
        decision_number=data.decision_number,
    )


@post("/claw-backs", guards=[requires(*OFFICER)], tags=["charges"])
@idempotent(proposals.get, kept=True)
async def propose_claw_back(data: JSONBody[ProposeClawBack], transaction: NamedDependency[Transaction]) -> Proposal:
    """Propose that a shop pays back what it should not have received; somebody else has to agree."""
    claw_back = ClawBack(
        merchant_id=data.merchant_id,
        budget_line_id=data.budget_line_id,
        amount_minor=data.amount_minor,
        reason=data.reason,
        decision_number=data.decision_number,
        payment_id=data.payment_id,
    )
    return await charges.propose_claw_back(transaction, claw_back)


@post("/charges/{charge_id:uuid}/reversal", guards=[requires(*OFFICER)], tags=["charges"])
@idempotent(proposals.get, kept=True)
async def propose_reversal(
    data: JSONBody[TakeBack], transaction: NamedDependency[Transaction], charge_id: FromPath[UUID]
) -> Proposal:
    """Propose to take a charge back, whole; somebody else has to agree."""
    return await charges.propose_reversal(transaction, charge_id, decision_number=data.decision_number)


@get("/charges", guards=[requires(*READERS)], tags=["charges"])
async def list_charges(
    transaction: NamedDependency[Transaction],
    merchant_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Charge]:
    """Return what shops were charged, of one or of all, oldest first."""
    found = await charges.list_all(transaction, merchant_id=merchant_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/charges/{charge_id:uuid}", guards=[requires(*READERS)], tags=["charges"])
async def get_charge(transaction: NamedDependency[Transaction], charge_id: FromPath[UUID]) -> Charge:
    """Return what a shop was charged, and whether that was taken back."""
    return await charges.get(transaction, charge_id)


ROUTES = [preview_fees, propose_fees, propose_claw_back, propose_reversal, list_charges, get_charge]
