"""The monitoring sheet: what a funded programme has promised beside what came of it, and what proves it.

Rows, baselines and targets are data (`rules/monitoring_sheet.toml`); what is actual is the indicator of the same code.
"""

from pathlib import Path

import msgspec

from services.kit.db import Transaction
from services.reporting.counting.indicators import Unit, measure

FILE = Path(__file__).parent.parent / "rules" / "monitoring_sheet.toml"


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is promised: `countries` are those whose tenants promise it; absent are all."""

    code: str
    result: str
    baseline: int
    target: int | None = None
    target_source: str
    evidence: str
    countries: list[str] | None = None


class Sheet(msgspec.Struct, frozen=True):
    """The rows of the file, in its order."""

    rows: list[Row]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A promise and what came of it. `reached_basis_points` is how much of the way from baseline to target is done."""

    result: str
    code: str
    indicator: str
    unit: Unit
    baseline: int
    target: int | None
    target_source: str
    actual: int | None
    hidden: bool
    """Whether the actual figure would show a few people."""
    reached_basis_points: int | None
    evidence: str
    source: str
    caveat: str


SHEET = msgspec.toml.decode(FILE.read_bytes(), type=Sheet)


def reached(row: Row, actual: int | None) -> int | None:
    """Return how much of the way is done; without a target or a figure there is no way."""
    if row.target is None or actual is None or row.target == row.baseline:
        return None
    return (actual - row.baseline) * 10_000 // (row.target - row.baseline)


async def read(transaction: Transaction) -> list[Measured]:
    """Return the sheet of the transaction's tenant."""
    country = transaction.tenants[transaction.municipality_id].country
    found = {each.code: each for each in await measure(transaction)}
    return [
        Measured(
            result=row.result,
            code=row.code,
            indicator=found[row.code].definition,
            unit=found[row.code].unit,
            baseline=row.baseline,
            target=row.target,
            target_source=row.target_source,
            actual=found[row.code].value,
            hidden=found[row.code].hidden,
            reached_basis_points=reached(row, found[row.code].value),
            evidence=row.evidence,
            source=found[row.code].source,
            caveat=found[row.code].caveat,
        )
        for row in SHEET.rows
        if row.countries is None or country in row.countries
    ]
