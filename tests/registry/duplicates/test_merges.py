"""Two people make one person of two entries; nothing of either is lost, and nothing is paid twice."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.registry import entered_twice, factories
from tests.registry.entered_twice import SUPERVISOR


async def test_who_remains_keeps_every_number_and_the_other_id_leads_there(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio, iban="GR1601101250000000012300695", email="k@example.org")
    done = await entered_twice.merged(paggaio, pair, pair["second_id"])
    assert (done["state"], done["survivor_id"]) == ("merged", pair["second_id"])
    kept = await paggaio.get(f"/persons/{pair['second_id']}")
    assert kept["fields"]["amka"] == pair["first"]["fields"]["amka"]
    assert kept["fields"]["given_name"] == "Konstantina"
    assert kept["fields"]["email"] == "k@example.org"
    assert (await paggaio.get(f"/persons/{pair['first_id']}"))["id"] == pair["second_id"]
    number = {"kind": "amka", "number": pair["first"]["fields"]["amka"]}
    assert (await paggaio.post("/person-lookups", number))["person_id"] == pair["second_id"]
    for name in ("Κωνσταντίνα Παπαδοπούλου", "Konstantina"):
        found = (await paggaio.post("/person-searches", {"name": name, "purpose": "case_work"}))["items"]
        assert [each["person_id"] for each in found] == [pair["second_id"]]


async def test_one_person_proposes_and_another_confirms(paggaio: Client, connection: Connection) -> None:
    pair = await entered_twice.pair(paggaio)
    path, body = f"/duplicates/{pair['id']}", {"survivor_id": pair["first_id"]}
    await paggaio.post(f"{path}/propose-merge", body, by="nikos supervisor", If_Match=etag(pair))
    shown = await paggaio.get(path)
    agreeing = {"payload_hash": shown["proposal"]["payload_hash"]}
    same = await paggaio.refused("POST", f"{path}/merge", agreeing, by="nikos supervisor", If_Match=etag(pair))
    assert same[:2] == (409, "same-actor")
    wrong = {"payload_hash": "0" * 64}
    changed = await paggaio.refused("POST", f"{path}/merge", wrong, by=SUPERVISOR, If_Match=etag(pair))
    assert changed[:2] == (409, "proposal-changed")
    assert (await paggaio.refused("POST", f"{path}/merge", agreeing, If_Match=etag(pair)))[0] == 403
    with pytest.raises(asyncpg.CheckViolationError, match="merged_by_another"):
        await connection.execute(
            "UPDATE duplicates SET state = 'merged', survivor_id = first_id, resolved_at = suspected_at, "
            "resolved_by = $2, proposed_by = $2 WHERE id = $1",
            pair["id"],
            person_id("nikos"),
        )


async def test_nothing_is_merged_that_nobody_proposed(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    path, agreeing = f"/duplicates/{pair['id']}", {"payload_hash": "0" * 64}
    assert (await paggaio.refused("POST", f"{path}/merge", agreeing, by=SUPERVISOR, If_Match=etag(pair)))[0] == 404
    other = await paggaio.post("/persons", factories.person())
    body = {"survivor_id": other["id"]}
    assert (await paggaio.refused("POST", f"{path}/propose-merge", body, If_Match=etag(pair)))[0] == 400


async def test_saying_they_are_two_refuses_the_proposal(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    path = f"/duplicates/{pair['id']}"
    await paggaio.post(f"{path}/propose-merge", {"survivor_id": pair["first_id"]}, If_Match=etag(pair))
    await paggaio.post(f"{path}/part", by=SUPERVISOR, If_Match=etag(pair))
    assert (await paggaio.get(path))["proposal"] is None


async def test_both_with_running_rights_are_not_merged(paggaio: Client) -> None:
    formed = [await entered_twice.alone(paggaio, person) for person in (entered_twice.once(), factories.person())]
    for each in formed:
        case = await paggaio.post("/applications", factories.application(each))
        moved = await paggaio.post(
            f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case)
        )
        path = f"/applications/{case['id']}/decide"
        await paggaio.post(path, {"outcome": "approved"}, by=SUPERVISOR, If_Match=etag(moved))
    await suspect(paggaio, *(each["members"][0]["person_id"] for each in formed))
    (pair,) = (await paggaio.get("/duplicates"))["items"]
    body = {"survivor_id": pair["first_id"]}
    status, kind, problem = await paggaio.refused(
        "POST", f"/duplicates/{pair['id']}/propose-merge", body, If_Match=etag(pair)
    )
    assert (status, kind, problem["programmes"]) == (409, "both-entitled", ["gmi"])


async def suspect(client: Client, one: str, other: str) -> None:
    """Suspect two persons whom the machine would not."""
    first, second = sorted((one, other))
    connection: Any = client.http._transport.app.state.database.pool.connection  # type: ignore[attr-defined]
    await connection.execute(
        "INSERT INTO duplicates (id, municipality_id, first_id, second_id, score, reasons, basis, suspected_at) "
        "VALUES (gen_random_uuid(), $1, $2, $3, 70, ARRAY['same_name'], sha256('1'), '2026-01-12')",
        client.tenant.id,
        first,
        second,
    )


async def test_who_remains_takes_the_place_of_the_other_in_a_household(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    formed = await entered_twice.alone(paggaio, entered_twice.again())
    await paggaio.post("/persons", entered_twice.once())
    (pair,) = (await paggaio.get("/duplicates"))["items"]
    old = formed["members"][0]["person_id"]
    new = pair["first_id"] if pair["second_id"] == old else pair["second_id"]
    await entered_twice.merged(paggaio, pair, new)
    now = await paggaio.get(f"/households/{formed['id']}")
    assert [(member["person_id"], member["relation"]) for member in now["members"]] == [(new, "applicant")]
    said = {kind.split(".")[1]: data for kind, data in await events()}
    assert said["holder_changed"]["former_holder_id"] == old
    assert said["holder_changed"]["holder_id"] == new
    assert (said["member_left"]["person_id"], said["member_joined"]["person_id"]) == (old, new)
    assert said["household_released"]["household_id"] == formed["id"]


async def test_the_holder_of_another_household_is_not_merged_away(paggaio: Client) -> None:
    _, second, pair = await entered_twice.households(paggaio)
    held = second["members"][0]["person_id"]
    remains = pair["first_id"] if pair["second_id"] == held else pair["second_id"]
    path = f"/duplicates/{pair['id']}"
    await paggaio.post(f"{path}/propose-merge", {"survivor_id": remains}, If_Match=etag(pair))
    shown = await paggaio.get(path)
    agreeing = {"payload_hash": shown["proposal"]["payload_hash"]}
    refused = await paggaio.refused("POST", f"{path}/merge", agreeing, by=SUPERVISOR, If_Match=etag(shown))
    assert refused[:2] == (409, "holder-leaves")
    assert (await paggaio.get(path))["state"] == "suspected"


async def test_a_merged_persons_other_suspicions_are_the_survivors(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    third = await paggaio.post("/persons", entered_twice.again(phone="6999999999"))
    await entered_twice.merged(paggaio, pair, pair["first_id"])
    open_pairs = (await paggaio.get("/duplicates?status=suspected"))["items"]
    assert [{each["first_id"], each["second_id"]} for each in open_pairs] == [{pair["first_id"], third["id"]}]


async def test_an_alias_is_erased_with_the_person_only(paggaio: Client, events: Callable[[], Any]) -> None:
    pair = await entered_twice.pair(paggaio)
    await entered_twice.merged(paggaio, pair, pair["first_id"])
    kept = await paggaio.get(f"/persons/{pair['first_id']}")
    alias = f"/persons/{pair['second_id']}/erase"
    status, kind, problem = await paggaio.refused("POST", alias, by=SUPERVISOR, If_Match=etag(kept))
    assert (status, kind, problem["person_id"]) == (409, "person-merged", pair["first_id"])
    await paggaio.post(f"/persons/{pair['first_id']}/erase", by=SUPERVISOR, If_Match=etag(kept))
    erased = {data["person_id"] for said, data in await events() if said == "registry.person_erased.v1"}
    assert erased == {pair["first_id"], pair["second_id"]}


async def test_an_alias_joins_no_household(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    await entered_twice.merged(paggaio, pair, pair["first_id"])
    body = {"members": [{"person_id": pair["second_id"], "relation": "applicant"}]}
    assert (await paggaio.refused("POST", "/households", body))[:2] == (409, "person-merged")


async def test_consents_kinships_and_legal_holds_follow(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    old, new = pair["second_id"], pair["first_id"]
    await paggaio.post("/consents", {"person_id": old, "purpose": "cross_checks"})
    kin = {"staff_id": str(person_id("nikos")), "person_id": old, "relation": "sibling"}
    await paggaio.post("/kinships", kin, by="nikos caseworker")
    await entered_twice.merged(paggaio, pair, new)
    refused = await paggaio.refused("GET", f"/persons/{new}", by="nikos caseworker")
    assert refused[:2] == (409, "own-case")
    formed = await entered_twice.alone_by_id(paggaio, new)
    case = await paggaio.post("/applications", factories.application(formed, consents=[]))
    assert [consent["person_id"] for consent in case["consents"]] == [new]
    refused = await paggaio.refused("POST", "/consents", {"person_id": old, "purpose": "cross_checks"})
    assert refused[:2] == (409, "person-merged")


async def test_a_merged_pair_goes_no_further(paggaio: Client, connection: Connection) -> None:
    pair = await entered_twice.pair(paggaio)
    done = await entered_twice.merged(paggaio, pair, pair["first_id"])
    path = f"/duplicates/{pair['id']}"
    steps: list[tuple[str, Any]] = [
        ("part", None),
        ("propose-merge", {"survivor_id": pair["second_id"]}),
        ("merge", {"payload_hash": "0" * 64}),
    ]
    for step, body in steps:
        refused = await paggaio.refused("POST", f"{path}/{step}", body, by=SUPERVISOR, If_Match=etag(done))
        assert refused[:2] == (409, "transition-forbidden"), step
    for state in ("suspected", "distinct", "lapsed", "merged"):
        with pytest.raises(asyncpg.RestrictViolationError):
            async with connection.transaction():
                await connection.execute("UPDATE duplicates SET state = $2 WHERE id = $1", pair["id"], state)


async def test_the_table_keeps_no_half_judgement(paggaio: Client, connection: Connection) -> None:
    pair = await entered_twice.pair(paggaio)
    for change in (
        "state = 'distinct'",
        "state = 'merged', resolved_at = suspected_at, resolved_by = first_id",
        "state = 'distinct', resolved_at = suspected_at, resolved_by = first_id, survivor_id = first_id",
        "second_id = first_id",
        "score = 101",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            async with connection.transaction():
                await connection.execute(f"UPDATE duplicates SET {change} WHERE id = $1", pair["id"])
