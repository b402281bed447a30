"""Each step of a case goes by the table, over HTTP and in the database, and leaves its row of history."""

from itertools import product
from typing import Any, get_args

import asyncpg
import pytest

from services.kit.db import Connection
from services.registry.cases.applications import TRANSITIONS, State
from tests.clients import Client, person_id
from tests.registry.walking import CASEWORKER, COMMANDS, WAYS, Command, draft, reach

STATES: tuple[State, ...] = get_args(State)


def leads_to(command: Command, state: State) -> State:
    """A case under appeal stays so while its facts are corrected and assessed again; a draft stays a draft."""
    return state if command.path in {"assess", "declared"} and state == "appealed" else command.leads_to


def allowed(name: str, state: State) -> bool:
    if name == "answer":
        return state == "info_requested"
    if name == "appeal":
        return state in {"approved", "rejected"}
    if name == "correct" and state == "draft":
        return True
    return leads_to(COMMANDS[name], state) in TRANSITIONS.get(state, ())


def test_every_state_has_a_way_to_it_and_every_step_a_command() -> None:
    assert set(WAYS) == set(STATES)
    reached = {command.leads_to for command in COMMANDS.values()} | {"draft"}
    assert reached == set(STATES)


@pytest.mark.parametrize("state", STATES)
async def test_every_forbidden_step_is_refused_and_changes_nothing(paggaio: Client, state: State) -> None:
    case = await reach(paggaio, state)
    for name in [name for name in COMMANDS if not allowed(name, state)]:
        answer = await COMMANDS[name].send(paggaio, case)
        expected = "nothing-asked" if name == "answer" else "transition-forbidden"
        assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/{expected}"), f"{name}: {answer.text}"
    now = await paggaio.get(f"/applications/{case['id']}")
    assert (now["state"], now["version"]) == (state, case["version"])


@pytest.mark.parametrize(
    ("state", "name"),
    [(state, name) for state, name in product(STATES, COMMANDS) if allowed(name, state) and state != "draft"],
)
async def test_every_step_of_the_table_can_be_taken(paggaio: Client, state: State, name: str) -> None:
    case = await reach(paggaio, state)
    answer = await COMMANDS[name].send(paggaio, case)
    assert answer.status_code in {200, 201}, answer.text
    assert answer.json()["state"] == leads_to(COMMANDS[name], state)


async def test_the_database_has_the_same_table(connection: Connection) -> None:
    for before, after in product(STATES, STATES):
        may_go = await connection.fetchval("SELECT application_may_go($1, $2)", before, after)
        assert may_go == (before == after or after in TRANSITIONS.get(before, ())), f"{before} to {after}"


async def refused(connection: Connection, statement: str, *arguments: Any) -> None:
    with pytest.raises(asyncpg.RestrictViolationError):
        async with connection.transaction():
            await connection.execute(statement, *arguments)


@pytest.mark.parametrize("state", STATES)
async def test_the_database_refuses_every_forbidden_step(paggaio: Client, connection: Connection, state: State) -> None:
    case = await reach(paggaio, state)
    for after in [each for each in STATES if each != state and each not in TRANSITIONS.get(state, ())]:
        await refused(connection, "UPDATE applications SET state = $2 WHERE id = $1", case["id"], after)
    left = await connection.fetchval("SELECT state FROM applications WHERE id = $1", case["id"])
    assert left == state


async def test_an_application_begins_as_a_draft(paggaio: Client, connection: Connection) -> None:
    case = await draft(paggaio)
    await refused(
        connection,
        "INSERT INTO applications (id, household_id, programme, state, declared, applied_on, opened_at, opened_by) "
        "SELECT gen_random_uuid(), household_id, 'other', 'approved', declared, '2026-01-12', opened_at, opened_by "
        "FROM applications WHERE id = $1",
        case["id"],
    )


async def test_the_history_says_who_took_which_step_when_and_why(paggaio: Client, connection: Connection) -> None:
    case = await reach(paggaio, "upheld")
    history = (await paggaio.get(f"/applications/{case['id']}"))["history"]
    assert [(step["before"], step["after"], step["reason"]) for step in history] == [
        (None, "draft", None),
        ("draft", "submitted", None),
        ("submitted", "in_review", "assessed"),
        ("in_review", "recommended", "lives_elsewhere"),
        ("recommended", "rejected", None),
        ("rejected", "appealed", "lodged"),
        ("appealed", "upheld", "nothing_new"),
    ]
    names = ["maria"] * 4 + ["eleni", "maria", "petros"]
    assert [step["taken_by"] for step in history] == [str(person_id(name)) for name in names]
    assert {step["taken_at"] for step in history} == {"2026-01-12T07:30:00Z"}
    await connection.execute("RESET ROLE")
    await refused(connection, "UPDATE application_steps SET reason = 'x' WHERE application_id = $1", case["id"])


async def test_the_database_keeps_no_history_of_a_step_that_cannot_be(paggaio: Client, connection: Connection) -> None:
    case = await draft(paggaio)
    with pytest.raises(asyncpg.CheckViolationError, match="step_by_the_table"):
        await connection.execute(
            "INSERT INTO application_steps (id, application_id, before, after, taken_at, taken_by) "
            "SELECT gen_random_uuid(), id, 'draft', 'approved', opened_at, opened_by FROM applications WHERE id = $1",
            case["id"],
        )


async def test_a_correction_of_a_draft_is_kept_too(paggaio: Client) -> None:
    case = await draft(paggaio)
    assert (await COMMANDS["correct"].send(paggaio, case)).json()["state"] == "draft"
    history = (await paggaio.get(f"/applications/{case['id']}", by=CASEWORKER))["history"]
    assert history[-1]["reason"] == "corrected"
