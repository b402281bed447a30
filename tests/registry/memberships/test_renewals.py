"""A term ends by the calendar: reminded once each, without a gap where the programme recertifies, else applied anew."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from litestar import Litestar

from services.kit import vault
from services.kit.db import Context, connect
from services.kit.settings import Municipality, Settings
from services.registry.assessing import rules
from services.registry.assessing.membership_rules import MembershipRules
from services.registry.memberships import renewals
from services.registry.memberships.memberships import MembershipState
from services.registry.memberships.renewals import Course, next_step
from tests.clients import Client, tenant_named
from tests.databases import Urls
from tests.registry import rights
from tests.registry.memberships.test_suspensions import RIGHT

Tick = Callable[[str], Awaitable[None]]
RECERTIFY = Course(renewal="recertify", grace_days=20, rules=MembershipRules(suspension_days=60))


@pytest.fixture
def recertifying(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minimum income as a programme that recertifies, with twenty days of grace."""
    changed = [
        msgspec.structs.replace(each, term=msgspec.structs.replace(each.term, renewal="recertify", grace_days=20))
        for each in rules.all_rules()
    ]
    monkeypatch.setattr(rules, "all_rules", lambda: tuple(changed))


@pytest.fixture
def tick(app: Litestar, paggaio: Client) -> Tick:
    """Let both timers run at a time; the staff's clock is set to it."""

    async def run(now: str) -> None:
        paggaio.now = now
        context = Context(now=datetime.fromisoformat(now), municipality_ids=(paggaio.tenant.id,))
        async with app.state.worker_database.transaction(context) as transaction:
            for timer in renewals.TIMERS:
                await timer.handler(transaction, app.state.settings)

    return run


async def told(client: Client, subject: str) -> int:
    """How many messages with this subject were queued."""
    messages = (await client.get("/messages?limit=200", by="petros administrator"))["items"]
    return sum(message["text"]["subject"] == subject for message in messages)


@pytest.mark.parametrize(
    ("state", "followed", "today", "step"),
    [
        ("active", False, "2026-07-31", None),
        ("active", False, "2026-08-20", None),
        ("active", False, "2026-08-21", "suspend"),
        ("active", True, "2026-08-01", "exit"),
        ("suspended", False, "2026-09-29", None),
        ("suspended", False, "2026-09-30", "exit"),
        ("suspended", True, "2026-08-25", "exit"),
    ],
)
def test_the_calendar_takes_the_steps(state: MembershipState, followed: bool, today: str, step: str | None) -> None:
    right = msgspec.structs.replace(RIGHT, state=state)
    assert next_step(RECERTIFY, right, followed=followed, today=date.fromisoformat(today)) == step


@pytest.mark.parametrize(("today", "step"), [("2026-07-31", None), ("2026-08-01", "exit")])
def test_without_recertification_a_right_ends_with_its_last_day(today: str, step: str | None) -> None:
    right = msgspec.structs.replace(RIGHT, state="active")
    assert next_step(Course(), right, followed=False, today=date.fromisoformat(today)) == step


async def test_a_term_ends_silently_and_the_holder_may_apply_again(
    paggaio: Client, tick: Tick, events: Callable[[], Any]
) -> None:
    right = await rights.begun(paggaio)
    await tick("2026-07-31T23:59:00+03:00")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "active"
    await tick("2026-08-01T00:01:00+03:00")
    ended = await paggaio.get(f"/memberships/{right['id']}")
    assert (ended["state"], ended["exited_on"]) == ("exited", "2026-08-01")
    assert "registry.membership_exited.v1" not in [kind for kind, _ in await events()]
    assert await told(paggaio, "Η παροχή σας έληξε με το τέλος της περιόδου της.") == 1
    second = await rights.decide(paggaio, await rights.reapply(paggaio, right["household_id"]))
    assert second["starts_on"] == "2026-09-01"


async def test_a_suspended_right_waits_for_a_decision_and_its_end_is_told(
    paggaio: Client, tick: Tick, events: Callable[[], Any]
) -> None:
    right = await rights.begun(paggaio)
    paggaio.now = "2026-07-10T10:00:00+03:00"
    await rights.suspend(paggaio, right)
    await tick("2026-09-29T12:00:00+03:00")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "suspended"
    await tick("2026-09-30T12:00:00+03:00")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["exited_on"] == "2026-08-01"
    assert (await events())[-1][0] == "registry.membership_exited.v1"


