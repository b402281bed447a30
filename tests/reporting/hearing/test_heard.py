"""What was heard, as rows."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.cards import Draw
from contracts.envelope import partition
from services.kit.db import Context, Database, Transaction, uuid7
from services.reporting.hearing.heard import each, rows
from tests.reporting.factories import AL_KOURA, PAGGAIO, Town
from tests.reporting.log import Log


def transaction_of(database: Database) -> Transaction:
    """A transaction that only knows the tenants: rows are made without asking the database."""
    nothing: Any = None
    return Transaction(nothing, Context(now=datetime(2026, 1, 1, tzinfo=UTC)), database.tenants)


def test_the_business_date_is_the_tenants_own(database: Database) -> None:
    log = Log()
    log.now = datetime(2026, 1, 31, 21, 30, tzinfo=UTC)
    Town(log, PAGGAIO).decline(uuid7(), 100)
    log.now = datetime(2026, 1, 31, 20, 30, tzinfo=UTC)
    Town(log, AL_KOURA).decline(uuid7(), 100)
    draw = Draw(programme="gmi", budget_line_id=uuid7(), month=date(2026, 1, 1), amount_minor=1)
    heard: list[Any] = [(envelope, draw) for envelope in log.envelopes]
    found = rows(transaction_of(database), heard)
    assert [row["happened_on"] for row in found] == [date(2026, 1, 31), date(2026, 1, 31)]
    assert [row["municipality_id"] for row in found] == [PAGGAIO, AL_KOURA]
    assert found[0]["partition"] == partition(log.envelopes[0].subject)


def test_a_list_inside_an_event_becomes_rows_of_its_own() -> None:
    draws = [Draw(programme="gmi", budget_line_id=uuid7(), month=date(2026, 1, 1), amount_minor=n) for n in (1, 2)]
    found = each([{"amount_minor": 3, "merchant_id": "m", "draws": draws}], "draws")
    assert [(row["merchant_id"], row["amount_minor"]) for row in found] == [("m", 1), ("m", 2)]
    assert all("draws" not in row for row in found)
