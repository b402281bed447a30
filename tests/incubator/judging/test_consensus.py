"""Consensus: a record of who met and what they recommend, beside the scores and written once."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, person_id
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, REVIEWERS, execute_as

PRESENT = [str(person_id(name.split()[0])) for name in REVIEWERS]
BODY = {"held_on": "2026-02-02", "present": PRESENT, "recommendation": "yes", "minutes": "اتفقنا على السوق"}


async def met(client: Client) -> tuple[Any, str]:
    application = await factories.under_review(client)
    await factories.reviewed(client, application)
    return application, f"/applications/{application['id']}/meetings"


async def test_a_meeting_is_recorded_and_read_by_the_office(al_koura: Client, connection: Connection) -> None:
    application, path = await met(al_koura)
    kept = await al_koura.post(path, BODY)
    assert (kept["recommendation"], kept["present"], kept["minutes"]) == ("yes", PRESENT, BODY["minutes"])
    assert await al_koura.get(path, by=MANAGER) == [kept]
    assert (await al_koura.refused("GET", path, by=f"{application['applicant_id']} founder"))[0] == 403
    for login in LOGINS:
        with pytest.raises((asyncpg.RestrictViolationError, asyncpg.InsufficientPrivilegeError)):
            await execute_as(login, connection, "UPDATE consensus_meetings SET recommendation = 'no'")


@pytest.mark.parametrize(
    ("changed", "status", "problem"),
    [
        ({"present": [PRESENT[0], str(person_id("rana"))]}, 409, "not-its-reviewers"),
        ({"present": [PRESENT[0], PRESENT[0]]}, 409, "not-its-reviewers"),
        ({"present": PRESENT[:1]}, 400, "malformed"),
        ({"held_on": "2026-02-03"}, 400, "malformed"),
    ],
)
async def test_who_did_not_review_was_not_there(
    al_koura: Client, changed: dict[str, Any], status: int, problem: str
) -> None:
    _, path = await met(al_koura)
    assert (await al_koura.refused("POST", path, BODY | changed))[:2] == (status, problem)


async def test_after_the_review_nothing_is_added(al_koura: Client) -> None:
    application = await factories.scored(al_koura)
    path = f"/applications/{application['id']}/meetings"
    assert (await al_koura.refused("POST", path, BODY))[:2] == (409, "not-under-review")
