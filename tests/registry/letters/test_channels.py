"""A person is told things as chosen, with consent, never at night, and at risk only by hand."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import msgspec
import pytest

from services.kit.db import Connection
from services.registry.letters.channels import Choice, Parameters, Reach, channel_of, parameters, until_morning
from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.telling import stopped, told
from tests.rolled_back import Deliver

BOTH, PHONE = {"email", "phone"}, {"phone"}


def reach(chosen: Choice | None, *, consents: bool = False, withdrew: bool = False) -> Reach:
    return Reach(id=UUID(int=1), version=1, language="el", chosen=chosen, consents=consents, withdrew=withdrew)


@pytest.mark.parametrize(
    ("row", "held", "used"),
    [
        (reach(None), BOTH, "email"),
        (reach(None), PHONE, "sms"),
        (reach(None), set(), "print"),
        (reach("sms", consents=True), BOTH, "sms"),
        (reach("email", consents=True), PHONE, "print"),
        (reach("print"), BOTH, "print"),
        (reach("sms", withdrew=True), BOTH, "print"),
        (reach(None, withdrew=True), BOTH, "print"),
        (reach("sms", consents=True, withdrew=True), BOTH, "sms"),
    ],
)
def test_the_channel_follows_choice_consent_and_what_is_held(row: Reach, held: set[str], used: str) -> None:
    assert channel_of(row, held) == used


@pytest.mark.parametrize(("at", "hours"), [("20:59", 0), ("21:00", 11), ("23:30", 8.5), ("03:00", 5), ("08:00", 0)])
def test_no_sms_comes_at_night(at: str, hours: float) -> None:
    local = datetime.combine(datetime(2026, 1, 12, tzinfo=UTC), time.fromisoformat(at), tzinfo=UTC)
    assert until_morning(local, parameters()) == timedelta(hours=hours)


def test_quiet_hours_within_one_day_are_understood_too() -> None:
    noon = Parameters(without_choice="held", quiet_from=time(13), quiet_until=time(15))
    assert until_morning(datetime(2026, 1, 12, 14, tzinfo=UTC), noon) == timedelta(hours=1)
    assert until_morning(datetime(2026, 1, 12, 22, tzinfo=UTC), noon) == timedelta()


async def test_an_sms_of_the_night_waits_for_the_morning(paggaio: Client, connection: Connection) -> None:
    paggaio.now = "2026-01-12T23:00:00+02:00"
    person = await paggaio.post("/persons", factories.person())
    body = {"category": "card", "channel": "phone", "text": "…", "complainant_id": person["id"]}
    await paggaio.post("/grievances", body)
    waits = await connection.fetchval("SELECT next_try_at > clock_timestamp() + interval '8 hours' FROM messages")
    assert waits is True


async def test_another_version_of_the_person_is_refused(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path = f"/persons/{person['id']}/channel"
    chosen = await paggaio.put(path, {"channel": "print"}, If_Match=etag(person))
    assert chosen["version"] == person["version"] + 1
    assert (await paggaio.refused("PUT", path, {"channel": "sms"}, If_Match=etag(person)))[:2] == (412, "stale")
    nobody = f"/persons/{UUID(int=9)}/channel"
    assert (await paggaio.refused("PUT", nobody, {"channel": "sms"}, If_Match='"1"'))[0] == 404


async def test_people_at_risk_are_told_by_hand_only(paggaio: Client, deliver: Deliver, connection: Connection) -> None:
    formed = await factories.household(paggaio)
    person_id = formed["members"][0]["person_id"]
    await protect(connection, formed["id"])
    await deliver(stopped(paggaio, person_id))
    (message,) = await told(paggaio)
    assert (message["channel"], message["state"]) == ("inbox", "sent")
    stranger = "nikos caseworker"
    path = f"/persons/{person_id}/letter-prints"
    assert (await paggaio.refused("POST", path, by=stranger))[:2] == (403, "persons-protected")
    assert (await paggaio.refused("GET", f"/persons/{person_id}/messages", by=stranger))[0] == 403
    printed = await paggaio.post(path)
    assert printed["message_ids"] == [message["id"]]
    content = f"/letter-prints/{printed['id']}/content"
    assert (await paggaio.refused("GET", content, by=stranger))[:2] == (403, "persons-protected")
    assert (await paggaio.send("GET", content)).content.startswith(b"%PDF")
    assert (await paggaio.refused("POST", path))[0] == 404


async def protect(connection: Connection, household_id: str) -> None:
    """Put a household under protection, as supervisors do."""
    await connection.execute("UPDATE households SET protected_for = 'violence' WHERE id = $1", household_id)


def test_the_parameters_are_read_whole() -> None:
    assert msgspec.to_builtins(parameters()) == {
        "without_choice": "held",
        "quiet_from": "21:00:00",
        "quiet_until": "08:00:00",
    }
