"""The incubator's staff."""

import pytest

from services.kit.db import Connection

OFFICER = "amal incubator_officer"
MANAGER = "rana programme_manager"
MENTOR = "omar mentor"
REVIEWERS = ("sami reviewer", "lina reviewer")

LOGINS = ("api", "worker", "owner")


@pytest.fixture
def clerk() -> str:
    """The incubator's officer, where no other is named."""
    return OFFICER


@pytest.fixture
def begins_at() -> str:
    """The second day of the call that the tests open."""
    return "2026-02-02T10:00:00+03:00"


async def execute_as(login: str, connection: Connection, statement: str, *arguments: object) -> None:
    """Carry out a statement as one login (`owner` stands for a superuser), undone if it fails."""
    async with connection.transaction():
        await connection.execute("RESET ROLE" if login == "owner" else f"SET LOCAL ROLE incubator_{login}")
        await connection.execute(statement, *arguments)
