"""A legal hold keeps a person's file from being erased by anybody; two people lift it."""

from itertools import product
from typing import Any, get_args

import asyncpg
import pytest

from services.kit.db import Connection
from services.registry.privacy.legal_holds import TRANSITIONS, HoldState
from tests.clients import Client, etag, person_id
from tests.registry import factories

SUPERVISOR, SECOND = "eleni supervisor", "dimitra supervisor"
HOLD = {"reason": "court_case", "file_number": "ΑΠ 123/2026"}
STATES: tuple[HoldState, ...] = get_args(HoldState)
WAYS: dict[str, tuple[str, ...]] = {
    "placed": (),
    "lift_proposed": ("propose-lift",),
    "lifted": ("propose-lift", "lift"),
}
STEPS = {"propose-lift": "lift_proposed", "keep": "placed", "lift": "lifted"}


async def held(client: Client) -> dict[str, Any]:
    """A hold on a new person."""
    person = await client.post("/persons", factories.person())
    hold: dict[str, Any] = await client.post(f"/persons/{person['id']}/legal-holds", HOLD, by=SUPERVISOR)
    return hold


async def brought(client: Client, state: str) -> dict[str, Any]:
    """A hold in a state."""
    hold = await held(client)
    for step in WAYS[state]:
        by = SECOND if step == "lift" else SUPERVISOR
        hold = await client.post(f"/legal-holds/{hold['id']}/{step}", by=by, If_Match=etag(hold))
    return hold


async def test_nothing_is_erased_while_a_hold_is_in_place(paggaio: Client) -> None:
    hold = await held(paggaio)
    path = f"/persons/{hold['person_id']}/erase"
    assert (await paggaio.refused("POST", path, by=SUPERVISOR, If_Match='"1"'))[:2] == (409, "person-held")
    for step, by in (("propose-lift", SUPERVISOR), ("lift", SECOND)):
        hold = await paggaio.post(f"/legal-holds/{hold['id']}/{step}", by=by, If_Match=etag(hold))
    assert (hold["state"], hold["lifted_by"]) == ("lifted", str(person_id("dimitra")))
    assert (await paggaio.post(path, by=SUPERVISOR, If_Match='"1"'))["erased_at"] is not None


async def test_the_database_refuses_it_too(paggaio: Client, connection: Connection) -> None:
    hold = await held(paggaio)
    with pytest.raises(asyncpg.RestrictViolationError, match="legal hold"):
        await connection.execute("UPDATE persons SET erased_at = registered_at WHERE id = $1", hold["person_id"])


async def test_who_proposed_to_lift_it_does_not_lift_it(paggaio: Client, connection: Connection) -> None:
    hold = await brought(paggaio, "lift_proposed")
    path = f"/legal-holds/{hold['id']}/lift"
    assert (await paggaio.refused("POST", path, by=SUPERVISOR, If_Match=etag(hold)))[:2] == (409, "same-actor")
    with pytest.raises(asyncpg.CheckViolationError, match="lifted_by_another_than_proposed"):
        await connection.execute(
            "UPDATE legal_holds SET state = 'lifted', lifted_by = proposed_by, lifted_at = proposed_at"
        )


async def test_a_hold_for_one_reason_is_placed_once(paggaio: Client) -> None:
    hold = await held(paggaio)
    path = f"/persons/{hold['person_id']}/legal-holds"
    assert (await paggaio.refused("POST", path, HOLD, by=SUPERVISOR))[:2] == (409, "hold-known")
    await paggaio.post(path, HOLD | {"reason": "audit"}, by=SUPERVISOR)
    listed = await paggaio.get(f"/legal-holds?person_id={hold['person_id']}", by=SUPERVISOR)
    assert [each["reason"] for each in listed["items"]] == ["court_case", "audit"]


async def test_a_file_number_is_no_sentence(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    body = HOLD | {"file_number": "Δίκη του Παπαδόπουλου"}
    assert (await paggaio.refused("POST", f"/persons/{person['id']}/legal-holds", body, by=SUPERVISOR))[0] == 400


@pytest.mark.parametrize(("state", "step"), list(product(STATES, STEPS)))
async def test_a_step_that_is_not_in_the_table_is_refused(
    paggaio: Client, connection: Connection, state: HoldState, step: str
) -> None:
    hold = await brought(paggaio, state)
    answer = await paggaio.send("POST", f"/legal-holds/{hold['id']}/{step}", by=SECOND, If_Match=etag(hold))
    if STEPS[step] in TRANSITIONS.get(state, ()):
        assert answer.status_code == 201, answer.text
        return
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/transition-forbidden")
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE legal_holds SET state = $2 WHERE id = $1", hold["id"], STEPS[step])


async def test_two_people_at_once_are_told(paggaio: Client) -> None:
    hold = await held(paggaio)
    path = f"/legal-holds/{hold['id']}/propose-lift"
    await paggaio.post(path, by=SUPERVISOR, If_Match=etag(hold))
    assert (await paggaio.refused("POST", path, by=SECOND, If_Match=etag(hold)))[:2] == (412, "stale")
