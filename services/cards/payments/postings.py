"""Posting in batches without a timer: what waits when the database is free is posted together.

The number of statements does not grow with the batch. A batch that fails is posted again one by one, so that a sale
that the database refuses takes no other with it. Several processes may post at once: what keeps them apart is the
database's row locks and constraints, not this queue.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Generic, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from services.cards.ledger import wallets
from services.cards.payments import draws, offer_caps, sales, spending, withdrawals
from services.cards.payments.booking import Books, book, looks_back
from services.cards.payments.payments import Stored, stored
from services.cards.payments.sales import Asked, Booked, Standing
from services.cards.shops import cashiers, settlement_days, signatures
from services.cards.shops.signatures import RequestReplayed
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.errors import KeyReused, Problem
from services.kit.events import Outgoing, publish_all
from services.kit.sql import load_queries

queries = load_queries(__file__)

BATCH_MAX = 200


Made = TypeVar("Made", bound=msgspec.Struct)


class Answer(msgspec.Struct, Generic[Made], frozen=True, kw_only=True):
    """The answer to a sale; `replayed` when it was given before and nothing was posted now."""

    receipt: Made
    replayed: bool


Result = Answer[Made] | Problem


class Making(msgspec.Struct, Generic[Made], frozen=True):
    """What a batch makes of what tills ask for: payments, or authorisations that hold money for later."""

    earlier: str
    """The query for what was made under the same tills and keys."""
    write: Callable[[Transaction, Sequence[Booked], dict[UUID, int]], Awaitable[dict[UUID, Made]]]
    """Writes what was decided and returns it as it is stored."""
    receipts: Callable[[Transaction, Sequence[UUID]], Awaitable[dict[UUID, Made]]]


class Postings(Generic[Made]):
    """The sales that wait, and the one task that posts them."""

    def __init__(self, database: Database, making: Making[Made]) -> None:
        self.database = database
        self.making = making
        self.waiting: deque[tuple[Asked, asyncio.Future[Answer[Made]]]] = deque()
        self.task: asyncio.Task[None] | None = None

    async def submit(self, asked: Asked) -> Answer[Made]:
        """Return the answer to a sale once its posting is committed. A till that hangs up does not stop it."""
        future: asyncio.Future[Answer[Made]] = asyncio.get_running_loop().create_future()
        self.waiting.append((asked, future))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.drain())
        return await asyncio.shield(future)

    async def drain(self) -> None:
        """Post until nothing waits; what arrives meanwhile goes with the next batch."""
        while self.waiting:
            batch = self.take()
            results = await self.post([asked for asked, _ in batch])
            for (_, future), result in zip(batch, results, strict=True):
                if isinstance(result, Answer):
                    future.set_result(result)
                else:
                    future.set_exception(result)
                    future.exception()  # Seen here: a till that has hung up must not fill the log.

    def take(self) -> list[tuple[Asked, asyncio.Future[Answer[Made]]]]:
        """Take the next batch; a request that is in it already waits for the one after."""
        batch: list[tuple[Asked, asyncio.Future[Answer[Made]]]] = []
        kept: list[tuple[Asked, asyncio.Future[Answer[Made]]]] = []
        keys: set[tuple[UUID, str]] = set()
        while self.waiting and len(batch) < BATCH_MAX:
            asked, future = self.waiting.popleft()
            key = key_of(asked)
            if key in keys:
                kept.append((asked, future))
            else:
                keys.add(key)
                batch.append((asked, future))
        self.waiting.extendleft(reversed(kept))
        return batch

    async def post(self, batch: Sequence[Asked]) -> list[Answer[Made] | Exception]:
        """Post a batch; when it fails as a whole, post its sales one by one."""
        try:
            return list(await post_batch(self.database, self.making, batch))
        except Exception as error:  # noqa: BLE001 - told to each till that waits
            if len(batch) == 1 and not isinstance(error, asyncpg.UniqueViolationError):
                return [error]
        singly: list[Answer[Made] | Exception] = []
        for asked in batch:
            try:
                singly += await post_batch(self.database, self.making, [asked])
            except Exception as error:  # noqa: BLE001 - told to the till that waits
                singly.append(error)
        return singly


async def post_batch(database: Database, making: Making[Made], batch: Sequence[Asked]) -> list[Result[Made]]:
    """Post sales in one transaction and return their results in order."""
    tenants = tuple({asked.till.municipality_id for asked in batch})
    async with database.transaction(Context(now=wall_time(), municipality_ids=tenants)) as transaction:
        refused = await refuse_replays(transaction, batch)
        live = [asked for asked in batch if asked.till.claim.nonce not in refused]
        closed_through = await settlement_days.hold_calendars(
            transaction, {asked.till.municipality_id: asked.today for asked in live}
        )
        await transaction.fetch(
            queries.lock_wallets, [asked.token_hash for asked in live], [asked.till.municipality_id for asked in live]
        )
        earlier = await made_before(transaction, making.earlier, live, refused)
        new = [asked for asked in live if key_of(asked) not in earlier and asked.till.claim.nonce not in refused]
        booked, balances = await book_all(transaction, new, closed_through, refused)
        found = await making.write(transaction, booked, balances) if booked else {}
        if earlier:
            found |= await making.receipts(transaction, list(earlier.values()))
    made = {key_of(each.asked): each.payment_id for each in booked}
    return [result_of(asked, refused, earlier, made, found) for asked in batch]


def key_of(asked: Asked) -> tuple[UUID, str]:
    """Return what makes a sale one sale however often it is sent: the till and its idempotency key."""
    return asked.till.id, asked.idempotency_key


def result_of(
    asked: Asked,
    refused: dict[str, Problem],
    earlier: dict[tuple[UUID, str], UUID],
    made: dict[tuple[UUID, str], UUID],
    found: dict[UUID, Made],
) -> Result[Made]:
    """Return the result of one sale of a batch."""
    problem = refused.get(asked.till.claim.nonce)
    if problem is not None:
        return problem
    key = key_of(asked)
    payment_id = earlier.get(key) or made[key]
    return Answer(receipt=found[payment_id], replayed=key in earlier)


async def refuse_replays(transaction: Transaction, batch: Sequence[Asked]) -> dict[str, Problem]:
    """Remember the batch's nonces and return a refusal for each that was used before."""
    new = await signatures.remember_nonces(transaction, [asked.till for asked in batch])
    return {
        asked.till.claim.nonce: RequestReplayed(signatures.SIGN_ANEW)
        for asked in batch
        if (asked.till.claim.key_id, asked.till.claim.nonce) not in new
    }


