"""Re-spends: a shop pays another shop of the network out of what it received on days that are not settled yet.

It is signed by a till of the shop that pays, as a refund is, and changes what both are owed for an open settlement day.
A refusal is recorded with the rule that stopped it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import RespendMade, RespendPart
from contracts.types import Currency, PositiveMinorUnits
from services.cards.deciding import programmes, respending
from services.cards.deciding.respending import Decision, Holding, Known, Part, Record, RespendRule, RespendRuleSaid
from services.cards.ledger import fold_points, wallets
from services.cards.ledger.wallets import Entry, Money
from services.cards.payments import requests
from services.cards.payments.requests import TillAsks
from services.cards.shops import cashiers, network
from services.cards.shops.network import Shop
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, KeyReused, Malformed, NotFound
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class RespendRequest(Body, frozen=True, kw_only=True):
    """What another shop of the network is paid, in minor units."""

    payee_id: UUID
    amount_minor: PositiveMinorUnits
    currency: Currency


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A re-spend as its row tells it: the payee receives `amount_minor`, the pot adds `bonus_minor` for the payer."""

    id: UUID
    payer_id: UUID
    payee_id: UUID
    status: Literal["paid", "declined"]
    decline_code: RespendRule | None
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    settlement_date: date | None
    respent_at: datetime
    version: int


class Respend(Figures, frozen=True, kw_only=True):
    """What the till is answered."""

    left_minor: int
    """What the shop can spend again after this."""
    decision: list[RespendRuleSaid]
    message: str | None = None
    """Why it was declined and what the shop can do, in the language asked for."""


class Stored(Figures, frozen=True, kw_only=True):
    """A re-spend with the record of its decision."""

    record: Record


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was stored with all that it was made on, and whether it is the same when made again."""

    respend_id: UUID
    record: Record
    identical: bool


class Pot(msgspec.Struct, frozen=True, kw_only=True):
    """A programme's open pot, locked."""

    programme: str
    wallet_id: UUID
    budget_line_id: UUID
    balance_minor: int


class Respending(msgspec.Struct, frozen=True, kw_only=True):
    """A re-spend on its way to the ledger."""

    id: UUID
    asks: TillAsks
    request: RespendRequest
    payer: Shop
    payee: Shop
    pots: list[Pot]
    record: Record
    settlement_date: date | None

    @property
    def decision(self) -> Decision:
        """Return what was decided."""
        return self.record.decision

    @property
    def bonuses(self) -> list[Part]:
        """Return what pots add, as money that the payer holds."""
        added = [(pot, self.decision.bonuses.get(pot.programme, 0)) for pot in self.pots]
        return [
            Part(
                programme=pot.programme,
                budget_line_id=pot.budget_line_id,
                month=None,
                hop=respending.SPENT_AGAIN,
                amount_minor=amount,
            )
            for pot, amount in added
            if amount
        ]


async def respend(transaction: Transaction, asks: TillAsks, request: RespendRequest) -> tuple[Stored, bool]:
    """Pay another shop; return the receipt and whether it had been given before under this key.

    Raises NotFound for an unknown shop, and Malformed for a shop that would pay itself.
    """
    closed_through = await requests.check(transaction, asks.till)
    payer, payee = [await network.get_shop(transaction, each) for each in (asks.till.merchant_id, request.payee_id)]
    await wallets.lock(transaction, [payer.wallet_id])
    earlier = await transaction.fetchrow(queries.earlier_respend, asks.till.id, asks.idempotency_key)
    if earlier is not None:
        if earlier["fingerprint"] != asks.fingerprint:
            raise KeyReused("This key was used for something else; take a new key.")
        return await get(transaction, earlier["id"]), True
    if payer.id == payee.id:
        raise Malformed("A shop does not pay itself.", errors=[Fault(pointer="/payee_id", detail="Name another shop.")])
    known, pots = await know(transaction, payer, payee, request.currency, closed_through)
    decision = respending.decide(request.amount_minor, known)
    declined = decision.decline_code is not None
    made = Respending(
        id=uuid7(),
        asks=asks,
        request=request,
        payer=payer,
        payee=payee,
        pots=pots,
        record=Record(requested_minor=request.amount_minor, known=known, decision=decision),
        settlement_date=None if declined else max(transaction.today, closed_through + timedelta(days=1)),
    )
    await store(transaction, made, transfer_id=None if declined else await post(transaction, made))
    return await get(transaction, made.id), False


