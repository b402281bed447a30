"""Milestones: shown with the evidence that was agreed, accepted by two persons, neither of whom receives the money."""

from itertools import product

import asyncpg
import pytest

from services.incubator.granting.milestones import STATES, TRANSITIONS
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import awarding
from tests.incubator.conftest import LOGINS, MANAGER, execute_as
from tests.rolled_back import Deliver


async def test_a_milestone_is_shown_sent_back_and_accepted(al_koura: Client, deliver: Deliver) -> None:
    award = await awarding.committed(al_koura, deliver)
    first, _ = await awarding.milestones_of(al_koura, award)
    path, founder = f"/milestones/{first['id']}", f"{award['recipient_id']} founder"
    missing = await al_koura.refused("POST", f"{path}/report", by=founder, If_Match=etag(first))
    assert (missing[1], missing[2]["missing"]) == ("evidence-missing", ["invoice"])
    told = await awarding.reported(al_koura, first)
    (listed,) = (await al_koura.get("/awards"))["items"]
    assert (listed["reported"], listed["unpaid"]) == (1, 0)
    back = await al_koura.post(f"{path}/send-back", {"reason": "صورة غير واضحة"}, If_Match=etag(told))
    assert back["state"] == "planned"
    assert (await al_koura.get(f"{path}/steps", by=founder))[-1]["reason"] == "صورة غير واضحة"
    assert (await al_koura.get(f"/awards/{award['id']}"))["next_due_on"] == "2026-06-30"
    again = await awarding.accepted(al_koura, back)
    found = await al_koura.get(f"/awards/{award['id']}")
    assert (found["reported"], found["unpaid"]) == (0, 1)
    assert (again["state"], again["accepted_on"]) == ("accepted", "2026-02-02")
    assert again["proposed_by"] != again["accepted_by"]


async def test_what_was_seen_is_what_is_accepted(al_koura: Client, deliver: Deliver) -> None:
    award = await awarding.committed(al_koura, deliver)
    first, _ = await awarding.milestones_of(al_koura, award)
    path = f"/milestones/{first['id']}"
    paper = {"kind": "horoscope", "reference": "1", "sha256": "a" * 64}
    assert (await al_koura.refused("POST", f"{path}/evidence", paper))[:2] == (409, "kind-not-shown")
    told = await awarding.reported(al_koura, first)
    later = await al_koura.refused("POST", f"{path}/evidence", paper | {"kind": "invoice"})
    assert later[:2] == (409, "transition-forbidden")
    proposal = await al_koura.post(f"{path}/acceptances", If_Match=etag(told))
    back = await al_koura.post(f"{path}/send-back", {"reason": "ناقص"}, If_Match=etag(told))
    await awarding.reported(al_koura, back)
    agreeing = {"payload_hash": proposal["payload_hash"]}
    approve = f"/award-proposals/{proposal['id']}/approve"
    assert (await al_koura.refused("POST", approve, agreeing, by=MANAGER))[:2] == (409, "proposal-changed")


async def test_who_receives_the_money_accepts_nothing(al_koura: Client, deliver: Deliver) -> None:
    award = await awarding.committed(al_koura, deliver)
    first, _ = await awarding.milestones_of(al_koura, award)
    told = await awarding.reported(al_koura, first)
    own = f"{award['recipient_id']} incubator_officer"
    for name, body in (("acceptances", None), ("send-back", {"reason": "لا"})):
        refusal = await al_koura.refused("POST", f"/milestones/{told['id']}/{name}", body, by=own, If_Match=etag(told))
        assert refusal[:2] == (409, "same-actor")


async def test_nothing_is_shown_before_the_money_is_set_aside(al_koura: Client) -> None:
    award = await awarding.committing(al_koura)
    first, _ = await awarding.milestones_of(al_koura, award)
    paper = {"kind": "invoice", "reference": "1", "sha256": "a" * 64}
    refusal = await al_koura.refused("POST", f"/milestones/{first['id']}/evidence", paper)
    assert refusal[:2] == (409, "award-not-committed")


async def test_the_database_keeps_milestones_to_their_steps(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    award = await awarding.committed(al_koura, deliver)
    first, _ = await awarding.milestones_of(al_koura, award)
    await connection.execute("RESET ROLE")
    fill = "proposed_by = CASE $2 WHEN 'accepted' THEN gen_random_uuid() END, accepted_by = CASE $2 WHEN 'accepted'"
    fill += " THEN gen_random_uuid() END, accepted_on = CASE $2 WHEN 'accepted' THEN date '2026-02-02' END"
    for state in STATES:
        await connection.execute("ALTER TABLE milestones DISABLE TRIGGER milestones_step")
        await connection.execute(f"UPDATE milestones SET state = $2, {fill} WHERE id = $1", first["id"], state)
        await connection.execute("ALTER TABLE milestones ENABLE TRIGGER milestones_step")
        for login, after in product(LOGINS, STATES):
            if after != state and after not in TRANSITIONS[state]:
                with pytest.raises(asyncpg.RestrictViolationError, match="does not lead there"):
                    await execute_as(
                        login, connection, "UPDATE milestones SET state = $2 WHERE id = $1", first["id"], after
                    )
    with pytest.raises(asyncpg.RestrictViolationError, match="agreed to this milestone"):
        await execute_as("api", connection, "DELETE FROM milestones WHERE id = $1", first["id"])
    with pytest.raises(asyncpg.PostgresError, match=r"written once|permission denied"):
        await execute_as("api", connection, "UPDATE milestone_evidence SET kind = 'x'")
