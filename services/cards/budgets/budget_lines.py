"""Budget lines: money that a municipality has put aside under a decision's number. Two people fund one."""

from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import BudgetLineFunded
from contracts.types import Currency, PositiveMinorUnits
from services.cards.deciding import programmes
from services.cards.ledger import wallets
from services.cards.ledger.wallets import Money
from services.kit import proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries

queries = load_queries(__file__)

FUNDING = "budget_line_funding"
Purpose = Literal["benefits", "bonus"]


class CurrencyMismatch(Problem):
    """The currencies do not agree."""


class BudgetLine(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line and what is still available on it. With purpose `bonus` it is the programme's pot."""

    id: UUID
    programme: str
    purpose: Purpose
    name: str
    currency: Currency
    wallet_id: UUID
    available_minor: int
    version: int


class Funding(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: an amount, and the number of the council's decision that grants it."""

    amount_minor: PositiveMinorUnits
    decision_number: str


async def open_line(transaction: Transaction, *, programme: str, purpose: Purpose, name: str) -> BudgetLine:
    """Open an empty budget line in the programme's currency."""
    currency = programmes.get(programme).currency
    if currency != transaction.municipality.currency:
        raise CurrencyMismatch(
            f"{programme} pays in {currency}; this municipality keeps its books in another currency."
        )
    line_id = uuid7()
    wallet = await wallets.open_wallet(
        transaction, kind="pot" if purpose == "bonus" else "budget_line", owner_id=line_id, currency=currency
    )
    await transaction.execute(
        queries.insert_budget_line,
        line_id,
        programme,
        purpose,
        name,
        currency,
        wallet.id,
        transaction.actor_id,
        transaction.now,
    )
    return await get(transaction, line_id)


async def get(transaction: Transaction, line_id: UUID) -> BudgetLine:
    """Return a budget line. Raises NotFound."""
    line = await transaction.fetch_struct(BudgetLine, queries.get_budget_line, line_id)
    if line is None:
        raise NotFound("There is no such budget line.")
    return line


async def list_lines(transaction: Transaction, *, after: UUID | None, limit: int) -> list[BudgetLine]:
    """Return budget lines in the order in which they were opened."""
    return await transaction.fetch_structs(BudgetLine, queries.list_budget_lines, after, limit)


async def propose_funding(transaction: Transaction, line_id: UUID, funding: Funding) -> Proposal:
    """Propose to put money on a budget line; somebody else has to agree."""
    await get(transaction, line_id)
    return await proposals.propose(transaction, Proposing(kind=FUNDING, subject_id=line_id, payload=funding))


async def fund(transaction: Transaction, proposal: Proposal) -> None:
    """Put the agreed amount on the budget line, from outside: the municipality's own account."""
    funding = await proposals.execute(transaction, proposal.id, Funding)
    line = await get(transaction, proposal.subject_id)
    outside = await wallets.open_wallet(
        transaction, kind="outside", owner_id=transaction.municipality_id, currency=line.currency
    )
    balances = await wallets.lock(transaction, [line.wallet_id])
    money = Money(
        amount_minor=funding.amount_minor, currency=line.currency, programme=line.programme, budget_line_id=line.id
    )
    entries = wallets.pair(balances, outside.id, line.wallet_id, money)
    await wallets.post(transaction, [wallets.transfer(transaction, "funding", line.id, entries)], balances)
    await transaction.execute(queries.touch_budget_line, line.id)
    await publish(
        transaction,
        BudgetLineFunded(
            budget_line_id=line.id,
            programme=line.programme,
            amount_minor=funding.amount_minor,
            currency=line.currency,
            decision_number=funding.decision_number,
        ),
    )
