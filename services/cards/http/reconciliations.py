"""Reconciliation: the bank's statements of the programmes' account, and the cases of what differs."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, RawBody

from services.cards.budgets import bank_statements, reconciliation_cases, reconciliations
from services.cards.budgets.bank_statements import BankBooking, BankStatement, StatementFile
from services.cards.budgets.reconciliation_cases import CaseStatus, ClosedFor, ReconciliationCase
from services.cards.budgets.reconciliations import Reconciliation
from services.kit import proposals
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import BYTES_MAX
from services.kit.idempotency import idempotent
from services.kit.proposals import Proposal
from services.kit.web import Body, Limit, Page, ShortText, decode_cursor, page

OFFICER = ("finance_officer",)
READERS = ("finance_officer", "finance_approver", "auditor")


class ProposeCaseClosing(Body, frozen=True, kw_only=True):
    """Why bank and ledger differ for good, and the number of a decision where one was needed."""

    closed_for: ClosedFor
    decision_number: ShortText | None = None


@post("/bank-statements", guards=[requires(*OFFICER)], request_max_body_size=BYTES_MAX, tags=["reconciliation"])
async def read_statement(body: RawBody, transaction: NamedDependency[Transaction]) -> StatementFile:
    """Read a camt.053 of the programmes' account, which is the body; the same file again changes nothing."""
    return await reconciliations.read(transaction, body)


@get("/bank-statements", guards=[requires(*READERS)], tags=["reconciliation"])
async def list_statements(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[BankStatement]:
    """Return the statements that were read."""
    return page(await bank_statements.list_page(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/bank-statements/{statement_id:uuid}", guards=[requires(*READERS)], tags=["reconciliation"])
async def get_statement(transaction: NamedDependency[Transaction], statement_id: FromPath[UUID]) -> BankStatement:
    """Return a statement, and how many of its bookings are not matched."""
    return await bank_statements.get(transaction, statement_id)


@get("/bank-statements/{statement_id:uuid}/bookings", guards=[requires(*READERS)], tags=["reconciliation"])
async def list_bookings(
    transaction: NamedDependency[Transaction],
    statement_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[BankBooking]:
    """Return a statement's bookings, and by what each was matched."""
    found = await bank_statements.list_bookings(transaction, statement_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/bank-statements/{statement_id:uuid}/reconciliation", guards=[requires(*READERS)], tags=["reconciliation"])
async def get_reconciliation(transaction: NamedDependency[Transaction], statement_id: FromPath[UUID]) -> Reconciliation:
    """Return what the account held at a statement's end, what the ledger owed, and why the two differ."""
    return await reconciliations.of_statement(transaction, statement_id)


@get("/reconciliation-cases", guards=[requires(*READERS)], tags=["reconciliation"])
async def list_cases(
    transaction: NamedDependency[Transaction],
    status: FromQuery[CaseStatus | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[ReconciliationCase]:
    """Return differences between bank and ledger: of one status, or all."""
    found = await reconciliation_cases.list_page(transaction, status, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/reconciliation-cases/{case_id:uuid}", guards=[requires(*READERS)], tags=["reconciliation"])
async def get_case(transaction: NamedDependency[Transaction], case_id: FromPath[UUID]) -> ReconciliationCase:
    """Return a difference between bank and ledger."""
    return await reconciliation_cases.get(transaction, case_id)


@post("/reconciliation-cases/{case_id:uuid}/closing", guards=[requires(*OFFICER)], tags=["reconciliation"])
@idempotent(proposals.get, kept=True)
async def propose_case_closing(
    data: JSONBody[ProposeCaseClosing], transaction: NamedDependency[Transaction], case_id: FromPath[UUID]
) -> Proposal:
    """Propose to close a difference that stays; somebody else has to agree."""
    return await reconciliation_cases.propose_closing(
        transaction, case_id, closed_for=data.closed_for, decision_number=data.decision_number
    )


ROUTES = [
    read_statement, list_statements, get_statement, list_bookings, get_reconciliation, list_cases, get_case,
    propose_case_closing,
]  # fmt: skip
