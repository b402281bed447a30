"""What is due is listed, erased in chunks once approved, and left when it is held or needed again."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import asyncpg
import pytest

from services.kit.settings import Municipality, Settings
from services.kit.ticker import Jobs
from services.registry.__main__ import jobs
from services.registry.privacy import retention
from services.registry.privacy.retention import ERASERS, Kind, due_queries, periods
from tests.clients import etag
from tests.databases import Urls
from tests.kit.test_files import PDF
from tests.registry import factories
from tests.registry.grievances.test_handling import brought
from tests.registry.walking import upload
from tests.registry.working import Working, working

SUPERVISOR = "eleni supervisor"


@pytest.fixture
async def registry(
    new_database: Callable[[str], Awaitable[Urls]],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> AsyncIterator[Working]:
    async with working(await new_database("registry"), tenants, settings_of) as running:
        yield running


async def listed(registry: Working, kind: str, now: str) -> dict[str, Any]:
    """What is due of a kind at a time."""
    registry.client.now = now
    run: dict[str, Any] = await registry.client.post("/retention-runs", {"kind": kind}, by=SUPERVISOR)
    return run


async def erased(registry: Working, run: dict[str, Any]) -> dict[str, Any]:
    """A list after it was approved and worked on."""
    path = f"/retention-runs/{run['id']}"
    await registry.client.post(f"{path}/approve", by=SUPERVISOR, If_Match=etag(run))
    await registry.work()
    done: dict[str, Any] = await registry.client.get(path, by=SUPERVISOR)
    return done


async def test_a_rejected_household_is_erased_after_its_time_and_the_held_is_left(registry: Working) -> None:
    client = registry.client
    case = await factories.decided(client, "rejected")
    formed = await client.get(f"/households/{case['household_id']}")
    ids = [member["person_id"] for member in formed["members"]]
    hold = {"reason": "court_case", "file_number": "12/2026"}
    await client.post(f"/persons/{ids[1]}/legal-holds", hold, by=SUPERVISOR)
    early = {"kind": "rejected_applications"}
    client.now = "2028-01-12T09:30:00+02:00"
    assert (await client.refused("POST", "/retention-runs", early, by=SUPERVISOR))[:2] == (404, "nothing-due")
    run = await listed(registry, "rejected_applications", "2028-01-14T09:30:00+02:00")
    assert (run["state"], run["due"], run["due_before"]) == ("listed", 4, "2026-01-14")
    done = await erased(registry, run)
    assert (done["state"], done["erased"], done["held"], done["not_due"]) == ("done", 3, 1, 0)
    assert (await client.get(f"/persons/{ids[1]}"))["fields"]["given_name"] == "Φωτεινή"
    assert (await client.get(f"/persons/{ids[0]}"))["fields"] == {}
    items = (await client.get(f"/retention-runs/{run['id']}/items", by=SUPERVISOR))["items"]
    assert {item["id"]: item["outcome"] for item in items}[ids[1]] == "held"


async def test_who_asks_again_in_the_meantime_is_not_erased(registry: Working) -> None:
    client = registry.client
    case = await factories.decided(client, "rejected")
    run = await listed(registry, "rejected_applications", "2028-01-14T09:30:00+02:00")
    formed = await client.get(f"/households/{case['household_id']}")
    await client.post("/applications", factories.application(formed))
    done = await erased(registry, run)
    assert (done["erased"], done["not_due"]) == (0, 4)


async def test_who_had_a_right_is_kept_longer(registry: Working) -> None:
    await factories.decided(registry.client)
    wanted = {"kind": "exited_memberships"}
    registry.client.now = "2036-07-31T09:30:00+03:00"
    refused = await registry.client.refused("POST", "/retention-runs", wanted, by=SUPERVISOR)
    assert refused[:2] == (404, "nothing-due")
    done = await erased(registry, await listed(registry, "exited_memberships", "2036-08-01T09:30:00+03:00"))
    assert (done["due_before"], done["erased"]) == ("2026-08-01", 4)


async def test_what_a_closed_complaint_said_is_removed_and_whose_it_was(registry: Working) -> None:
    person = await registry.client.post("/persons", factories.person())
    closed = await brought(registry.client, "closed", complainant_id=person["id"])
    done = await erased(registry, await listed(registry, "grievances", "2029-01-14T09:30:00+02:00"))
    assert (done["due"], done["erased"]) == (1, 1)
    shown = await registry.client.get(f"/grievances/{closed['id']}")
    assert (shown["texts"], shown["complainant_id"], shown["upheld"]) == ([], None, True)


async def test_messages_are_removed_by_the_night_without_asking_anybody(registry: Working) -> None:
    case = await factories.decided(registry.client)
    formed = await registry.client.get(f"/households/{case['household_id']}")
    path = f"/persons/{formed['members'][0]['person_id']}/messages"
    assert len((await registry.client.get(path))["items"]) == 1

    async def settle(transaction: Any) -> None:
        await transaction.execute("UPDATE messages SET state = 'sent', sent_at = queued_at")

    async def night(transaction: Any) -> None:
        await retention.list_due(transaction, registry.settings)

    await registry.do(settle)
    await registry.do(night, at=datetime(2028, 1, 20, 23, 30, tzinfo=UTC))
    registry.client.now = "2028-01-21T09:30:00+02:00"
    assert (await registry.client.get("/retention-runs", by=SUPERVISOR))["items"] == []
    for _ in range(2):
        await registry.do(night, at=datetime(2028, 1, 21, 1, tzinfo=UTC))
    await registry.work()
    (run,) = (await registry.client.get("/retention-runs", by=SUPERVISOR))["items"]
    assert (run["kind"], run["automatic"], run["state"], run["erased"]) == ("messages", True, "done", 1)
    assert (await registry.client.get(path))["items"] == []


async def test_a_list_that_was_dropped_erases_nothing(registry: Working) -> None:
    await factories.decided(registry.client, "rejected")
    run = await listed(registry, "rejected_applications", "2028-01-14T09:30:00+02:00")
    path = f"/retention-runs/{run['id']}"
    dropped = await registry.client.post(f"{path}/drop", by=SUPERVISOR, If_Match=etag(run))
    assert dropped["state"] == "dropped"
    answer = await registry.client.refused("POST", f"{path}/approve", by=SUPERVISOR, If_Match=etag(dropped))
    assert answer[:2] == (409, "transition-forbidden")


async def test_no_step_goes_back_not_even_by_sql(registry: Working, admin_of: Callable[[Urls], str]) -> None:
    await factories.decided(registry.client, "rejected")
    run = await erased(registry, await listed(registry, "rejected_applications", "2028-01-14T09:30:00+02:00"))
    for step in ("approve", "drop"):
        path = f"/retention-runs/{run['id']}/{step}"
        refused = await registry.client.refused("POST", path, by=SUPERVISOR, If_Match=etag(run))
        assert refused[:2] == (409, "transition-forbidden")
    connection = await asyncpg.connect(admin_of(registry.urls))
    try:
        for state in ("listed", "approved", "dropped"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute("UPDATE retention_runs SET state = $1", state)
    finally:
        await connection.close()


async def test_every_erased_record_leaves_an_audit_row(registry: Working, admin_of: Callable[[Urls], str]) -> None:
    await factories.decided(registry.client, "rejected")
    await erased(registry, await listed(registry, "rejected_applications", "2028-01-14T09:30:00+02:00"))
    connection = await asyncpg.connect(admin_of(registry.urls))
    rows = await connection.fetch("SELECT object_type FROM audit_entries WHERE action = 'retention_erased'")
    await connection.close()
    assert [row["object_type"] for row in rows] == ["rejected_applications"] * 4


def test_every_kind_has_a_period_a_query_and_a_way_to_be_erased() -> None:
    kinds = set(get_args(Kind))
    assert kinds == set(periods()) == set(due_queries()) == set(ERASERS)
    assert isinstance(jobs, Jobs)
    assert jobs.timers["list_due_records"].handler is retention.list_due


async def test_a_paper_is_emptied_after_its_time_and_says_so(registry: Working) -> None:
    case = await factories.assessed(registry.client)
    path = f"/applications/{case['id']}/papers?kind=identity"
    handed_in = (await upload(registry.client, path, PDF)).json()
    done = await erased(registry, await listed(registry, "documents", "2036-01-14T09:30:00+02:00"))
    assert (done["due"], done["erased"]) == (1, 1)
    content = f"/papers/{handed_in['id']}/content?purpose=case_work"
    assert (await registry.client.refused("GET", content))[:2] == (404, "file-erased")