async def made_before(
    transaction: Transaction, earlier: str, live: Sequence[Asked], refused: dict[str, Problem]
) -> dict[tuple[UUID, str], UUID]:
    """Return what was made under these keys before; the same key with another body is refused."""
    rows = await transaction.fetch(
        earlier, [asked.till.id for asked in live], [asked.idempotency_key for asked in live]
    )
    found = {(row["till_id"], row["idempotency_key"]): row for row in rows}
    for asked in live:
        row = found.get(key_of(asked))
        if row is not None and row["fingerprint"] != asked.fingerprint:
            refused[asked.till.claim.nonce] = KeyReused("This key was used for another sale; take a new key.")
    return {key: row["id"] for key, row in found.items()}


async def book_all(
    transaction: Transaction,
    new: Sequence[Asked],
    closed_through: dict[UUID, date],
    refused: dict[str, Problem],
) -> tuple[list[Booked], dict[UUID, int]]:
    """Read what is known about the sales and decide them one after the other, each seeing the ones before.

    Also return the balances of the locked wallets as they were before.
    """
    rows = await transaction.fetch(
        queries.standings, list(range(len(new))), [asked.till.id for asked in new], [asked.token_hash for asked in new]
    )
    names = [name for name in Standing.__struct_fields__ if name != "spent"]
    standings = {row["place"]: msgspec.convert({name: row[name] for name in names}, Standing) for row in rows}
    barred = {row["place"]: cashiers.refusal(row, "sell") for row in rows}
    books = await read_books(transaction, new, list(standings.values()))
    books.given = await offer_caps.read(transaction, books.capped(new, standings))
    standings |= await look_back(transaction, books, new, standings)
    before = books.balances | books.pots
    booked = []
    for place, asked in enumerate(new):
        if (problem := barred[place]) is not None:
            refused[asked.till.claim.nonce] = problem
        else:
            earliest = closed_through[asked.till.municipality_id] + timedelta(days=1)
            booked.append(book(books, asked, standings[place], settlement_date=max(asked.today, earliest)))
    return booked, before


