"""Pairs are listed, read side by side, and judged once; what was judged is kept for ever."""

from typing import Any, get_args

import asyncpg
import pytest

from infra.demo.people import make_afm
from services.kit.db import Connection
from services.kit.sentences import catalogue
from services.registry.duplicates.duplicates import REASONS, TRANSITIONS
from services.registry.duplicates.likeness import Reason
from tests.clients import Client, etag, person_id
from tests.registry import entered_twice, factories


async def listed(client: Client, query: str = "") -> list[dict[str, Any]]:
    """Return the pairs of a list."""
    found: list[dict[str, Any]] = (await client.get(f"/duplicates{query}"))["items"]
    return found


async def test_open_pairs_are_listed_with_names_points_and_reasons(paggaio: Client, al_koura: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    (found,) = await listed(paggaio, "?status=suspected")
    assert {found["first_name"], found["second_name"]} == {"Κωνσταντίνα Παπαδοπούλου", "Konstantina Papadopoulou"}
    assert (found["id"], found["score"], found["state"]) == (pair["id"], pair["score"], "suspected")
    assert await listed(paggaio, f"?person_id={pair['first_id']}") == [found]
    assert await listed(al_koura) == await listed(paggaio, "?status=merged") == []
    assert (await al_koura.refused("GET", f"/duplicates/{pair['id']}"))[0] == 404


async def test_both_files_are_shown_side_by_side_and_who_looked_is_kept(
    paggaio: Client, connection: Connection
) -> None:
    pair = await entered_twice.pair(paggaio)
    assert pair["first"]["fields"]["given_name"] == "Κωνσταντίνα"
    assert pair["second"]["fields"]["given_name"] == "Konstantina"
    assert pair["proposal"] is None
    read = await connection.fetch(
        "SELECT object_id::text FROM audit_entries WHERE action = 'person_read' AND purpose = 'duplicate_check'"
    )
    assert {row["object_id"] for row in read} == {pair["first_id"], pair["second_id"]}


async def test_the_reasons_are_said_in_the_readers_language(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    assert pair["explanation"][0] == "Γεννήθηκαν την ίδια ημέρα."
    english = await paggaio.get(f"/duplicates/{pair['id']}?language=en")
    assert english["explanation"][0] == "Born on the same day."
    assert set(REASONS) == set(get_args(Reason))
    for language in ("el", "ar"):
        assert all(each.message in catalogue("registry", language) for each in REASONS.values())


async def test_nobody_judges_on_a_relative(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    kin = {"staff_id": str(person_id("maria")), "person_id": pair["first_id"], "relation": "sibling"}
    await paggaio.post("/kinships", kin)
    refused = await paggaio.refused("POST", f"/duplicates/{pair['id']}/part", If_Match=etag(pair))
    assert refused[:2] == (409, "own-case")


async def test_not_the_same_person_is_kept_and_not_suspected_again(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    path = f"/duplicates/{pair['id']}/part"
    parted = await paggaio.post(path, If_Match=etag(pair))
    assert (parted["state"], parted["version"]) == ("distinct", 2)
    second = await paggaio.get(f"/persons/{pair['second_id']}")
    changed = await paggaio.put(f"/persons/{second['id']}/contact", {"phone": "6900000000"}, If_Match=etag(second))
    assert await listed(paggaio, "?status=suspected") == []
    body = {"kind": "afm", "number": make_afm(next(factories.serials))}
    await paggaio.post(f"/persons/{second['id']}/identifiers", body, If_Match=etag(changed))
    assert [each["id"] != pair["id"] for each in await listed(paggaio, "?status=suspected")] in ([], [True])


async def test_a_pair_is_judged_once(paggaio: Client, connection: Connection) -> None:
    pair = await entered_twice.pair(paggaio)
    path = f"/duplicates/{pair['id']}"
    parted = await paggaio.post(f"{path}/part", If_Match=etag(pair))
    body = {"survivor_id": pair["first_id"]}
    assert (await paggaio.refused("POST", f"{path}/part", If_Match=etag(parted)))[1] == "transition-forbidden"
    refused = await paggaio.refused("POST", f"{path}/propose-merge", body, If_Match=etag(parted))
    assert refused[:2] == (409, "transition-forbidden")
    with pytest.raises(asyncpg.RestrictViolationError, match="kept for ever"):
        await connection.execute("UPDATE duplicates SET score = 1 WHERE id = $1", pair["id"])


async def test_two_people_at_once_the_second_is_told(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    await paggaio.post(f"/duplicates/{pair['id']}/part", If_Match=etag(pair))
    assert (await paggaio.refused("POST", f"/duplicates/{pair['id']}/part", If_Match=etag(pair)))[:2] == (412, "stale")


def test_a_judgement_is_final() -> None:
    assert set(TRANSITIONS) == {"suspected"}


async def test_those_who_hand_out_cards_do_not_judge(paggaio: Client) -> None:
    pair = await entered_twice.pair(paggaio)
    for path in ("/duplicates", f"/duplicates/{pair['id']}"):
        assert (await paggaio.refused("GET", path, by="sofia card_desk"))[0] == 403
