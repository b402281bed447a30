"""Every state machine of registry: each step that its table does not have is refused by its doors and by the database.

The machines are found in the code, so that a new one fails here until it has its trigger and its doors in this table.
A row of each is put into every state by a superuser, past every rule; then the doors are tried as they are.
"""

import importlib
import re
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import asyncpg
import pytest

from infra.embedded.processes import ROOT
from services.kit.settings import Settings
from tests.clients import etag, person_id
from tests.conftest import Run
from tests.journeys.past_rules import Kept, kept_without_checks
from tests.registry.walking import COMMANDS

TABLES = {"retention": "retention_runs"}
"""The table of a machine, where it has not the noun's name."""
KIT = ROOT / "services" / "kit" / "proposals.py"
HASH = {"payload_hash": "0" * 64}
SUPERVISOR, FINANCE, APPROVER = "zoe supervisor", "zoe finance_officer", "zoe finance_approver"


class Door(NamedTuple):
    """What is sent after the noun's address, by whom, and the states to which it may lead."""

    path: str
    leads_to: tuple[str, ...]
    body: Any = None
    by: str = "zoe caseworker"
    refusals: tuple[str, ...] = ()
    """Problems that say the same as that there is no such step."""


REASON = {"reason": "own_request"}
DOORS: dict[str, tuple[str, tuple[Door, ...]]] = {
    "account_changes": (
        "/account-changes",
        (Door("confirm", ("confirmed",), by=SUPERVISOR), Door("reject", ("rejected",), by=SUPERVISOR)),
    ),
    "account_shares": (
        "/account-shares",
        (
            Door("reopen", ("open",), by=FINANCE),
            Door("cancel", ("cancelled",), by=FINANCE),
            Door("cancel/approve", ("cancelled",), HASH, APPROVER),
        ),
    ),
    "account_transfers": ("", ()),
    "applications": (
        "/applications",
        tuple(
            Door(each.path, (each.leads_to,), each.body, f"zoe {each.by.split()[1]}", ("nothing-asked",))
            for each in COMMANDS.values()
            if each.path not in {"assess", "declared"}
        ),
    ),
    "bank_files": (
        "/bank-files",
        (
            Door("approve", ("approved",), {"sha256": "0" * 64}, APPROVER),
            Door("reject", ("rejected", "lapsed"), by=FINANCE),
            Door("send", ("sent",), by=FINANCE),
            Door("withdraw", ("cancelled", "refused"), by=FINANCE),
            Door("withdraw/approve", ("cancelled", "refused"), HASH, APPROVER, ("not-found",)),
        ),
    ),
    "debtor_accounts": (
        "/debtor-accounts",
        (Door("verify", ("verified",), by=APPROVER), Door("reject", ("rejected",), by=APPROVER)),
    ),
    "duplicates": (
        "/duplicates",
        (
            Door("part", ("distinct",), by=SUPERVISOR),
            Door("propose-merge", ("merged",), {"survivor_id": "{first_id}"}, SUPERVISOR),
            Door("merge", ("merged",), HASH, SUPERVISOR),
        ),
    ),
    "extensions": (
        "/extensions",
        (Door("confirm", ("confirmed",), by=SUPERVISOR), Door("reject", ("rejected",), by=SUPERVISOR)),
    ),
    "grievances": (
        "/grievances",
        (
            Door("assign", ("assigned",), {"assignee_id": str(person_id("nikos"))}, SUPERVISOR),
            Door("review", ("in_review",), by=SUPERVISOR),
            Door("answer", ("answered",), {"answer": "…", "upheld": False}, SUPERVISOR),
            Door("escalate", ("escalated",), by=SUPERVISOR),
            Door("close", ("closed",), by=SUPERVISOR),
        ),
    ),
    "imported_decisions": (
        "/decisions-elsewhere",
        (Door("confirm", ("confirmed",), HASH, SUPERVISOR), Door("reject", ("rejected",), by=SUPERVISOR)),
    ),
    "imports": (
        "/imports",
        (
            Door("check", ("checking",)),
            Door("confirm", ("importing",)),
            Door("propose", ("proposed",)),
            Door("approve", ("importing",), HASH, SUPERVISOR, ("not-proposed",)),
            Door("cancel", ("cancelled",)),
        ),
    ),
    "job_offers": (
        "/job-offers",
        (Door("answer", ("accepted",), {"outcome": "accepted"}),),
    ),
    "kinships": (
        "/kinships",
        (
            Door("confirm", ("in_force", "ended"), by=SUPERVISOR),
            Door("end", ("ending", "ended"), by=SUPERVISOR),
            Door("keep", ("in_force",), by=SUPERVISOR),
        ),
    ),
    "legal_holds": (
        "/legal-holds",
        (
            Door("propose-lift", ("lift_proposed",), by=SUPERVISOR),
            Door("keep", ("placed",), by=SUPERVISOR),
            Door("lift", ("lifted",), by=SUPERVISOR),
        ),
    ),
    "memberships": (
        "/memberships",
        (
            Door("suspend", ("suspended",), REASON, SUPERVISOR),
            Door("lift", ("active",), REASON),
            Door("exit", ("exited",), REASON),
            Door("revoke", ("exited",), {"reason": "false_statement", "still_eligible": False}),
        ),
    ),
    "proposals": ("", ()),
    "repayments": (
        "/repayments",
        (Door("confirm", ("confirmed",), by=APPROVER), Door("reject", ("rejected",), by=APPROVER)),
    ),
    "retention_runs": (
        "/retention-runs",
        (Door("approve", ("approved",), by=SUPERVISOR), Door("drop", ("dropped",), by=SUPERVISOR)),
    ),
    "set_offs": ("/set-offs", (Door("lift", ("lifted",), {"reason": "waived"}),)),
}
"""Where a step is asked for, by the machine's table; transfers move only by what a bank's file says,
and a proposal by the noun that made it."""