async def know(
    transaction: Transaction, payer: Shop, payee: Shop, currency: str, closed_through: date
) -> tuple[Known, list[Pot]]:
    """Return what the decision is made on; pots are locked. A shop is folded when it pays: then few rows are summed."""
    terms = programmes.respending_on(transaction.today)
    adding = [name for name, each in terms.items() if each.bonus_basis_points]
    pots = await transaction.fetch_structs(Pot, queries.lock_pots, currency, adding)
    await fold_points.fold(transaction, [payer.wallet_id])
    owed = await transaction.fetchrow(queries.owed, payer.wallet_id, closed_through)
    assert owed is not None  # a sum without groups is one row
    known = Known(
        payer_accepting=payer.accepts(transaction.today, currency),
        payee_accepting=payee.accepts(transaction.today, currency),
        open_minor=owed["open_minor"],
        balance_minor=owed["balance_minor"],
        holdings=await transaction.fetch_structs(Holding, queries.holdings, payer.wallet_id, closed_through, payer.id),
        terms=terms,
        pots={pot.programme: pot.balance_minor for pot in pots},
    )
    return known, pots


async def post(transaction: Transaction, made: Respending) -> UUID:
    """Post a re-spend's transfer: payer to payee by origin, each pot to the payer. Return its id."""
    balances = {pot.wallet_id: pot.balance_minor for pot in made.pots}
    entries: list[Entry] = []
    for part in made.decision.parts:
        entries += wallets.pair(balances, made.payer.wallet_id, made.payee.wallet_id, money_of(made, part))
    pot_wallets = {pot.programme: pot.wallet_id for pot in made.pots}
    for part in made.bonuses:
        entries += wallets.pair(balances, pot_wallets[part.programme], made.payer.wallet_id, money_of(made, part))
    transfer = wallets.transfer(transaction, "respend", made.id, entries, made.settlement_date)
    await wallets.post(transaction, [transfer], balances)
    return transfer.id


def money_of(made: Respending, part: Part) -> Money:
    """Return a part as money on its way."""
    return Money(
        amount_minor=part.amount_minor,
        currency=made.request.currency,
        programme=part.programme,
        budget_line_id=part.budget_line_id,
        month=part.month,
    )


async def store(transaction: Transaction, made: Respending, *, transfer_id: UUID | None) -> None:
    """Write a re-spend and its parts, and say it when it was paid."""
    decision, attended = made.decision, await cashiers.attend(transaction, made.asks.till.id, "pay_suppliers")
    await transaction.execute(
        queries.insert_respend,
        made.id,
        made.asks.till.id,
        made.payer.id,
        made.payee.id,
        made.asks.idempotency_key,
        made.asks.fingerprint,
        decision.decline_code,
        made.request.currency,
        made.request.amount_minor,
        decision.bonus_minor,
        transfer_id,
        made.settlement_date,
        made.record,
        transaction.now,
        attended.cashier_id,
        attended.period,
    )
    if made.settlement_date is None:
        return
    parts: Sequence[tuple[Part, bool]] = [(each, False) for each in decision.parts] + [
        (each, True) for each in made.bonuses
    ]
    await transaction.execute(
        queries.insert_parts,
        made.id,
        [each.programme for each, _ in parts],
        [each.budget_line_id for each, _ in parts],
        [each.month for each, _ in parts],
        [each.hop for each, _ in parts],
        [each.amount_minor for each, _ in parts],
        [is_bonus for _, is_bonus in parts],
    )
    await publish(transaction, event_of(made, made.settlement_date))


def event_of(made: Respending, settlement_date: date) -> RespendMade:
    """Return what is said of a re-spend."""
    return RespendMade(
        respend_id=made.id,
        payer_id=made.payer.id,
        payee_id=made.payee.id,
        till_id=made.asks.till.id,
        currency=made.request.currency,
        amount_minor=made.request.amount_minor,
        bonus_minor=made.decision.bonus_minor,
        settlement_date=settlement_date,
        parts=[RespendPart(**msgspec.structs.asdict(each)) for each in made.decision.parts],
    )


async def get(transaction: Transaction, respend_id: UUID) -> Stored:
    """Return a re-spend. Raises NotFound."""
    found = await transaction.fetch_struct(Stored, queries.get_respend, respend_id)
    if found is None:
        raise NotFound("There is no such re-spend.")
    return found


async def replayed(transaction: Transaction, respend_id: UUID) -> Replayed:
    """Decide a re-spend again on what it was decided on, for an auditor. Raises NotFound."""
    found = await get(transaction, respend_id)
    await audit.record(transaction, "decision_read", object_type="respend", object_ids=[respend_id])
    return Replayed(respend_id=respend_id, record=found.record, identical=found.record.is_same_again)


def worded(stored: Stored, language: str) -> Respend:
    """Return a re-spend's receipt with its sentences in a language."""
    said = [respending.said(each, language, stored.currency) for each in stored.record.decision.looked_at]
    return Respend(
        **{name: getattr(stored, name) for name in Figures.__struct_fields__},
        left_minor=stored.record.decision.left_minor,
        decision=said,
        message=said[-1].says if stored.decline_code else None,
    )
