"""Tranches: released for what was accepted, and followed until the bank has paid, refused or sent back."""

from itertools import product
from typing import Any

import asyncpg
import pytest

from contracts.cards import GrantCredited
from contracts.merchants import PayoutInstructed
from services.incubator.granting.tranches import STATES, TRANSITIONS
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client
from tests.incubator import awarding
from tests.incubator.conftest import LOGINS, MANAGER, execute_as
from tests.incubator.hearing import message
from tests.rolled_back import Deliver, Events


async def test_a_tranche_is_followed_to_the_bank_and_back(al_koura: Client, deliver: Deliver, events: Events) -> None:
    award, (first, second) = await awarding.payable(al_koura, deliver)
    tranche = await awarding.released(al_koura, first)
    assert [each for each in await events() if each[0] == "incubator.tranche_released.v1"]
    release = f"/milestones/{first['id']}/tranches"
    assert (await al_koura.refused("POST", release, by=MANAGER))[:2] == (409, "tranche-released-before")
    early = f"/milestones/{second['id']}/tranches"
    assert (await al_koura.refused("POST", early, by=MANAGER))[:2] == (409, "not-earned")
    told = message(PayoutInstructed.type, al_koura, payout_id=str(uuid7()), tranche_ids=[tranche["id"]])
    assert await deliver(told) is Outcome.RETRY
    assert await awarding.credited(al_koura, deliver, tranche) is Outcome.APPLIED
    assert await awarding.credited(al_koura, deliver, tranche) is Outcome.DEAD
    refused = await awarding.instructed(al_koura, deliver, tranche)
    await awarding.came_back(al_koura, deliver, refused, sequence=2)
    assert await awarding.tranches_of(al_koura, award) == [("failed", "AC04")]
    returned = await awarding.instructed(al_koura, deliver, tranche)
    await awarding.paid(al_koura, deliver, returned)
    assert (await al_koura.get(f"/awards/{award['id']}"))["paid_minor"] == 1_500_000
    await awarding.came_back(al_koura, deliver, returned, sequence=3)
    assert await awarding.tranches_of(al_koura, award) == [("returned", "AC04")]
    await awarding.paid(al_koura, deliver, await awarding.instructed(al_koura, deliver, tranche))
    assert await awarding.tranches_of(al_koura, award) == [("paid", None)]


async def test_what_is_none_of_ours_is_a_dead_letter(al_koura: Client, deliver: Deliver) -> None:
    about: dict[str, Any] = {"grant_id": str(uuid7()), "tranche_id": str(uuid7())}
    assert await deliver(message(GrantCredited.type, al_koura, **about)) is Outcome.DEAD


async def test_the_database_keeps_tranches_to_their_steps_and_to_what_was_earned(
    al_koura: Client, connection: Connection, deliver: Deliver
) -> None:
    award, (first, second) = await awarding.payable(al_koura, deliver)
    tranche = await awarding.released(al_koura, first)
    unearned = (
        "INSERT INTO tranches (municipality_id, id, award_id, milestone_id, merchant_id, amount_minor, state,"
        " payee_check_id, checked_by, released_at, released_by) SELECT municipality_id, gen_random_uuid(), award_id,"
        " $2, merchant_id, $3, 'released', payee_check_id, checked_by, released_at, released_by FROM tranches"
        " WHERE id = $1"
    )
    for milestone, amount in ((second, second["amount_minor"]), (first, first["amount_minor"] + 1)):
        with pytest.raises(asyncpg.RestrictViolationError, match="accept the milestone first"):
            await execute_as("api", connection, unearned, tranche["id"], milestone["id"], amount)
    await connection.execute("RESET ROLE")
    for state in STATES:
        await connection.execute("ALTER TABLE tranches DISABLE TRIGGER tranches_step")
        reason = "AC04" if state in ("failed", "returned") else None
        change = "UPDATE tranches SET state = $2, reason_code = $3, payout_id = gen_random_uuid() WHERE id = $1"
        await connection.execute(change, tranche["id"], state, reason)
        await connection.execute("ALTER TABLE tranches ENABLE TRIGGER tranches_step")
        for login, after in product(LOGINS, STATES):
            if after != state and after not in TRANSITIONS[state]:
                with pytest.raises(asyncpg.RestrictViolationError, match="does not lead there"):
                    await execute_as(
                        login, connection, "UPDATE tranches SET state = $2 WHERE id = $1", tranche["id"], after
                    )
    with pytest.raises(asyncpg.CheckViolationError):
        await execute_as(
            "owner", connection, "UPDATE tranches SET released_by = checked_by WHERE award_id = $1", award["id"]
        )