class Machine(NamedTuple):
    """A table of steps in the code, and the table whose rows go by it."""

    table: str
    steps: dict[str, tuple[str, ...]]

    @property
    def states(self) -> list[str]:
        """Return every state, in the order in which they are named."""
        return list(dict.fromkeys([*self.steps, *(after for targets in self.steps.values() for after in targets)]))

    def forbidden(self, before: str) -> list[str]:
        """Return the states to which no step leads from a state."""
        return [each for each in self.states if each != before and each not in self.steps.get(before, ())]


def machines() -> list[Machine]:
    """Return every state machine of registry, as its noun has it."""
    found = []
    for module in [KIT, *sorted((ROOT / "services" / "registry").rglob("*.py"))]:
        if re.search(r"^TRANSITIONS\b", module.read_text("utf-8"), flags=re.MULTILINE):
            name = ".".join(module.relative_to(ROOT).with_suffix("").parts)
            table = TABLES.get(module.stem, module.stem)
            found.append(Machine(table, dict(importlib.import_module(name).TRANSITIONS)))
    return found


@pytest.fixture(scope="module")
async def kept(run: Run, settings_of: Callable[..., Settings]) -> AsyncIterator[Kept]:
    async with kept_without_checks("registry", [machine.table for machine in machines()], run, settings_of) as found:
        yield found


async def trigger(kept: Kept, table: str) -> list[str]:
    """Return what the table's own trigger was told: the column, the beginnings and the steps."""
    told = await kept.admin.fetchval(
        "SELECT tgargs FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = $2", table, f"{table}_keep_to_steps"
    )
    assert told is not None, f"{table} has no trigger that executes keep_to_steps(); see migration 0013"
    return [part.decode() for part in bytes(told).split(b"\0")[:-1]]


def test_every_machine_says_by_which_doors_its_steps_are_asked_for() -> None:
    assert sorted(machine.table for machine in machines()) == sorted(DOORS)


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.table)
async def test_the_database_knows_exactly_the_steps_of_the_code(kept: Kept, machine: Machine) -> None:
    _, *told = await trigger(kept, machine.table)
    steps = {f"{before} > {after}" for before, targets in machine.steps.items() for after in targets if after != before}
    assert {each for each in told if " > " in each} == steps
    beginnings = {each for each in told if " > " not in each}
    assert beginnings
    assert beginnings <= set(machine.states)


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.table)
async def test_the_database_refuses_every_forbidden_step_and_beginning(kept: Kept, machine: Machine) -> None:
    table, (column, *told) = machine.table, await trigger(kept, machine.table)
    for before in machine.states:
        row = await kept.put(table, before, column)
        for after in machine.forbidden(before):
            with pytest.raises(asyncpg.RestrictViolationError):
                await kept.admin.execute(f"UPDATE {table} SET {column} = $2 WHERE id = $1", row["id"], after)
        if before not in told:
            with pytest.raises(asyncpg.RestrictViolationError, match="Nothing begins"):
                await kept.copy(table, row["id"])


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.table)
async def test_every_door_refuses_every_forbidden_step(kept: Kept, machine: Machine) -> None:
    address, doors = DOORS[machine.table]
    column = (await trigger(kept, machine.table))[0]
    client, wrong = kept.served.client("paggaio"), []
    for before in machine.states:
        possible = {*machine.steps.get(before, ())}
        for door in doors:
            if possible & {*door.leads_to}:
                continue
            row = await kept.put(machine.table, before, column)
            body = filled_in(door.body, row)
            path = f"{address}/{row['id']}/{door.path}"
            answer = await client.send("POST", path, body, by=door.by, If_Match=etag(row))
            kind = answer.json()["type"].removeprefix("/problems/")
            if answer.status_code not in (404, 409) or kind not in ("transition-forbidden", *door.refusals):
                wrong.append(f"{before} by {door.path}: {answer.text}")
            now = await kept.admin.fetchval(f"SELECT {column} FROM {machine.table} WHERE id = $1", row["id"])
            assert now == before, f"{before} by {door.path} became {now}"
    assert not wrong, "\n".join(wrong)


def filled_in(body: Any, row: dict[str, Any]) -> Any:
    """Return a body with what it takes from the row."""
    if body is None:
        return None
    return {name: value.format(**row) if isinstance(value, str) else value for name, value in body.items()}
