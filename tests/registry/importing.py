"""Files of households and decisions as people bring them, and the steps of an import; its jobs run in the test."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from infra.demo.people import make_afm, make_amka
from services.registry.__main__ import jobs
from tests.clients import Client, etag, expect, person_id

Work = Callable[[], Awaitable[None]]

HOUSEHOLDS = "kind=households&source=kyada"
SUPERVISOR = "eleni supervisor"
HEADINGS = (
    "Κωδικός νοικοκυριού", "Σχέση", "Όνομα", "Επώνυμο", "Ημ. γέννησης", "ΑΜΚΑ", "ΑΦΜ", "Κινητό", "Οδός", "ΤΚ", "Πόλη",
)  # fmt: skip
serials = count(60_000)


@pytest.fixture
def work(app: Litestar) -> Work:
    """Work on every job that waits, as the service's worker does."""

    async def until_done() -> None:
        while await jobs.work_on_one(app.state.worker_database, app.state.settings, asyncio.Event()):
            pass

    return until_done


def staff_id(username: str) -> UUID:
    """The id of a member of staff."""
    return person_id(username)


def row(household: str, relation: str = "αιτών", born_on: str = "1980-05-01", **cells: str) -> dict[str, str]:
    """A row of a Greek file, with a new AMKA and AFM."""
    serial, born = next(serials), date.fromisoformat(born_on)
    return {
        "Κωδικός νοικοκυριού": household,
        "Σχέση": relation,
        "Όνομα": "Φωτεινή",
        "Επώνυμο": "Σαββίδου",
        "Ημ. γέννησης": born.strftime("%d/%m/%Y"),
        "ΑΜΚΑ": make_amka(born, "female", serial),
        "ΑΦΜ": make_afm(serial),
        "Κινητό": "6912345678",
        "Οδός": "Φιλίππων 12",
        "ΤΚ": "64100",
        "Πόλη": "Ελευθερούπολη",
    } | cells


def family(household: str) -> list[dict[str, str]]:
    """A couple with a child."""
    return [row(household), row(household, "σύζυγος", "1979-03-02"), row(household, "τέκνο", "2015-06-06")]


def file_of(rows: list[dict[str, str]], *, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """A file as a Greek spreadsheet saves it."""
    headings = tuple(rows[0])
    lines = [headings, *(tuple(each[heading] for heading in headings) for each in rows)]
    return "\r\n".join(separator.join(line) for line in lines).encode(encoding)


async def send_file(client: Client, content: bytes, query: str = HOUSEHOLDS, *, by: str = "") -> httpx.Response:
    """Upload a file."""
    headers = {"Authorization": f"Bearer {client.token(*(by or client.by).split())}", "Koinon-Time": client.now}
    return await client.http.post(f"/imports?{query}", content=content, headers=headers)


async def uploaded(client: Client, content: bytes, query: str = HOUSEHOLDS) -> dict[str, Any]:
    """Upload a file that is taken."""
    answer: dict[str, Any] = expect(await send_file(client, content, query), 201)
    return answer


async def checked(client: Client, work: Work, content: bytes, query: str = HOUSEHOLDS) -> dict[str, Any]:
    """Upload a file and look it through."""
    taken = await uploaded(client, content, query)
    begun = await client.post(f"/imports/{taken['id']}/check", If_Match=etag(taken))
    await work()
    found: dict[str, Any] = await client.get(f"/imports/{begun['id']}")
    return found


async def entered(client: Client, work: Work, content: bytes, query: str = HOUSEHOLDS) -> dict[str, Any]:
    """Upload a file of households, look it through and enter what is new."""
    looked = await checked(client, work, content, query)
    begun = await client.post(f"/imports/{looked['id']}/confirm", If_Match=etag(looked))
    await work()
    found: dict[str, Any] = await client.get(f"/imports/{begun['id']}")
    return found


async def faults_of(client: Client, found: dict[str, Any], query: str = "language=en") -> list[tuple[int, str, str]]:
    """Return the row, field and words of every fault."""
    listed = await client.get(f"/imports/{found['id']}/entries?{query}")
    return [(each["row"], each["field"], each["detail"]) for entry in listed["items"] for each in entry["faults"]]
