"""Standings: a call's ranking as of now, by stage, with how far the money goes."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client
from tests.incubator import factories, sub_grants
from tests.incubator.conftest import MANAGER


async def test_the_ranking_of_each_stage_says_what_follows(paggaio: Client) -> None:
    call = await sub_grants.pilot_call(paggaio)
    good = await sub_grants.scored_in(paggaio, await sub_grants.concept(paggaio, call), 7, 9)
    weak = await sub_grants.scored_in(paggaio, await sub_grants.concept(paggaio, call), 5, 6)
    path = f"/calls/{call['id']}/ranking"
    first = await paggaio.get(f"{path}?stage=1", by=MANAGER)
    assert [(each["application_id"], each["proposed"], each.get("why")) for each in first["items"]] == [
        (good["id"], "invited", None),
        (weak["id"], "rejected", "threshold"),
    ]
    assert (first["items"][0]["points_hundredths"], first["items"][0]["spread_basis_points"]) == (800, 2_000)
    last = await paggaio.get(path, by=MANAGER)
    assert (last["stage"], last["items"], last["awards_min"]) == (2, [], 10)
    assert last["left_minor"][""] == 29_000_000
    assert (await paggaio.refused("GET", f"{path}?stage=3"))[0] == 404


async def test_the_ranking_leaves_out_what_was_withdrawn(al_koura: Client) -> None:
    application = await factories.scored(al_koura)
    path = f"/calls/{application['call_id']}/ranking"
    assert len((await al_koura.get(path))["items"]) == 1
    await factories.step(al_koura, application, "applications", "withdraw")
    assert (await al_koura.get(path))["items"] == []


async def test_a_score_that_nobody_gave_is_in_no_ranking(al_koura: Client, connection: Connection) -> None:
    application = await factories.application_in(al_koura, "review")
    assert (await al_koura.get(f"/calls/{application['call_id']}/ranking"))["items"] == []
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute("UPDATE applications SET score_basis_points = 1 WHERE id = $1", application["id"])