async def test_a_suspension_that_is_lifted_after_the_term_still_owes_its_months(
    paggaio: Client, tick: Tick, events: Callable[[], Any]
) -> None:
    right = await rights.begun(paggaio)
    paggaio.now = "2026-06-10T10:00:00+03:00"
    suspended = await rights.suspend(paggaio, right)
    await tick("2026-08-20T12:00:00+03:00")
    await rights.lift(paggaio, suspended)
    assert (await events())[-1][1]["arrears"] == ["2026-06-01", "2026-07-01"]
    await tick("2026-08-20T13:00:00+03:00")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "exited"


async def test_each_reminder_is_sent_once_though_the_timer_runs_again(paggaio: Client, tick: Tick) -> None:
    await rights.begun(paggaio)
    sent = []
    for now in ("2026-06-30", "2026-07-01", "2026-07-01", "2026-07-23", "2026-07-24", "2026-07-24", "2026-07-30"):
        await tick(f"{now}T12:00:00+03:00")
        sent.append(await told(paggaio, "Η παροχή σας λήγει σύντομα."))
    assert sent == [0, 1, 1, 1, 2, 2, 2]


async def test_a_timer_that_comes_late_reminds_once(paggaio: Client, tick: Tick) -> None:
    await rights.begun(paggaio)
    await tick("2026-07-29T12:00:00+03:00")
    await tick("2026-07-29T13:00:00+03:00")
    assert await told(paggaio, "Η παροχή σας λήγει σύντομα.") == 1


async def test_who_has_the_next_right_is_not_reminded(paggaio: Client, tick: Tick) -> None:
    right = await rights.begun(paggaio)
    paggaio.now = "2026-07-20T10:00:00+03:00"
    await rights.decide(paggaio, await rights.reapply(paggaio, right["household_id"]))
    await tick("2026-07-25T12:00:00+03:00")
    assert await told(paggaio, "Η παροχή σας λήγει σύντομα.") == 0


async def test_the_due_list_shows_who_ends_when_and_what_follows(paggaio: Client, tick: Tick) -> None:
    right, other = await rights.begun(paggaio), await rights.begun(paggaio)
    assert (await paggaio.get("/renewals"))["items"] == []
    assert len((await paggaio.get("/renewals?until=2026-07-31"))["items"]) == 2
    await tick("2026-07-10T12:00:00+03:00")
    case = await rights.reapply(paggaio, other["household_id"])
    first, second = (await paggaio.get("/renewals?programme=gmi"))["items"]
    assert (first["id"], first["stage"], first["last_on"]) == (right["id"], "reminded", "2026-07-31")
    assert (first["holder_name"], first["application_id"]) == ("Φωτεινή Σαββίδου", None)
    assert second["application_id"] == case["id"]
    await rights.decide(paggaio, case)
    assert [each["id"] for each in (await paggaio.get("/renewals"))["items"]] == [right["id"]]


async def recertify(client: Client, right: dict[str, Any]) -> Any:
    """A fresh assessment, decided by two people, and the right that it gives."""
    return await rights.decide(client, await rights.reapply(client, right["household_id"]))


async def test_a_recertification_is_the_next_right_without_a_gap(
    paggaio: Client, tick: Tick, recertifying: None
) -> None:
    right = await rights.begun(paggaio)
    await tick("2026-07-10T12:00:00+03:00")
    following = await recertify(paggaio, right)
    assert (following["starts_on"], following["ends_on"]) == ("2026-08-01", "2027-01-31")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["ends_on"] == "2026-07-31"
    await tick("2026-08-01T12:00:00+03:00")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "exited"
    assert (await paggaio.get(f"/memberships/{following['id']}"))["state"] == "active"


async def test_who_does_not_recertify_is_in_grace_then_suspended_then_out(
    paggaio: Client, tick: Tick, events: Callable[[], Any], recertifying: None
) -> None:
    right = await rights.begun(paggaio)
    stages = []
    for day in ("2026-07-02", "2026-08-20", "2026-08-21", "2026-09-29"):
        await tick(f"{day}T12:00:00+03:00")
        (shown,) = (await paggaio.get("/renewals"))["items"]
        stages.append((shown["stage"], shown["last_on"]))
    assert stages == [
        ("reminded", "2026-08-20"), ("grace", "2026-08-20"), ("suspended", "2026-08-20"), ("suspended", "2026-08-20"),
    ]  # fmt: skip
    assert (await events())[-1][1]["reason"] == "not_recertified"
    await tick("2026-09-30T12:00:00+03:00")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "exited"
    assert (await events())[-1][0] == "registry.membership_exited.v1"
    assert (await paggaio.get("/renewals"))["items"] == []


