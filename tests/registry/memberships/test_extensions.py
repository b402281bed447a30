"""Whole places and cohorts go on longer by a public decision, as one event, when a second person confirms it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import Event
from services.kit.db import Connection
from services.kit.events.publish import encoded
from services.registry.memberships import extensions
from services.registry.memberships.extensions import CHUNK, TRANSITIONS, Concerned, Extension, extended, said
from tests.clients import Client, etag, person_id
from tests.registry import factories, importing, rights
from tests.registry.importing import Work

work = importing.work

ASKED = {
    "programme": "gmi",
    "postal_codes": ["641 00"],
    "ending_from": "2026-07-01",
    "ending_until": "2026-07-31",
    "months": 2,
    "decision_number": "Δ13/οικ.4711",
}


async def living_at(client: Client, postal_code: str) -> Any:
    """A right of a household that lives there."""
    body = factories.couple_with_two_children()
    body["address"] = body["address"] | {"postal_code": postal_code}
    formed = await factories.household(client, body)
    return await rights.decide(client, await client.post("/applications", factories.application(formed)))


async def propose(client: Client, **body: Any) -> Any:
    return await client.post("/extensions", ASKED | body, by=rights.SUPERVISOR)


Confirm = Callable[[Client, dict[str, Any]], Awaitable[Any]]


@pytest.fixture
def confirm(work: Work) -> Confirm:
    """Let a second person agree and the job extend the rights."""

    async def carried_out(client: Client, extension: dict[str, Any]) -> Any:
        path = f"/extensions/{extension['id']}"
        confirmed = await client.post(f"{path}/confirm", by=rights.SECOND, If_Match=etag(extension))
        assert (confirmed["state"], confirmed["extended"]) == ("confirmed", 0)
        await work()
        job = await client.get(f"/jobs/{confirmed['job_id']}", by=rights.SECOND)
        found = await client.get(path, by=rights.SECOND)
        assert (job["state"], job["done"], job["result"]) == ("done", job["total"], {"extended": found["extended"]})
        return found

    return carried_out


@pytest.mark.parametrize(
    ("ends_on", "months", "day"),
    [
        ("2026-07-31", 2, "2026-09-30"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-06-14", 3, "2026-09-14"),
        ("2026-12-31", 14, "2028-02-29"),
    ],
)
def test_a_months_last_day_stays_one(ends_on: str, months: int, day: str) -> None:
    assert extended(date.fromisoformat(ends_on), months) == date.fromisoformat(day)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 24))
def test_an_extension_is_always_later(ends_on: date, months: int) -> None:
    assert months * 28 <= (extended(ends_on, months) - ends_on).days <= months * 31 + 1


async def test_the_rights_of_a_place_last_longer_and_no_others(
    paggaio: Client, events: Callable[[], Any], confirm: Confirm
) -> None:
    here, there = await living_at(paggaio, "64100"), await living_at(paggaio, "65403")
    extension = await propose(paggaio)
    assert (extension["concerned"], extension["sample"], extension["extended"]) == (1, [here["id"]], None)
    assert extension["postal_codes"] == ["641 00"]
    assert (await paggaio.get(f"/memberships/{here['id']}"))["ends_on"] == "2026-07-31"
    confirmed = await confirm(paggaio, extension)
    assert (confirmed["state"], confirmed["extended"]) == ("confirmed", 1)
    assert (await paggaio.get(f"/memberships/{here['id']}"))["ends_on"] == "2026-09-30"
    assert (await paggaio.get(f"/memberships/{there['id']}"))["ends_on"] == "2026-07-31"
    kind, told = (await events())[-1]
    assert (kind, told["decision_number"]) == ("registry.memberships_extended.v1", "Δ13/οικ.4711")
    assert told["extensions"] == [
        {"membership_id": here["id"], "household_id": here["household_id"], "ends_on": "2026-09-30"}
    ]
    message = (await paggaio.get("/messages", by="petros administrator"))["items"][0]
    assert "30 Σεπτεμβρίου 2026" in message["text"]["body"]


async def test_without_postal_codes_it_is_everywhere_and_one_event(
    paggaio: Client, events: Callable[[], Any], confirm: Confirm
) -> None:
    for code in ("64100", "65403", "64100"):
        await living_at(paggaio, code)
    extension = await propose(paggaio, postal_codes=None)
    assert (extension["concerned"], extension["postal_codes"]) == (3, [])
    await confirm(paggaio, extension)
    told = [data for kind, data in await events() if kind == "registry.memberships_extended.v1"]
    assert [len(each["extensions"]) for each in told] == [3]


async def test_who_proposed_an_extension_does_not_confirm_it(paggaio: Client, connection: Connection) -> None:
    await living_at(paggaio, "64100")
    extension = await propose(paggaio)
    path = f"/extensions/{extension['id']}/confirm"
    refused = await paggaio.refused("POST", path, by=rights.SUPERVISOR, If_Match=etag(extension))
    assert refused[:2] == (409, "same-actor")
    with pytest.raises(asyncpg.CheckViolationError, match="confirmed_by_another_than_proposed"):
        await connection.execute(
            "UPDATE extensions SET state = 'confirmed', extended = 1, decided_by = $2, decided_at = proposed_at "
            "WHERE id = $1",
            extension["id"],
            person_id("eleni"),
        )


async def test_what_ended_or_goes_on_otherwise_is_left_out(paggaio: Client, confirm: Confirm) -> None:
    first, second = await living_at(paggaio, "64100"), await living_at(paggaio, "64100")
    paggaio.now = "2026-07-20T10:00:00+03:00"
    extension = await propose(paggaio)
    await rights.take_step(paggaio, first, "exit", reason="moved_away")
    following = await rights.decide(paggaio, await rights.reapply(paggaio, second["household_id"]))
    assert (await confirm(paggaio, extension))["extended"] == 0
    assert following["starts_on"] == "2026-08-01"
    assert (await paggaio.get(f"/memberships/{second['id']}"))["ends_on"] == "2026-07-31"


@pytest.mark.parametrize("first", ["confirm", "reject"])
@pytest.mark.parametrize("second", ["confirm", "reject"])
async def test_an_extension_is_decided_once(paggaio: Client, connection: Connection, first: str, second: str) -> None:
    await living_at(paggaio, "64100")
    extension = await propose(paggaio)
    path = f"/extensions/{extension['id']}"
    decided = await paggaio.post(f"{path}/{first}", by=rights.SECOND, If_Match=etag(extension))
    assert decided["state"] in TRANSITIONS["proposed"]
    refused = await paggaio.refused("POST", f"{path}/{second}", by=rights.SECOND, If_Match=etag(decided))
    assert refused[:2] == (409, "transition-forbidden")
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("UPDATE extensions SET months = 3 WHERE id = $1", extension["id"])


async def test_the_database_moves_a_last_day_by_no_other_way(paggaio: Client, connection: Connection) -> None:
    right = await living_at(paggaio, "64100")
    await propose(paggaio)
    for day in ("2026-09-30", "2026-08-31"):
        with pytest.raises(asyncpg.RestrictViolationError, match="No extension says so"):
            async with connection.transaction():
                await connection.execute(
                    "UPDATE memberships SET ends_on = $2::text::date WHERE id = $1", right["id"], day
                )


async def test_nobody_concerned_or_a_period_the_wrong_way_round_is_refused(paggaio: Client, al_koura: Client) -> None:
    await living_at(paggaio, "64100")
    for client, body, wanted in (
        (paggaio, {"postal_codes": ["99999"]}, (409, "nobody-concerned")),
        (paggaio, {"programme": "other"}, (409, "nobody-concerned")),
        (al_koura, {}, (409, "nobody-concerned")),
        (paggaio, {"ending_until": "2026-06-30"}, (400, "malformed")),
        (paggaio, {"decision_number": "4711\n"}, (400, "malformed")),
        (paggaio, {"postal_codes": ["64100\n"]}, (400, "malformed")),
    ):
        refused = await client.refused("POST", "/extensions", ASKED | body, by=rights.SUPERVISOR)
        assert refused[:2] == wanted


async def test_no_postal_code_is_kept_in_the_open(paggaio: Client, connection: Connection) -> None:
    await living_at(paggaio, "64100")
    extension = await propose(paggaio)
    rows = await connection.fetch(
        "SELECT to_jsonb(e)::text AS row FROM extensions AS e UNION ALL SELECT to_jsonb(l)::text FROM extension_lines l"
    )
    assert extension["postal_codes"] == ["641 00"]
    assert not any("641" in row["row"].replace(extension["id"], "") for row in rows if "postal" in row["row"])
    listed = (await paggaio.get("/extensions", by=rights.SUPERVISOR))["items"]
    assert [(each["postal_codes"], each["sample"]) for each in listed] == [([], [])]


async def test_a_whole_town_is_extended_in_chunks_that_go_on_where_they_were(
    paggaio: Client, confirm: Confirm, events: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extensions, "CHUNK", 2)
    found = [await living_at(paggaio, "64100") for _ in range(5)]
    confirmed = await confirm(paggaio, await propose(paggaio))
    assert confirmed["extended"] == 5
    told = [data["extensions"] for kind, data in await events() if kind == "registry.memberships_extended.v1"]
    assert [len(each) for each in told] == [2, 2, 1]
    assert sorted(line["membership_id"] for each in told for line in each) == sorted(each["id"] for each in found)


def concerned(*, protected: bool = False) -> Concerned:
    return Concerned(
        membership_id=uuid4(),
        household_id=uuid4(),
        holder_id=uuid4(),
        ends_on=date(2026, 9, 30),
        protected=protected,
    )


EXTENSION = msgspec.convert(
    {
        "id": UUID(int=1),
        "version": 1,
        "programme": "gmi",
        "decision_number": "4711",
        "ending_from": date(2026, 7, 1),
        "ending_until": date(2026, 7, 31),
        "months": 2,
        "concerned": 1,
        "extended": None,
        "state": "proposed",
        "proposed_by": UUID(int=2),
        "proposed_at": "2026-07-01T00:00:00Z",
        "decided_by": None,
        "decided_at": None,
    },
    Extension,
)


def test_a_large_extension_is_told_in_messages_that_fit() -> None:
    events: list[Event] = list(said(EXTENSION, [concerned() for _ in range(2 * CHUNK + 1)]))
    assert [len(encoded(event)) < 240 << 10 for event in events] == [True] * 3


def test_a_protected_household_is_told_of_apart_and_without_the_decision() -> None:
    hidden = concerned(protected=True)
    first, second = said(EXTENSION, [concerned(), hidden])
    assert (first.decision_number, len(first.extensions)) == ("4711", 1)
    assert (second.decision_number, second.extensions[0].membership_id) == ("", hidden.membership_id)
    assert second.extension_id != first.extension_id
