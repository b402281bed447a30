"""Captures: a shop is paid out of what is held for it, in as many parts as it delivers, never above the hold.

A capture is a payment of its own, with its settlement date; refunds and readers know no difference. What offers add at
that moment comes from the pot, and so much of the hold becomes free.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from contracts.cards import Draw, PaymentCaptured
from services.cards.deciding import covering, offers
from services.cards.deciding.offers import Goods, OfferStanding
from services.cards.deciding.programmes import WHOLE
from services.cards.ledger import wallets
from services.cards.ledger.wallets import Money, Transfer
from services.cards.payments import offer_caps, payments, releases, requests
from services.cards.payments.authorisations import TRANSITIONS
from services.cards.payments.payments import Stored
from services.cards.payments.releases import Held
from services.cards.payments.requests import TillAsks
from services.cards.shops import cashiers
from services.kit.db import Transaction, uuid7
from services.kit.errors import KeyReused, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.transitions import transition

queries = load_queries(__file__)


class CaptureAboveHold(Problem):
    """More would be captured than is held."""


class HoldExpired(Problem):
    """The time for capturing this has passed."""


class PotOffer(OfferStanding, frozen=True, kw_only=True):
    """An offer that runs now, and the pot that pays it."""

    pot_wallet_id: UUID
    pot_line_id: UUID
    household_month_minor_max: int | None


class HeldLot(msgspec.Struct, frozen=True, kw_only=True):
    """What a hold still reserves of one lot."""

    lot_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    open_minor: int


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What a capture draws of one lot, and what of it becomes free because a bonus pays it."""

    lot: HeldLot
    drawn_minor: int
    freed_minor: int


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """A capture that is ready to be written: `amount_minor` of goods, of which the pot pays `bonus_minor`."""

    id: UUID
    held: Held
    amount_minor: int
    bonus_minor: int
    offer: PotOffer | None
    parts: list[Part]
    settlement_date: date

    @property
    def draws(self) -> list[Draw]:
        """Return what the lots pay, by programme, budget line and month."""
        sums: dict[tuple[str, UUID, date], int] = {}
        for part in self.parts:
            origin = (part.lot.programme, part.lot.budget_line_id, part.lot.month)
            sums[origin] = sums.get(origin, 0) + part.drawn_minor
        return [
            Draw(programme=programme, budget_line_id=line_id, month=month, amount_minor=amount)
            for (programme, line_id, month), amount in sums.items()
            if amount
        ]


async def capture(
    transaction: Transaction, asks: TillAsks, authorisation_id: UUID, *, amount_minor: int | None, final: bool
) -> tuple[Stored, bool]:
    """Pay part or all of what is held; return the receipt and whether it had been given before under this key.

    Without an amount all that is left is captured; `final` sets free what this capture leaves.
    """
    closed_through = await requests.check(transaction, asks.till)
    balances = await releases.lock_wallets(transaction, [authorisation_id])
    earlier = await transaction.fetchrow(queries.earlier_capture, asks.till.id, asks.idempotency_key)
    if earlier is not None:
        if earlier["fingerprint"] != asks.fingerprint:
            raise KeyReused("This key was used for something else; take a new key.")
        return await payments.get(transaction, earlier["id"]), True
    held = await releases.lock(transaction, asks, authorisation_id)
    wanted = held.left_minor if amount_minor is None else amount_minor
    ends = final or wanted == held.left_minor
    transition(TRANSITIONS, held.status, "captured" if ends else "authorised")
    if held.expires_at <= transaction.now:
        raise HoldExpired("Authorise it again.", expires_at=held.expires_at.isoformat())
    if wanted > held.left_minor:
        raise CaptureAboveHold(f"{held.left_minor} is left of the hold.", left_minor=held.left_minor)
    settlement_date = max(transaction.today, closed_through + timedelta(days=1))
    made = await prepare(transaction, asks, held, wanted, settlement_date)
    await store(transaction, asks, made, balances[held.wallet_id])
    if ends and wanted < held.left_minor:
        await releases.release(transaction, [held.id], "captured", asks)
    return await payments.get(transaction, made.id), False


async def prepare(
    transaction: Transaction, asks: TillAsks, held: Held, amount_minor: int, settlement_date: date
) -> Capture:
    """Return a capture of so much of what is held, with the bonus of the best offer that runs now.

    A hold has fixed the price: discounts are taken off before money is held, by the shop itself.
    """
    open_lots = await transaction.fetch_structs(HeldLot, queries.held_lots, held.id)
    programmes = {lot.programme for lot in open_lots}
    goods = Goods(
        categories=[held.category],
        prices=[amount_minor],
        fits={programme: [True] for programme in programmes},
        shares=dict.fromkeys(programmes, WHOLE),
    )
    offer = offers.best(await running_offers(transaction, asks, held), goods)
    eligible = offers.eligible_minor(offer, goods) if offer else 0
    drawn, bonus = covering.split(amount_minor, amount_minor, offer, eligible)
    return Capture(
        id=uuid7(),
        held=held,
        amount_minor=amount_minor,
        bonus_minor=bonus,
        offer=offer if bonus else None,
        parts=parts_of(open_lots, drawn, bonus),
        settlement_date=settlement_date,
    )


