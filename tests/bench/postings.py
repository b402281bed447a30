"""The posting alone, inside one process: many sales in one batch against the same path one by one."""

import time
from collections.abc import Sequence

from services.cards.payments import postings
from services.cards.payments.postings import Answer
from services.cards.payments.sales import Asked, SaleRequest
from services.cards.shops.signatures import SignedTill
from services.kit.clock import wall_time
from services.kit.db import Database, uuid7
from tests.bench import tills
from tests.bench.measures import Figures, median
from tests.bench.sizes import CLIENTS, SIZES
from tests.bench.town import Town

BATCHES = (max(CLIENTS), 128)


def asked(town: Town, count: int, *, households: int = SIZES.households) -> list[Asked]:
    """Return sales as they come to the posting: their signatures checked, their nonces new."""
    now = wall_time()
    key_ids, _ = tills.public_keys()
    found = []
    for sale in tills.sales(count, households=households):
        claim = tills.claim(key_ids[sale.till - 1], now=int(now.timestamp()))
        till = SignedTill(
            id=tills.till_id(sale.till),
            municipality_id=town.tenant.id,
            merchant_id=tills.merchant_id(sale.till),
            claim=claim,
        )
        found.append(
            Asked(
                request=SaleRequest(
                    card_token=tills.token(sale.card), amount_minor=sale.amount_minor, currency="EUR", partial=False
                ),
                till=till,
                idempotency_key=str(uuid7()),
                fingerprint=bytes(32),
                pin="absent",
                now=now,
                today=now.astimezone(town.tenant.zone).date(),
            )
        )
    return found


async def rate(database: Database, waiting: Sequence[Asked], size: int) -> float:
    """Post sales in batches of a size and return how many a second."""
    began = time.perf_counter()
    for start in range(0, len(waiting), size):
        results = await postings.post_batch(database, postings.PAYMENTS, waiting[start : start + size])
        assert all(isinstance(each, Answer) and each.receipt.status == "captured" for each in results), results
    return len(waiting) / (time.perf_counter() - began)


async def batched(town: Town, figures: Figures) -> None:
    """Post the same number of sales singly and in batches, round by round."""
    singly: list[float] = []
    together: dict[int, list[float]] = {size: [] for size in BATCHES}
    async with town.database(town.settings.database_url) as database:
        await rate(database, asked(town, SIZES.singles), max(BATCHES))
        for _ in range(SIZES.rounds):
            singly.append(await rate(database, asked(town, SIZES.singles), 1))
            for size in BATCHES:
                together[size].append(await rate(database, asked(town, 4 * SIZES.singles), size))
            await town.drained()
    rates = {size: median(found) for size, found in together.items()}
    figures.keep(
        posted_singly_per_s=median(singly),
        posted_in_batches_per_s={str(size): found for size, found in rates.items()},
        authorise_batch_vs_single=rates[BATCHES[0]] / median(singly),
        authorise_batch_of_128_vs_single=rates[BATCHES[1]] / median(singly),
    )
