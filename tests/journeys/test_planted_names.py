"""Names and numbers that nobody else has are entered everywhere, and found in clear in no table, event, log or trace.

The search is a superuser's: every column of every table of each service's database as text, whatever its policy says,
and everything that was logged, after the allow-list as it would have been written.
"""

import base64
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from infra.demo.people import make_afm, make_amka, make_iban
from services.kit import log as logs
from services.kit import traces
from services.kit.settings import Settings
from tests.clients import etag
from tests.conftest import Run
from tests.incubator import factories as incubator
from tests.incubator.conftest import REVIEWERS
from tests.journeys import planting
from tests.journeys.filling import deliver
from tests.journeys.serving import Served, served_alone
from tests.merchants import factories as merchants
from tests.registry import factories as registry

GIVEN, FAMILY, HOLDER = "Ζηνοβίαπλη", "Κρυψιμέδοντος", "Ευρυσθένεια Αφανήτου"
EMAIL, PHONE, STREET, TOWN = "zinovia.kryps@planted.example", "6931415926", "Οδός Αθέατη 271828", "Κρυφοχώριον"
AMKA, AFM = make_amka(date(1980, 5, 1), "female", 8_765), make_afm(98_765)
IBAN, SHOP_IBAN = make_iban("GR", "0110987987987987987987987"[:23]), make_iban("GR", "01107654321765432176543")
ARABIC_GIVEN, ARABIC_FAMILY, NATIONAL, JORDANIAN_PHONE = "زنوبياخفية", "المستورالغائب", "9902987654", "0791987654"
STORY = "حكايتي التي لا يعرفها أحد في دير أبي سعيد"
PASSWORD, USERNAME = "correct horse zinovia battery", "zinovia.unknown"

PLANTED = {
    "registry": [GIVEN, FAMILY, EMAIL, PHONE, STREET, TOWN, AMKA, AFM, IBAN, *planting.WORDS],
    "merchants": [HOLDER, EMAIL, PHONE, SHOP_IBAN],
    "incubator": [ARABIC_GIVEN, ARABIC_FAMILY, NATIONAL, JORDANIAN_PHONE[1:], STORY],
    "console": [GIVEN, FAMILY, PASSWORD, USERNAME],
}


def spellings(planted: str) -> set[str]:
    """Return how a text may stand somewhere: in clear, escaped, as bytes in hexadecimal or base64, without its case."""
    raw = planted.encode()
    return {
        planted.lower(),
        json.dumps(planted)[1:-1].lower(),
        quote(planted).lower(),
        raw.hex(),
        base64.b64encode(raw).decode().rstrip("=")[:-1].lower(),
    }


async def plant_registry(served: Served) -> None:
    """A case from enrolment to the printed letter, refusals of the same numbers, and a look-up."""
    client = served.client("paggaio", "maria caseworker")
    planted = registry.person(
        given_name=GIVEN,
        family_name=FAMILY,
        email=EMAIL,
        phone=PHONE,
        iban=IBAN,
        identifiers=[{"kind": "amka", "number": AMKA}, {"kind": "afm", "number": AFM}],
    )
    body = registry.couple_with_two_children()
    body["members"][0]["person"] = planted
    body["address"] = {"street": STREET, "postal_code": "64100", "town": TOWN}
    formed = await registry.household(client, body)
    case = await client.post("/applications", registry.application(formed))
    for step, by in (("recommend", ""), ("decide", "eleni supervisor")):
        path = f"/applications/{case['id']}/{step}"
        case = await client.post(path, {"outcome": "approved"}, by=by, If_Match=etag(case))
    assert (await client.send("POST", "/persons", planted)).status_code == 409
    wrong = {"kind": "amka", "number": AMKA[:-1] + str((int(AMKA[-1]) + 1) % 10)}
    assert (await client.send("POST", "/persons", planted | {"identifiers": [wrong]})).status_code == 400
    assert (await client.send("POST", "/persons", planted | {GIVEN: FAMILY})).status_code == 400
    assert (await client.send("GET", f"/{quote(GIVEN)}/{AMKA}")).status_code == 404
    await client.post("/person-lookups", {"kind": "amka", "number": AMKA})
    person_id = formed["members"][0]["person_id"]
    assert (await client.get(f"/persons/{person_id}"))["fields"]["family_name"] == FAMILY
    await planting.plant_everywhere(served)
    await client.get("/messages", by="petros administrator")


