"""Bulk import: 10,000 households in one file, from the upload over the dry run to the last one entered and sealed."""

import asyncio
import time
from datetime import date, timedelta
from random import Random
from typing import Any

from infra.demo import names
from infra.demo.people import make_afm, make_amka, make_iban
from services.kit import tables
from services.registry.__main__ import jobs
from tests.bench.alone import Alone
from tests.bench.measures import Figures
from tests.clients import Client, etag, expect

HOUSEHOLDS = 10_000
COLUMNS = (
    "reference", "relation", "given_name", "family_name", "father_name", "born_on", "amka", "afm", "phone", "iban",
    "street", "postal_code", "town", "studies", "work",
)  # fmt: skip
SHAPES = (["applicant"], ["applicant", "spouse"], ["applicant", "spouse", "child"],
          ["applicant", "spouse", "child", "child"])  # fmt: skip
"""In turn: two and a half persons a household."""


async def measure(alone: Alone, figures: Figures) -> None:
    """Import the file; everything is timed from the outside, as the person waits for it."""
    content, persons = file_of(HOUSEHOLDS)
    figures.keep(import_file_kb=len(content) >> 10, import_persons=persons)
    async with alone.client("maria caseworker") as client, alone.database(worker=True) as worker:
        began = time.perf_counter()
        found = await uploaded(client, content)
        uploaded_at = time.perf_counter()
        found = await client.post(f"/imports/{found['id']}/check", If_Match=etag(found))
        while await jobs.work_on_one(worker, alone.settings, asyncio.Event()):
            pass
        checked_at = time.perf_counter()
        found = await client.get(f"/imports/{found['id']}")
        assert found["outcomes"] == {"new": HOUSEHOLDS}, found
        await client.post(f"/imports/{found['id']}/confirm", If_Match=etag(found))
        while await jobs.work_on_one(worker, alone.settings, asyncio.Event()):
            pass
        ended = time.perf_counter()
        found = await client.get(f"/imports/{found['id']}")
        assert found["outcomes"] == {"imported": HOUSEHOLDS}, found
    figures.keep(
        import_upload_s=uploaded_at - began,
        import_check_s=checked_at - uploaded_at,
        import_enter_s=ended - checked_at,
        import_seconds_10k=ended - began,
    )


async def uploaded(client: Client, content: bytes) -> Any:
    """Upload the file as a browser does."""
    headers = {"Authorization": f"Bearer {client.token(*client.by.split())}"}
    return expect(
        await client.http.post("/imports?kind=households&source=bench", content=content, headers=headers), 201
    )


def file_of(households: int) -> tuple[bytes, int]:
    """Return a CSV of made-up households, the same each time, and how many persons are in it."""
    random = Random(1)
    rows: list[list[str]] = []
    for place in range(households):
        for relation in SHAPES[place % len(SHAPES)]:
            rows.append(row(random, f"N-{place}", relation, serial=len(rows)))
    return tables.write_csv(COLUMNS, rows), len(rows)


def row(random: Random, reference: str, relation: str, *, serial: int) -> list[str]:
    """Return a person of the file; a child has a number of its own and no telephone."""
    child = relation == "child"
    # An AMKA holds the day and the serial's last three digits, so each thousand is born in days of its own.
    width = 200 if child else 600
    days = serial // 1_000 * width + random.randrange(width)
    born_on = date(2008 if child else 1950, 1, 1) + timedelta(days=days)
    female = bool(serial % 2)
    return [
        reference,
        relation,
        random.choice(names.GREEK_FEMALE if female else names.GREEK_MALE),
        random.choice(names.GREEK_FAMILY)[female],
        random.choice(names.GREEK_MALE),
        born_on.strftime("%d/%m/%Y"),
        make_amka(born_on, "female" if female else "male", serial),
        "" if child else make_afm(serial + 10_000),
        "" if child else f"69{random.randrange(10**8):08d}",
        "" if relation != "applicant" else make_iban("GR", f"0110{serial:019d}"),
        f"{random.choice(names.GREEK_STREETS)} {random.randint(1, 90)}",
        "64100",
        random.choice(names.PAGGAIO_TOWNS),
        "ναι" if child else "όχι",
        "" if child else "άνεργος",
    ]
