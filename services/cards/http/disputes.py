"""Disputes: opened at the desk for a holder, answered by the shop's till, decided by a dispute officer and another."""

from datetime import date
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from contracts.merchants import DisputeAnswer
from services.cards.http.signed import SIGNED, Signed, signed_by_till
from services.cards.payments import dispute_decisions, disputes, provisional_credits
from services.cards.payments.dispute_decisions import Outcome
from services.cards.payments.disputes import (
    Dispute,
    DisputedPayment,
    DisputeFigures,
    DisputeStatus,
    OpenDispute,
    Purpose,
)
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import REPLAYED_HEADER, idempotent
from services.kit.proposals import Proposal
from services.kit.web import Body, Limit, Page, decode_cursor, page

OFFICER = ("dispute_officer",)
OPENERS = ("card_desk", "dispute_officer")
FINANCE = ("finance_officer", "finance_approver", "auditor")


class AnswerDispute(Body, frozen=True, kw_only=True):
    """What the shop says: that the holder is right, or why not."""

    answer: DisputeAnswer


class DecideDispute(Body, frozen=True, kw_only=True):
    """Who is right: the holder (`upheld`) or the shop (`rejected`)."""

    outcome: Outcome


@post("/disputes", guards=[requires(*OPENERS)], tags=["disputes"])
@idempotent(disputes.get, kept=True)
async def open_dispute(data: JSONBody[OpenDispute], transaction: NamedDependency[Transaction]) -> Dispute:
    """Open a dispute for the holder of a card, who has brought the receipt."""
    return await disputes.open_dispute(transaction, data)


@get("/disputes", guards=[requires(*OFFICER)], tags=["disputes"])
async def list_disputes(
    transaction: NamedDependency[Transaction],
    status: FromQuery[DisputeStatus | None] = None,
    due_by: FromQuery[date | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Dispute]:
    """Return disputes, oldest first; with `due_by` those that have to be decided until a day."""
    after = decode_cursor(cursor)
    return page(await disputes.list_disputes(transaction, status, due_by=due_by, after=after, limit=limit + 1), limit)


@get("/dispute-figures", guards=[requires(*OFFICER, *FINANCE)], tags=["disputes"])
async def get_dispute_figures(transaction: NamedDependency[Transaction]) -> list[DisputeFigures]:
    """Return how many disputes are open and late, and what they hold and have cost, by currency."""
    return await disputes.figures(transaction)


@get("/disputes/{dispute_id:uuid}", guards=[requires(*OPENERS)], tags=["disputes"])
async def get_dispute(transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID]) -> Dispute:
    """Return a dispute; it names no shop."""
    return await disputes.get(transaction, dispute_id)


@get("/disputes/{dispute_id:uuid}/payment", guards=[requires(*OFFICER)], tags=["disputes"])
async def get_disputed_payment(
    transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> DisputedPayment:
    """Return the disputed payment, for a purpose; that it was looked at is recorded."""
    return await disputes.payment_of(transaction, dispute_id, purpose=purpose)


@post("/disputes/{dispute_id:uuid}/answers", guards=[signed_by_till], dependencies=SIGNED, tags=["disputes"])
async def answer_dispute(
    data: JSONBody[AnswerDispute], dispute_id: FromPath[UUID], signed: NamedDependency[Signed]
) -> Response[Dispute]:
    """Say what the shop says, by one of its tills."""
    dispute, replayed = await signed.answer(dispute_id, data.answer)
    return Response(dispute, headers={REPLAYED_HEADER: "true"} if replayed else {})


@post("/disputes/{dispute_id:uuid}/decision", guards=[requires(*OFFICER)], tags=["disputes"])
@idempotent(proposals.get, kept=True)
async def decide_dispute(
    data: JSONBody[DecideDispute],
    transaction: NamedDependency[Transaction],
    dispute_id: FromPath[UUID],
    version: NamedDependency[int],
) -> Proposal:
    """Propose who is right; a finance approver has to agree before anything moves."""
    return await dispute_decisions.propose(transaction, dispute_id, data.outcome, version=version)


@post("/disputes/{dispute_id:uuid}/provisional-credit", guards=[requires(*OFFICER)], tags=["disputes"])
@idempotent(proposals.get, kept=True)
async def credit_dispute(
    transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID], version: NamedDependency[int]
) -> Proposal:
    """Propose that the household has the money again until it is decided; a finance approver has to agree."""
    return await provisional_credits.propose(transaction, dispute_id, version=version)


@post("/disputes/{dispute_id:uuid}/withdraw", guards=[requires(*OPENERS)], tags=["disputes"])
@idempotent(disputes.get, kept=True)
async def withdraw_dispute(
    transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID], version: NamedDependency[int]
) -> Dispute:
    """Give a dispute up, because the holder wishes so."""
    return await dispute_decisions.withdraw(transaction, dispute_id, version=version)


ROUTES = [
    open_dispute, list_disputes, get_dispute_figures, get_dispute, get_disputed_payment, answer_dispute, credit_dispute,
    decide_dispute, withdraw_dispute,
]  # fmt: skip
