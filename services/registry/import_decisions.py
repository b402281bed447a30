"""Decisions of an imported file."""

from collections.abc import Sequence

from services.kit.db import Transaction
from services.registry.import_columns import Mapped
from services.registry.import_entries import Entry, Reading, Unit


def units(content: bytes, mapping: Mapped) -> list[Unit]:
    return []


def forget() -> None:
    return None


async def check(transaction: Transaction, reading: Reading, content: bytes, given: Sequence[Unit]) -> list[Entry]:
    return []


async def enter(transaction: Transaction, reading: Reading, content: bytes, given: Sequence[Unit]) -> list[Entry]:
    return []
