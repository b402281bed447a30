"""Every state machine of merchants is in the database as it is in the code: no step more, none less."""

import re
from collections.abc import Mapping
from typing import Any

from services.kit.db import Connection
from services.merchants.joining import agreements, bank_accounts, merchants
from services.merchants.selling import offers, tills
from services.merchants.settling import bank_files, matching

TABLES: dict[str, Mapping[Any, tuple[str, ...]]] = {
    "agreements": agreements.TRANSITIONS,
    "bank_accounts": bank_accounts.TRANSITIONS,
    "bank_files": bank_files.TRANSITIONS,
    "batches": {"closed": ("instructed",), **matching.TRANSITIONS},
    "merchants": merchants.TRANSITIONS,
    "offers": offers.TRANSITIONS,
    "payouts": matching.TRANSITIONS,
    "tills": tills.TRANSITIONS,
}


async def test_the_database_keeps_the_steps_of_the_tables(connection: Connection) -> None:
    rows = await connection.fetch(
        "SELECT tgrelid::regclass::text AS name, pg_get_triggerdef(oid) AS said FROM pg_trigger"
        " WHERE tgname LIKE '%keep_to_steps' AND tgrelid::regclass::text <> 'proposals'"
    )
    kept = {row["name"]: set(re.findall(r"'(\w+ > \w+)'", row["said"])) for row in rows}
    assert kept == {
        table: {f"{before} > {after}" for before, reached in steps.items() for after in reached}
        for table, steps in TABLES.items()
    }