@pytest.mark.parametrize("day", ["2026-08-15", "2026-09-10"], ids=["in grace", "suspended"])
async def test_a_late_recertification_leads_back_without_a_gap(
    paggaio: Client, tick: Tick, recertifying: None, day: str
) -> None:
    right = await rights.begun(paggaio)
    await tick("2026-08-21T12:00:00+03:00" if day > "2026-08-21" else "2026-08-02T12:00:00+03:00")
    paggaio.now = f"{day}T10:00:00+03:00"
    following = await recertify(paggaio, right)
    assert (following["starts_on"], following["ends_on"]) == ("2026-08-01", "2027-01-31")
    await tick(f"{day}T12:00:00+03:00")
    assert (await paggaio.get(f"/memberships/{right['id']}"))["state"] == "exited"


async def test_nobody_recertifies_long_before_the_end(paggaio: Client, recertifying: None) -> None:
    right = await rights.begun(paggaio)
    paggaio.now = "2026-05-10T10:00:00+03:00"
    case = await rights.reapply(paggaio, right["household_id"])
    path = f"/applications/{case['id']}"
    moved = await paggaio.post(f"{path}/recommend", {"outcome": "approved"}, If_Match=f'"{case["version"]}"')
    refused = await paggaio.refused(
        "POST", f"{path}/decide", {"outcome": "approved"}, by=rights.SUPERVISOR, If_Match=f'"{moved["version"]}"'
    )
    assert refused[:2] == (409, "membership-overlaps")


def test_a_programme_without_rules_here_ends_with_the_last_day() -> None:
    assert renewals.course_on(date(2026, 1, 1), "unknown") == Course()


async def seed_right(admin_url: str, tenant: UUID) -> None:
    """One right that ends on 31 July 2026, written past the constraints: only its reminder matters here."""
    admin = await asyncpg.connect(admin_url)
    ids = [tenant, uuid4(), uuid4(), uuid4()]
    async with admin.transaction():
        await admin.execute("SET LOCAL session_replication_role = replica")
        await admin.execute(
            "INSERT INTO persons (municipality_id, id, language, registered_at, registered_by) "
            "VALUES ($1, $2, 'el', '2026-01-01', $2)",
            *ids[:2],
        )
        await admin.execute(
            "INSERT INTO memberships (municipality_id, holder_id, granted_to, id, household_id, imported_decision_id, "
            "programme, state, currency, monthly_amount_minor, card_share_minor, account_share_minor, starts_on, "
            "ends_on) "
            "VALUES ($1, $2, $2, $3, $4, $3, 'gmi', 'active', 'EUR', 100, 50, 50, '2026-02-01', '2026-07-31')",
            *ids,
        )
    await admin.close()


async def test_two_processes_at_once_remind_once(
    new_database: Callable[[str], Awaitable[Urls]],
    admin_of: Callable[[Urls], str],
    tenants: dict[UUID, Municipality],
    settings_of: Callable[..., Settings],
) -> None:
    urls, tenant = await new_database("registry"), tenant_named(tenants, "paggaio").id
    vault.unlock(settings_of("registry", urls).keyring)
    await seed_right(admin_of(urls), tenant)
    database = await connect(urls.worker, size=4, tenants=tenants)
    context = Context(now=datetime(2026, 7, 10, 8, tzinfo=UTC), municipality_ids=(tenant,))

    async def run() -> None:
        async with database.transaction(context) as transaction:
            await renewals.remind(transaction, settings_of("registry", urls))
            await asyncio.sleep(0.05)

    try:
        await asyncio.gather(*(run() for _ in range(4)))
        async with database.transaction(context) as transaction:
            assert await transaction.fetchval("SELECT count(*) FROM messages") == 1
    finally:
        await database.close()


@pytest.mark.parametrize("programme", ["x'--", "gmi%0A", "GMI"])
async def test_what_cannot_name_a_programme_is_refused(paggaio: Client, programme: str) -> None:
    status, problem, _ = await paggaio.refused("GET", f"/renewals?programme={programme}")
    assert (status, problem) == (400, "malformed")
