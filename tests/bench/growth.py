"""Growth: how long a posting takes among a million wallets and payments, against the same among the town's own.

Two copies of one database, one of them grown by SQL, and postings on both by turns, so that whatever else the machine
does meets both alike. In this process: what HTTP and signatures cost does not grow with the tables.
"""

import asyncio
import time
from collections.abc import Sequence

from services.cards.payments import postings
from services.cards.payments.postings import Answer
from services.cards.payments.sales import Asked
from services.kit.db import Database
from services.kit.sql import load_queries
from tests.bench.measures import Figures, median, quantile
from tests.bench.postings import asked
from tests.bench.sizes import SIZES
from tests.bench.town import Town
from tests.bench.town import queries as town_queries

queries = load_queries(__file__)

SMALL, GROWN = "koinon_small", "koinon_grown"
CHUNK = 50_000
WRITERS = 2
BATCH = 8
"""Sales of one posting: about what waits together when 100 to 200 a second arrive."""
WARM_UP = 20


async def grow(town: Town) -> float:
    """Fill the second database to its size; return the bytes that it holds for a payment, its wallet left out."""
    tenant, first, last = town.tenant.id, SIZES.households + 1, SIZES.grown_wallets
    async with town.admin(GROWN) as connection:
        await connection.execute(queries.without_checks)
        await connection.execute(queries.insert_wallets, tenant, first, last)
        await connection.execute(queries.insert_cards, tenant, first, last)
        await connection.execute(queries.insert_lots, first, last)
        before = await connection.fetchval(town_queries.bytes)
    starts = iter(range(1, SIZES.grown_payments + 1, CHUNK))

    async def write() -> None:
        async with town.admin(GROWN) as connection:
            await connection.execute(queries.without_checks)
            for start in starts:
                end = min(start + CHUNK - 1, SIZES.grown_payments)
                await connection.execute(queries.insert_payments, start, end, first, last)

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    async with town.admin(GROWN) as connection:
        used = await connection.fetchval(town_queries.bytes) - before
    await town.settle(GROWN)
    return float(used / SIZES.grown_payments)


async def post(database: Database, batch: Sequence[Asked]) -> float:
    """Post a batch and return the milliseconds that it took."""
    began = time.perf_counter()
    results = await postings.post_batch(database, postings.PAYMENTS, batch)
    assert all(isinstance(each, Answer) and each.receipt.status == "captured" for each in results), results
    return (time.perf_counter() - began) * 1000


async def grown(town: Town, figures: Figures) -> None:
    """Compare postings on both databases, turn by turn."""
    for name in (SMALL, GROWN):
        await town.copy(name)
    payment_bytes = await grow(town)
    url = town.settings.database_url
    found: dict[str, list[float]] = {SMALL: [], GROWN: []}
    async with (
        town.database(url.replace("koinon_cards", SMALL)) as small,
        town.database(url.replace("koinon_cards", GROWN)) as large,
    ):
        for turn in range(WARM_UP + SIZES.turns):
            for name, database, wallets in (
                (SMALL, small, SIZES.households),
                (GROWN, large, SIZES.grown_wallets),
            ):
                took = await post(database, asked(town, BATCH, households=wallets))
                if turn >= WARM_UP:
                    found[name].append(took)
    figures.keep(
        latency_1m_wallets_vs_10k=median(found[GROWN]) / median(found[SMALL]),
        latency_1m_wallets_vs_10k_p90=quantile(found[GROWN], 0.9) / quantile(found[SMALL], 0.9),
        posting_of_8_p50_ms_by_wallets={
            str(SIZES.households): median(found[SMALL]),
            str(SIZES.grown_wallets): median(found[GROWN]),
        },
        bytes_per_payment=payment_bytes,
    )
    for name in (SMALL, GROWN):
        await town.drop(name)
