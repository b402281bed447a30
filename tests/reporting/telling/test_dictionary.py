"""Nothing is handed out that the dictionary does not explain: every file and every view, column by column."""

import asyncpg

from services.reporting.telling.dictionary import DICTIONARY, columns_of
from tests.reporting.conftest import Readings


async def test_every_view_of_analysts_is_explained_column_by_column(readings: Readings) -> None:
    connection = await asyncpg.connect(readings.admin_url)
    rows = await connection.fetch(
        "SELECT table_schema || '.' || table_name AS view, column_name FROM information_schema.columns"
        " WHERE table_schema = 'analyst' ORDER BY table_name, ordinal_position"
    )
    await connection.close()
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["view"], []).append(row["column_name"])
    assert found == {table.view: columns_of(name) for name, table in DICTIONARY.items() if table.view}


async def test_every_file_is_explained_column_by_column(readings: Readings) -> None:
    paths = (await readings.ask("/schema/openapi.json", role="")).json()["paths"]
    doors = {path for path, doors in paths.items()
             if {"format"} & {each["name"] for each in doors.get("get", {}).get("parameters", [])}}  # fmt: skip
    explained = {table.address: columns_of(name) for name, table in DICTIONARY.items() if table.address}
    several = {address for address in explained if address.startswith("/exports/")}
    assert doors == {*explained, "/exports/{table}"} - several
    for address, columns in explained.items():
        month = "?month=2026-01-01" if address in several else ""
        answer = await readings.ask(f"{address}{month}", role="auditor")
        assert answer.content.decode("utf-8-sig").splitlines()[0].split(",") == columns
