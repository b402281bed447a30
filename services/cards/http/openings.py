"""Auditors: every figure of the ledger opened down to its entries, under salted ids and with a stated purpose."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery

from services.cards.ledger import openings
from services.cards.ledger.openings import Chosen, Entries, Figure
from services.cards.ledger.wallets import TransferKind, WalletKind
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.web import CodeParameter

AUDITORS = ("auditor",)


def chosen_by(
    kind: FromQuery[TransferKind | None] = None,
    side: FromQuery[WalletKind | None] = None,
    budget_line_id: FromQuery[UUID | None] = None,
    month: FromQuery[date | None] = None,
    settlement_date: FromQuery[date | None] = None,
) -> Chosen:
    """Return which entries are asked for."""
    return Chosen(kind=kind, side=side, budget_line_id=budget_line_id, month=month, settlement_date=settlement_date)


CHOOSING = {"chosen": Provide(chosen_by, sync_to_thread=False)}


@get("/ledger-figures", guards=[requires(*AUDITORS)], dependencies=CHOOSING, tags=["ledger"])
async def read_figures(
    transaction: NamedDependency[Transaction], chosen: NamedDependency[Chosen], purpose: CodeParameter
) -> list[Figure]:
    """Return what the ledger's entries come to, by kind of transfer, side and programme; each look is kept."""
    return await openings.figures(transaction, chosen, purpose=purpose)


@get("/ledger-entries", guards=[requires(*AUDITORS)], dependencies=CHOOSING, tags=["ledger"])
async def open_entries(
    transaction: NamedDependency[Transaction],
    state: State,
    chosen: NamedDependency[Chosen],
    purpose: CodeParameter,
    cursor: FromQuery[str | None] = None,
) -> Entries:
    """Return the entries behind a figure, 200 at a time, holders under salted ids; each look is kept."""
    return await openings.entries(transaction, state.settings, chosen, purpose=purpose, cursor=cursor)


ROUTES = [read_figures, open_entries]
