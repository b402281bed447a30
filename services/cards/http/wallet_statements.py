"""Statements of wallets: a month's figures for the holder, and its letter for whoever asks at a desk."""

from datetime import date
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from contracts.cards import StatementFigures
from services.cards.holders import wallet_statements
from services.cards.holders.wallet_statements import StatementOrder
from services.kit.auth import HOLDER, requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Body


class OrderStatement(Body, frozen=True, kw_only=True):
    """Any day of the month that is to be printed."""

    month: date


@get("/holders/me/wallets/{wallet_id:uuid}/statements/{month:date}", guards=[requires(HOLDER)], tags=["holders"])
async def get_own_statement(
    transaction: NamedDependency[Transaction], wallet_id: FromPath[UUID], month: FromPath[date]
) -> StatementFigures:
    """Return what the holder's wallet got and gave in the month of a day."""
    return await wallet_statements.of_holder(transaction, wallet_id, month)


@post("/wallets/{wallet_id:uuid}/statements", guards=[requires("card_desk")], tags=["wallets"])
@idempotent(wallet_statements.get)
async def order_statement(
    data: JSONBody[OrderStatement], transaction: NamedDependency[Transaction], wallet_id: FromPath[UUID]
) -> StatementOrder:
    """Order a month's statement on paper: registry's print queue has it, with the holder's name."""
    return await wallet_statements.order(transaction, wallet_id, data.month)


ROUTES = [get_own_statement, order_statement]