async def running_offers(transaction: Transaction, asks: TillAsks, held: Held) -> list[PotOffer]:
    """Lock the pots of the offers that run at this till, and return them with what is left of their caps."""
    await transaction.execute(queries.lock_pots, held.merchant_id, held.currency, transaction.today)
    found = await transaction.fetch_structs(
        PotOffer, queries.offers, held.merchant_id, held.currency, transaction.today, asks.till.id
    )
    month = offer_caps.month_begin(transaction.now.astimezone(transaction.municipality.zone))
    capped = [each for each in found if each.household_month_minor_max is not None]
    given = await offer_caps.read(transaction, [(held.wallet_id, each.id, month) for each in capped])
    left = {
        each.id: max(0, (each.household_month_minor_max or 0) - given.get((held.wallet_id, each.id, month), 0))
        for each in capped
    }
    return [msgspec.structs.replace(each, month_left_minor=left.get(each.id)) for each in found]


def parts_of(lots: Sequence[HeldLot], drawn_minor: int, freed_minor: int) -> list[Part]:
    """Return what is drawn of each held lot in its order, and then what becomes free."""
    parts = []
    for lot in lots:
        drawn = min(lot.open_minor, drawn_minor)
        freed = min(lot.open_minor - drawn, freed_minor)
        drawn_minor, freed_minor = drawn_minor - drawn, freed_minor - freed
        if drawn + freed:
            parts.append(Part(lot=lot, drawn_minor=drawn, freed_minor=freed))
    return parts


def transfer_of(transaction: Transaction, made: Capture, balances: dict[UUID, int]) -> Transfer:
    """Return the transfer of a capture: household's wallet and pot pay the shop, origin by origin."""
    held, entries = made.held, []
    for draw in made.draws:
        money = Money(
            amount_minor=draw.amount_minor,
            currency=held.currency,
            programme=draw.programme,
            budget_line_id=draw.budget_line_id,
            month=draw.month,
        )
        entries += wallets.pair(balances, held.wallet_id, held.merchant_wallet_id, money)
    if made.offer is not None:
        balances[made.offer.pot_wallet_id] = made.offer.pot_minor
        bonus = Money(
            amount_minor=made.bonus_minor,
            currency=held.currency,
            programme=made.offer.programme,
            budget_line_id=made.offer.pot_line_id,
        )
        entries += wallets.pair(balances, made.offer.pot_wallet_id, held.merchant_wallet_id, bonus)
    return wallets.transfer(transaction, "payment", made.id, entries, made.settlement_date)


async def store(transaction: Transaction, asks: TillAsks, made: Capture, balance_minor: int) -> None:
    """Write a capture: its money, what it takes from which lots, the payment, and the event."""
    held, attended = made.held, await cashiers.attend(transaction, asks.till.id, "sell")
    balances = {held.wallet_id: balance_minor}
    transfer = transfer_of(transaction, made, balances)
    await wallets.post(transaction, [transfer], balances)
    lot_ids = [part.lot.lot_id for part in made.parts]
    drawn, freed = [part.drawn_minor for part in made.parts], [part.freed_minor for part in made.parts]
    await transaction.execute(queries.take_from_hold, held.id, lot_ids, drawn, freed)
    await transaction.execute(queries.take_from_lots, lot_ids, drawn, freed)
    await transaction.execute(queries.note_capture, held.id, made.amount_minor)
    await transaction.execute(
        queries.insert_payment,
        made.id,
        held.id,
        asks.till.id,
        asks.idempotency_key,
        asks.fingerprint,
        made.amount_minor - made.bonus_minor,
        made.bonus_minor,
        balances[held.wallet_id],
        made.offer.id if made.offer else None,
        transfer.id,
        made.settlement_date,
        transaction.now,
        transaction.today,
        attended.cashier_id,
        attended.period,
    )
    await transaction.execute(queries.insert_draws, made.id, lot_ids, drawn)
    await publish(
        transaction,
        PaymentCaptured(
            payment_id=made.id,
            wallet_id=held.wallet_id,
            merchant_id=held.merchant_id,
            till_id=asks.till.id,
            category=held.category,
            currency=held.currency,
            requested_minor=made.amount_minor,
            amount_minor=made.amount_minor - made.bonus_minor,
            bonus_minor=made.bonus_minor,
            remainder_minor=0,
            settlement_date=made.settlement_date,
            draws=made.draws,
            authorisation_id=held.id,
            offer_id=made.offer.id if made.offer else None,
        ),
    )
