"""Duplicate searches: everybody in the municipality against everybody else, as a job.

Entries are compared on entry already (`suspicions.py`). A search finds whom that could not: people who were imported or
entered at two desks at the same moment, or before the points were what they are.
"""

from typing import Final

from services.kit import jobs
from services.kit.db import Transaction
from services.kit.jobs import Job
from services.kit.ticker import Chunk, Progress
from services.registry.duplicates import match_keys, suspicions

KIND: Final = "search_duplicates"
BLOCKS: Final = 1_500
"""Keys in one chunk: some five thousand people are opened in it."""


async def start(transaction: Transaction) -> Job:
    """Ask for a search; how far it is shows the job, whose result says how many pairs were opened."""
    total = await transaction.fetchval(match_keys.queries.count_keyed)
    return await jobs.start(transaction, KIND, {}, total=total)


async def search_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Compare the people who meet at the next keys."""
    came = chunk.progress or {"key": match_keys.FIRST_KEY, "found": 0}
    pairs, key = await match_keys.blocks_after(transaction, came["key"], BLOCKS)
    people = {person_id for pair in pairs for person_id in pair}
    traits = await match_keys.traits_of(transaction, people, on=("duplicate_search", [chunk.job_id]))
    found = await suspicions.suspect(transaction, match_keys.alike(pairs, traits), traits)
    total, opened = chunk.total or 0, came["found"] + len(found)
    if key is None:
        return Progress(done=total, finished=True, result={"found": opened})
    # Keys are hashes, so they are spread evenly: the share of their range is the share of the work.
    done = total * (key - match_keys.FIRST_KEY) >> 64
    return Progress(done=done, progress={"key": key, "found": opened})
