"""Every state machine of the incubator: each step that its table does not have is refused by doors and database.

A row of each is put into every state by a superuser, past every rule; then the doors are tried as they are.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, NamedTuple, get_args

import asyncpg
import pytest

from services.incubator.applying.phases import OPEN, STEPS, OfficeStep
from services.incubator.granting import awards, milestones
from services.incubator.mentoring import mentorships
from services.incubator.people.steps import Lead
from services.incubator.training import sessions
from services.incubator.ventures import enterprises, orders
from services.kit.settings import Settings
from tests.clients import etag
from tests.conftest import Run
from tests.incubator import awarding, ordering
from tests.incubator.machines import machines
from tests.journeys.past_rules import Kept, kept_without_checks

OFFICE = "hala incubator_officer,programme_manager"
SESSION_STEPS: tuple[sessions.Step, ...] = ("confirm", "unconfirm", "cancel")
SHA256 = "a" * 64
WHY = {"reason": "…"}


class Door(NamedTuple):
    """What is sent after the noun's address, in which states it may be, and problems that say the same."""

    path: str
    before: tuple[str, ...]
    body: Any = None
    refusals: tuple[str, ...] = ()
    method: str = "POST"


def stepping(steps: Mapping[Any, Lead], *names: str) -> tuple[Door, ...]:
    """One door that takes steps by name."""
    return tuple(Door("steps", steps[name].before, {"step": name} | WHY) for name in names)


def leading(steps: Mapping[Any, Lead], **doors: Any) -> tuple[Door, ...]:
    """A door for each step, with its body; the name of the step says where it may be taken."""
    return tuple(Door(path, steps[step].before, body) for step, (path, body) in doors.items())


DOORS: dict[str, tuple[str, tuple[Door, ...]]] = {
    "applications": (
        "/applications",
        (
            *stepping(STEPS, *get_args(OfficeStep)),
            Door("determinations", STEPS["reject"].before, {"outcome": "rejected"} | WHY),
            Door("questions", ("screening", "review", "determination"), {"question": "…", "due_on": "2026-12-01"}),
            Door("lapse", STEPS["lapse"].before, None, ("nothing-to-accept", "award-holds")),
            Door("answers", ("draft",), {"answers": {}}, ("draft-closed",), "PUT"),
        ),
    ),
    "info_requests": (
        "/questions",
        (Door("reply", ("asked",), {"reply": "…"}), Door("withdraw", ("asked",), None)),
    ),
    "coapplicants": (
        "/co-applicants",
        (
            Door("sign", ("invited",), {"sha256": SHA256, "on_paper": True}),
            Door("decline", ("invited", "signed")),
            Door("remove", ("invited", "signed", "declined")),
        ),
    ),
    "reviews": ("/reviews", (Door("recusals", ("assigned", "submitted"), WHY, ("not-under-review",)),)),
    "sessions": (
        "/sessions",
        tuple(Door("steps", sessions.STEPS[step].before, {"step": step}) for step in SESSION_STEPS),
    ),
    "mentorships": ("/mentorships", stepping(mentorships.STEPS, *mentorships.STEPS)),
    "plan_comments": (
        "/plan-comments",
        (Door("steps", ("open",), {"state": "resolved"}), Door("steps", ("resolved",), {"state": "open"})),
    ),
    "certificates": ("/certificates", (Door("revocations", ("issued",), WHY),)),
    "awards": (
        "/awards",
        (
            Door("commitments", awards.STEPS["commit"].before),
            Door("extensions", awards.STEPS["extend"].before, {"ends_on": "2027-01-31"}),
            Door("closings", awards.STEPS["close"].before, {"spent_minor": 0}),
            Door("cancel", awards.STEPS["cancel"].before, WHY),
            Door("", ("planned",), awarding.schedule(), ("award-agreed",), "PUT"),
        ),
    ),
    "milestones": (
        "/milestones",
        (
            Door("report", milestones.STEPS["report"].before, None),
            Door("send-back", milestones.STEPS["send_back"].before, WHY),
            Door("acceptances", milestones.STEPS["accept"].before, None),
            Door("tranches", ("accepted",), None, ("not-earned", "award-not-committed")),
        ),
    ),
    "tranches": ("", ()),
    "enterprises": (
        "/enterprises",
        (
            *stepping(enterprises.STEPS, *get_args(enterprises.NamedStep)),
            Door("accreditations", ("registered",), None),
        ),
    ),
    "service_orders": (
        "/service-orders",
        leading(
            orders.STEPS,
            offer=("offers", {"enterprise_id": ordering.LINE}),
            accept=("accept", None),
            decline=("decline", None),
            deliver=("deliveries", ordering.PAPER),
            send_back=("send-back", None),
            approve=("approve", None),
            invoice=("invoices", ordering.BODIES["invoices"]),
            pay=("payments", ordering.BODIES["payments"]),
            order_payment=("payment-orders", None),
            cancel=("cancel", None),
        ),
    ),
    "follow_ups": (
        "/follow-ups",
        (
            Door("answer", ("planned", "unreachable"), {"work": "seeking"}),
            Door("chases", ("planned",), {"channel": "call"}),
            Door("give-up", ("planned",)),
        ),
    ),
}
"""Where a step is asked for, by the machine's table; tranches move only by what cards and merchants say."""


@pytest.fixture(scope="module")
async def kept(run: Run, settings_of: Callable[..., Settings]) -> AsyncIterator[Kept]:
    async with kept_without_checks("incubator", list(DOORS), run, settings_of) as found:
        yield found


def test_every_machine_says_by_which_doors_its_steps_are_asked_for() -> None:
    assert sorted(machines()) == sorted(DOORS)
    assert set(OPEN) < set(machines()["applications"])


@pytest.mark.parametrize("table", sorted(DOORS))
async def test_the_database_refuses_every_forbidden_step_and_beginning(kept: Kept, table: str) -> None:
    steps = machines()[table]
    for before in steps:
        row = await kept.put(table, before)
        for after in steps:
            if after != before and after not in steps[before]:
                with pytest.raises(asyncpg.RestrictViolationError):
                    await kept.admin.execute(f"UPDATE {table} SET state = $2 WHERE id = $1", row["id"], after)
        if before != next(iter(steps)):
            with pytest.raises(asyncpg.RestrictViolationError):
                await kept.copy(table, row["id"])


@pytest.mark.parametrize("table", sorted(DOORS))
async def test_every_door_refuses_every_forbidden_step(kept: Kept, table: str) -> None:
    address, doors = DOORS[table]
    client, wrong = kept.served.client("al_koura"), []
    client.now = "2026-02-10T10:00:00+03:00"
    for before in machines()[table]:
        for door in doors:
            if before in door.before:
                continue
            row = await kept.put(table, before)
            path = f"{address}/{row['id']}/{door.path}".rstrip("/")
            answer = await client.send(door.method, path, door.body, by=OFFICE, If_Match=etag(row))
            kind = answer.json().get("type", "").removeprefix("/problems/")
            if answer.status_code != 409 or kind not in ("transition-forbidden", *door.refusals):
                wrong.append(f"{before} by {door.path} {door.body}: {answer.text}")
            now = await kept.admin.fetchval(f"SELECT state FROM {table} WHERE id = $1", row["id"])
            if now != before:
                wrong.append(f"{before} by {door.path} became {now}")
    assert not wrong, "\n".join(wrong)
