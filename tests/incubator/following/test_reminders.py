"""Reminders: what is missing is asked for by itself, each round once, in the reader's language, of nobody erased."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import asyncpg
import pytest
from litestar import Litestar

from contracts.registry import PersonErased
from services.incubator.following.reminders import TIMER
from services.kit.db import Connection, Context
from tests.clients import Client, etag
from tests.incubator import awarding, factories
from tests.incubator.conftest import execute_as
from tests.incubator.hearing import message
from tests.incubator.ventures.test_accounts import FIGURES
from tests.rolled_back import Deliver

Tick = Callable[[str], Awaitable[list[tuple[str, str, int]]]]


@pytest.fixture
def tick(app: Litestar, al_koura: Client) -> Tick:
    """Carry the timer out on a day, and return what has been asked for until then."""

    async def once(day: str) -> list[tuple[str, str, int]]:
        now = datetime.fromisoformat(f"{day}T10:00:00+03:00")
        context = Context(now=now, municipality_ids=(al_koura.tenant.id,))
        async with app.state.worker_database.transaction(context) as transaction:
            await TIMER.handler(transaction, app.state.settings)
        found = (await al_koura.get("/reminders"))["items"]
        return [(each["kind"], each["due_on"], each["round"]) for each in found]

    return once


async def mailbox(client: Client) -> list[str]:
    """What was said to people, the newest first."""
    found = (await client.get("/messages", by="huda administrator"))["items"]
    return [each["text"]["body"] for each in found]


async def test_a_participant_is_asked_in_rounds_until_they_answer_or_are_erased(
    al_koura: Client, connection: Connection, deliver: Deliver, tick: Tick
) -> None:
    formed, enrolment = await factories.enrolled(al_koura)
    first = (await al_koura.post(f"/cohorts/{formed['id']}/follow-ups"))[0]
    assert await tick("2026-11-29") == []
    asked = ("follow_up", "2026-11-30")
    assert await tick("2026-11-30") == await tick("2026-12-13") == [(*asked, 1)]
    assert (await al_koura.get(f"/follow-ups/{first['id']}"))["chased"] == 1
    (said,) = await mailbox(al_koura)
    assert "بعد التدريب" in said
    # The timer stood still for the second round: only the third is said.
    assert await tick("2027-01-05") == [(*asked, 1), (*asked, 3)]
    for change in ("UPDATE reminders SET round = 9", "DELETE FROM reminders"):
        with pytest.raises(asyncpg.PostgresError):
            await execute_as("worker", connection, change)
    told = message(PersonErased.type, al_koura, person_id=enrolment["participant_id"])
    await deliver(told)
    assert len(await tick("2027-06-30")) == 2


async def test_a_founder_is_asked_for_the_accounts_of_the_year_before(al_koura: Client, tick: Tick) -> None:
    enterprise = await factories.enterprise_in(al_koura, "trading")
    assert await tick("2026-12-31") == await tick("2027-02-28") == []
    asked = ("accounts", "2027-01-01")
    assert await tick("2027-03-01") == [(*asked, 1)]
    assert any("2026" in each for each in await mailbox(al_koura))
    al_koura.now = "2027-03-02T10:00:00+03:00"
    await al_koura.post(f"/enterprises/{enterprise['id']}/accounts", FIGURES | {"year": 2026})
    assert await tick("2027-05-31") == [(*asked, 1)]


async def test_a_recipient_is_told_of_a_milestone_before_and_after_its_day_until_it_is_reported(
    al_koura: Client, deliver: Deliver, tick: Tick
) -> None:
    award = await awarding.committed(al_koura, deliver)
    first, _ = await awarding.milestones_of(al_koura, award)
    assert await tick("2026-06-15") == []
    told = await tick("2026-06-16")
    assert told == [("milestone", "2026-06-30", 1)] * 2
    await awarding.shown(al_koura, first)
    await al_koura.post(f"/milestones/{first['id']}/report", If_Match=etag(first))
    assert await tick("2026-07-01") == [*told, ("milestone", "2026-06-30", 2)]
