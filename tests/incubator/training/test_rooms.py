"""Rooms: entered once in their place, corrected in the version that was seen, known to what a session needs."""

from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import MENTOR


async def test_a_room_is_entered_once_in_its_place_and_corrected(al_koura: Client, paggaio: Client) -> None:
    room = await factories.room(al_koura)
    body = {name: room[name] for name in ("name", "place", "seats")}
    assert (await al_koura.refused("POST", "/rooms", body))[:2] == (409, "room-known")
    path = f"/rooms/{room['id']}"
    corrected = await al_koura.put(path, body | {"seats": 12}, If_Match=etag(room))
    assert (corrected["seats"], corrected["features"], corrected["version"]) == (12, [], 2)
    assert (await al_koura.refused("PUT", path, body, If_Match=etag(room)))[:2] == (412, "stale")
    assert (await paggaio.refused("PUT", path, body, If_Match=etag(room)))[0] == 404
    assert (await al_koura.get("/rooms", by=MENTOR))["items"] == [corrected]
    other = await factories.room(al_koura, place="كفر الماء")
    assert (await al_koura.refused("PUT", f"/rooms/{other['id']}", body, If_Match=etag(other)))[1] == "room-known"


async def test_what_the_room_provides_is_said_beside_the_need(al_koura: Client) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    path = f"/enrolments/{enrolment['id']}/accommodation"
    await al_koura.put(path, {"walking": 4}, If_Match=etag(enrolment))
    session = await factories.session(al_koura, cohort, room_id=(await factories.room(al_koura))["id"])
    needs = await al_koura.get(f"/sessions/{session['id']}/needs")
    assert {each["need"]: each["room_provides"] for each in needs} == {"ramp": True, "transport": False}