async def plant_merchants(served: Served) -> None:
    """A shop from its application to a bank file, with a contact that is changed."""
    client = served.client("paggaio", merchants.OFFICER)
    client.now = "2026-02-02T09:30:00+02:00"
    contact = {"name": HOLDER, "phone": PHONE, "email": EMAIL}
    account = {"iban": SHOP_IBAN, "holder": HOLDER}
    shop = await merchants.accepted(client, contact=contact, bank_account=account)
    await client.put(f"/merchants/{shop['id']}/contact", contact | {"phone": None}, If_Match=etag(shop))

    async def hear(message: bytes) -> Any:
        return await deliver(served, message)

    client.now = "2026-02-04T09:30:00+02:00"
    await merchants.settled(client, hear, (shop["id"], 3_600))
    file = await merchants.written(client)
    content = await client.send("GET", f"/bank-files/{file['id']}/content", by=merchants.APPROVER)
    assert SHOP_IBAN in content.text, "the file for the bank is the one place where it has to stand"
    wrong = account | {"iban": SHOP_IBAN[:-1] + str((int(SHOP_IBAN[-1]) + 1) % 10)}
    assert (await client.send("POST", f"/merchants/{shop['id']}/bank-accounts", wrong)).status_code == 400


async def plant_incubator(served: Served) -> None:
    """An application with its answers, read by a reviewer's desk and by the office."""
    client = served.client("al_koura", "amal incubator_officer")
    client.now = "2026-02-02T10:00:00+03:00"
    applicant = await incubator.new_person(
        client, given_name=ARABIC_GIVEN, family_name=ARABIC_FAMILY, national_number=NATIONAL, phone=JORDANIAN_PHONE
    )
    call = await incubator.call(client)
    body = {"call_id": call["id"], "applicant_id": applicant["id"], "language": "ar"}
    answers = incubator.ANSWERS | {"about_you": STORY}
    application = await client.post("/applications", body | {"answers": answers})
    for name in ("submit", "start_screening", "start_review"):
        application = await incubator.step(client, application, "applications", name)
    reviews = await incubator.assigned(client, application)
    await client.get(f"/reviews/{reviews[0]['id']}", by=REVIEWERS[0])
    assert (await client.get(f"/applications/{application['id']}/answers"))["answers"]["about_you"] == STORY
    again = incubator.person(national_number=NATIONAL, given_name=ARABIC_GIVEN)
    assert (await client.send("POST", "/persons", again)).status_code == 409


async def plant_console(served: Served) -> None:
    """Somebody who is let in, and somebody who is not."""
    client = served.client("paggaio", "anna administrator")
    body = {"username": "planted@paggaio", "password": PASSWORD, "given_name": GIVEN, "family_name": FAMILY}
    member = await client.post("/staff", body)
    await client.post(f"/staff/{member['id']}/roles", {"roles": ["auditor"]})
    for username, password in (("planted@paggaio", PASSWORD), ("planted@paggaio", GIVEN), (USERNAME, PASSWORD)):
        await client.send("POST", "/tokens", {"username": username, "password": password}, by="-")


