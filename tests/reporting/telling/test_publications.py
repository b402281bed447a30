"""Publications: a month is told once and stays; analysts read their municipality's by SQL, and nothing else."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import asyncpg
import pytest

from infra.postgres import provision
from services.kit.db import Context
from services.reporting.telling.publications import RULES, publish_by_the_clock, publish_next, publishable
from tests.clients import Client
from tests.databases import login_url
from tests.reporting.conftest import Readings
from tests.reporting.factories import AL_KOURA, PAGGAIO
from tests.reporting.telling.test_monthly_reports import TITLES, text_of
from tests.reporting.year import year

PASSWORD = "analysts read what was published"
DECEMBER = date(2025, 12, 1)
NEW_YEAR = datetime(2026, 1, 5, 9, tzinfo=UTC)
REPORT = f"/public/monthly-reports/2025-12-01?municipality={PAGGAIO}&language="


async def publish(readings: Readings, *, now: datetime = NEW_YEAR) -> int:
    """Publish December, part by part; return how many parts there were."""
    context, parts = Context(now=now, municipality_ids=(PAGGAIO,)), 0
    async with readings.worker.transaction(context) as transaction:
        while await publish_next(transaction, DECEMBER):
            parts += 1
    return parts


@pytest.fixture
async def told(readings: Readings) -> Readings:
    """A month that was published, of many households and a few."""
    await readings.hear_all(year(households=12, shops=6, months=1))
    assert await publish(readings) == 1 + len(RULES.languages)
    return readings


@pytest.fixture
async def analyst(told: Readings) -> AsyncIterator[asyncpg.Connection]:
    """The login of Paggaio's analysts; Al-Koura's is there too."""
    database = told.admin_url.rpartition("/")[2]
    # Logins are the server's, which other tests use too.
    logins = [f"{provision.analyst_login(slug)}_{database}"[:63] for slug in ("a", "p")]
    for tenant, login in zip((AL_KOURA, PAGGAIO), logins, strict=True):
        await provision.provision_analyst(told.admin_url, tenant, login, PASSWORD)
    connection = await asyncpg.connect(login_url(told.admin_url, logins[1], PASSWORD, database))
    yield connection
    await connection.close()
    admin = await asyncpg.connect(told.admin_url)
    for login in logins:
        await admin.execute(f'DROP OWNED BY "{login}"; DROP ROLE "{login}"')
    await admin.close()


async def test_a_month_is_published_once_and_its_report_stays(told: Readings) -> None:
    months = (await told.get(f"/public/published-months?municipality={PAGGAIO}", role=""))["items"]
    assert [(each["month"], each["languages"]) for each in months][:1] == [("2025-12-01", ["ar", "el", "en"])]
    first = await told.ask(f"{REPORT}el", role="")
    assert TITLES["el"] in text_of(first.content)
    await told.hear_all(year(households=3, shops=4, months=1, seed=6))
    assert await publish(told) == 0
    assert (await told.ask(f"{REPORT}el", role="")).content == first.content
    assert (await told.ask(f"/public/monthly-reports/2025-10-01?municipality={PAGGAIO}", role="")).status_code == 404


async def test_the_clock_publishes_the_oldest_month_that_was_not(told: Readings) -> None:
    for _ in range(2):
        async with told.worker.transaction(Context(now=NEW_YEAR, municipality_ids=(PAGGAIO,))) as transaction:
            await publish_by_the_clock(transaction, told.settings)
    months = (await told.get(f"/public/published-months?municipality={PAGGAIO}", role=""))["items"]
    assert [(each["month"], each["languages"]) for each in months] == [
        ("2025-12-01", ["ar", "el", "en"]),
        ("2025-01-01", ["ar"]),
    ]


async def test_an_analyst_reads_what_was_published_and_no_table(analyst: asyncpg.Connection, told: Readings) -> None:
    views = await analyst.fetch("SELECT viewname FROM pg_views WHERE schemaname = 'analyst' ORDER BY 1")
    for name in [row["viewname"] for row in views]:
        await analyst.fetch(f"SELECT * FROM analyst.{name}")
    december = "month = '2025-12-01' AND merchant_kind IS NULL AND area IS NULL AND programme IS NULL"
    (whole,) = await analyst.fetch(f"SELECT * FROM analyst.spending WHERE {december}")
    shown = (await told.get(f"/public/totals?municipality={PAGGAIO}&month=2025-12-01", role=""))["spending"]
    everything = next(each for each in shown if each.get("programme") is None and each.get("merchant_kind") is None)
    assert (whole["households_count"], whole["amount_minor"]) == (12, everything["amount_minor"])
    small = await analyst.fetchval("SELECT count(*) FROM analyst.spending WHERE households_count BETWEEN 1 AND 4")
    assert small == 0
    assert await analyst.fetchval("SELECT count(*) FROM analyst.spending WHERE hidden") > 0
    assert await analyst.fetchval("SELECT value FROM analyst.indicators WHERE code = 'households_credited'") == 12
    tables = await analyst.fetch("SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'koinon')")
    assert len(tables) > 30
    for row in tables:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await analyst.fetch(f"SELECT FROM {row['schemaname']}.{row['tablename']} LIMIT 1")


async def test_an_analyst_cannot_claim_to_be_anothers(analyst: asyncpg.Connection) -> None:
    assert await analyst.fetchval("SELECT count(*) FROM analyst.indicators") > 0
    await analyst.execute(f"SET koinon.municipalities = '{{{AL_KOURA}}}'")
    for view in ("spending", "benefits", "declines", "indicators"):
        assert await analyst.fetchval(f"SELECT count(*) FROM analyst.{view}") == 0
    with pytest.raises(asyncpg.PostgresError):
        await analyst.execute("CREATE TABLE mine (id int)")
    with pytest.raises(asyncpg.PostgresError):
        await analyst.execute("SET default_transaction_read_only = off; UPDATE analyst.indicators SET value = 1")


async def test_a_manager_publishes_by_hand_what_is_over(told: Readings) -> None:
    manager = Client(told.http, told.settings, told.settings.municipalities[PAGGAIO], by="eleni programme_manager")
    manager.now = NEW_YEAR.isoformat()
    assert (await manager.post("/published-months", {"month": "2025-12-01"}))["state"] == "queued"
    for month, status in (("2026-01-01", 404), ("2025-12-02", 400)):
        assert (await manager.refused("POST", "/published-months", {"month": month}))[0] == status


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 1, 1), date(2025, 11, 1)),
        (date(2026, 1, 3), date(2025, 11, 1)),
        (date(2026, 1, 4), date(2025, 12, 1)),
        (date(2026, 1, 31), date(2025, 12, 1)),
    ],
)
def test_a_month_is_published_when_its_last_days_were_heard(today: date, newest: date) -> None:
    assert publishable(today) == newest