async def read_books(transaction: Transaction, new: Sequence[Asked], standings: Sequence[Standing]) -> Books:
    """Read lots, pots and offers that the batch may draw on."""
    wallet_ids = list({each.wallet_id for each in standings if each.wallet_id is not None})
    lots = await transaction.fetch(queries.open_lots, wallet_ids)
    merchant_ids = list({asked.till.merchant_id for asked in new if asked.takes_bonus})
    pots = await transaction.fetch(queries.lock_pots, merchant_ids, list({each.merchant_kind for each in standings}))
    offers = await transaction.fetch(queries.running_offers, [row["id"] for row in pots], merchant_ids)
    return Books.of(standings, lots, pots, offers, {key: each.zone for key, each in transaction.tenants.items()})


async def look_back(
    transaction: Transaction, books: Books, new: Sequence[Asked], standings: dict[int, Standing]
) -> dict[int, Standing]:
    """Return the standings whose limits ask for what was spent before, with it; where none does, nothing is read."""
    questions = [
        spending.Question(
            place=place,
            wallet_id=standing.wallet_id,
            card_id=standing.card_id,
            at=books.local_time(new[place]),
        )
        for place, standing in standings.items()
        if standing.wallet_id and standing.card_id and looks_back(books, new[place].today, standing)
    ]
    spent = await spending.read(transaction, questions) if questions else {}
    return {place: msgspec.structs.replace(standings[place], spent=found) for place, found in spent.items()}


async def write(transaction: Transaction, booked: Sequence[Booked], balances: dict[UUID, int]) -> dict[UUID, Stored]:
    """Write decided sales, with their money, draws and events; return them as they are stored."""
    transfers = [draws.transfer_of(each, balances) for each in booked if each.captured]
    await wallets.post(transaction, transfers, balances)
    made = await transaction.fetch_structs(Stored, queries.insert_payments, [sales.row_of(each) for each in booked])
    drawn, taken = draws_of(booked)
    await transaction.execute(queries.insert_draws, drawn)
    await transaction.execute(queries.take_from_lots, *taken)
    await withdrawals.note(transaction, booked)
    await count_pinless(transaction, booked)
    await publish_all(
        transaction,
        [Outgoing(each.asked.till.municipality_id, each.asked.now, sales.event_of(each)) for each in booked],
    )
    return {payment.id: payment for payment in made}


def draws_of(booked: Sequence[Booked]) -> tuple[list[tuple[object, ...]], tuple[list[UUID], list[int]]]:
    """Return what a batch takes: each draw as a row of `insert_draws`, and each lot's sum as two columns."""
    drawn: list[tuple[object, ...]] = []
    sums: dict[UUID, int] = {}
    for each in booked:
        for place, draw in enumerate(each.decision.draws):
            drawn.append((each.payment_id, draw.lot_id, each.asked.till.municipality_id, place, draw.amount_minor))
            sums[draw.lot_id] = sums.get(draw.lot_id, 0) + draw.amount_minor
    return drawn, (list(sums), list(sums.values()))


async def count_pinless(transaction: Transaction, booked: Sequence[Booked]) -> None:
    """Count the sales that a card has made without its PIN, where a rule asks; the right PIN sets the count back."""
    card_ids = [
        each.standing.card_id
        for each in booked
        if each.captured and each.counts_pin and each.standing.card_id and each.asked.pin != "right"
    ]
    if card_ids:
        await transaction.execute(queries.count_pinless, card_ids)


PAYMENTS: Making[Stored] = Making(queries.earlier_payments, write, stored)