PLANTING: dict[str, Callable[[Served], Awaitable[None]]] = {
    "registry": plant_registry,
    "merchants": plant_merchants,
    "incubator": plant_incubator,
    "console": plant_console,
}


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Each line that would be written, by our own logs and by those of the libraries."""
    lines: list[str] = []

    def keep(logger: Any, method: str, entry: Any) -> Any:
        lines.append(json.dumps(entry, default=str, ensure_ascii=False))
        raise structlog.DropEvent

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.name} {record.getMessage()}")

    before, keeper = structlog.get_config(), Keeper(logging.WARNING)
    structlog.configure(processors=[logs.add_context, logs.describe_exception, logs.keep_allowed, keep])
    logging.getLogger().addHandler(keeper)
    yield lines
    logging.getLogger().removeHandler(keeper)
    structlog.configure(**before)


@pytest.mark.parametrize("service", PLANTING)
async def test_planted_names_are_found_in_clear_nowhere(
    service: str, run: Run, settings_of: Callable[..., Settings], written: list[str]
) -> None:
    async with served_alone(service, run, settings_of) as served:
        await PLANTING[service](served)
        places = await rows(served.admin_url)
        places |= {"metrics": [(await served.http.get("/metrics")).text], "logs": written}
    assert len(written) > 5
    assert sum(len(texts) for texts in places.values()) > 30
    found = sorted(
        f"{place}: {planted} as {spelling!r}"
        for place, texts in places.items()
        for planted in PLANTED[service]
        for spelling in spellings(planted)
        if any(spelling in text.lower() for text in texts)
    )
    assert not found, "\n".join(found)


async def rows(admin_url: str) -> dict[str, list[str]]:
    """Return every row of every table as text; bytes stand in it as hexadecimal."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_url)
    try:
        tables = await connection.fetch(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        return {
            table["name"]: [row[0] for row in await connection.fetch(f"SELECT t::text FROM {table['name']} AS t")]
            for table in tables
        }
    finally:
        await connection.close()


TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@pytest.mark.parametrize("service", PLANTING)
async def test_a_trace_is_numbers_only_and_takes_nothing_that_a_caller_adds(
    service: str, run: Run, settings_of: Callable[..., Settings], written: list[str]
) -> None:
    """A trace is what W3C calls a traceparent, in logs, events, jobs and what a collector of spans is told."""
    exporter = InMemorySpanExporter()
    adding = {"traceparent": f"00-{AMKA}-{AFM}-01", "tracestate": f"koinon={USERNAME}", "baggage": f"name={USERNAME}"}
    async with served_alone(service, run, settings_of) as served:
        traces.begin(served.settings, exporter)
        served.http.headers.update(adding | {"x-request-id": AMKA})
        try:
            await PLANTING[service](served)
        finally:
            traces.end()
        places = await rows(served.admin_url)
        traced = await kept_traces(served.admin_url)
    said = [json.loads(line).get("traceparent") for line in written if line.startswith("{")]
    assert any(said)
    assert all(TRACEPARENT.fullmatch(each) for each in [*traced, *filter(None, said)])
    exported = [span.to_json() for span in exporter.get_finished_spans()]
    assert exported
    texts = [*written, *exported, *(text for listed in places.values() for text in listed)]
    assert not [text for text in texts for planted in (USERNAME, EMAIL, AMKA) if planted in text]


async def kept_traces(admin_url: str) -> list[str]:
    """Return every trace that a database keeps, of whatever table."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin_url)
    try:
        tables = await connection.fetch(
            "SELECT attrelid::regclass::text AS name FROM pg_attribute INNER JOIN pg_class ON attrelid = oid"
            " WHERE attname = 'traceparent' AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        asked = "SELECT traceparent FROM {} WHERE traceparent IS NOT NULL"
        return [row[0] for table in tables for row in await connection.fetch(asked.format(table["name"]))]
    finally:
        await connection.close()


async def test_the_search_would_find_them(run: Run, settings_of: Callable[..., Settings]) -> None:
    """A search that cannot find what is there proves nothing: the same search for what may stand in clear."""
    async with served_alone("console", run, settings_of) as served:
        await plant_console(served)
        texts = [text for table in (await rows(served.admin_url)).values() for text in table]
    assert any("planted@paggaio" in text for text in texts)
    assert any("auditor" in text for text in texts)
