"""Check-ins: by the code that is shown now, by those whom the session is for, on its day and until it ends."""

from typing import Any

from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import MENTOR
from tests.rolled_back import Events


async def confirmed(client: Client) -> tuple[Any, Any, str]:
    """A confirmed session, its participant's enrolment, and who that is."""
    cohort, enrolment = await factories.enrolled(client)
    session = await factories.session(client, cohort, starts_at="09:00:00", ends_at="12:00:00")
    await factories.step(client, session, "sessions", "confirm")
    client.now = "2026-03-07T09:05:00+03:00"
    return session, enrolment, f"{enrolment['participant_id']} founder"


async def test_a_participant_checks_in_by_the_code_that_is_shown(al_koura: Client, events: Events) -> None:
    session, enrolment, participant = await confirmed(al_koura)
    shown = await al_koura.get(f"/sessions/{session['id']}/check-in-code", by=MENTOR)
    assert shown["qr_svg"].startswith("<svg")
    al_koura.now = "2026-03-07T09:06:30+03:00"
    body = {"scanned": shown["scanned"]}
    checked = await al_koura.post("/check-ins", body, by=participant)
    assert checked == {
        "id": session["id"],
        "enrolment_id": enrolment["id"],
        "title": session["title"],
        "attended": True,
    }
    said = len(await events())
    assert await al_koura.post("/check-ins", body, by=participant) == checked
    assert len(await events()) == said
    kept = await al_koura.get(f"/sessions/{session['id']}/attendances")
    assert (kept["state"], kept["items"][0]["how"]) == ("held", "code")


async def test_an_old_code_a_stranger_and_another_hour_are_refused(al_koura: Client, paggaio: Client) -> None:
    _, stranger = await factories.enrolled(al_koura)
    session, _, participant = await confirmed(al_koura)
    path = f"/sessions/{session['id']}/check-in-code"
    al_koura.now = "2026-03-07T09:05:00+03:00"
    body = {"scanned": (await al_koura.get(path))["scanned"]}
    other = f"{stranger['participant_id']} founder"
    assert (await al_koura.refused("POST", "/check-ins", body, by=other))[0] == 404
    assert (await paggaio.refused("POST", "/check-ins", body, by=participant))[0] == 404
    guessed = {"scanned": f"{session['id']}:AAAAAAAAAAAAAAAA"}
    assert (await al_koura.refused("POST", "/check-ins", guessed, by=participant))[:2] == (409, "check-in-stale")
    al_koura.now = "2026-03-07T09:07:00+03:00"
    assert (await al_koura.refused("POST", "/check-ins", body, by=participant))[:2] == (409, "check-in-stale")
    for hour in ("2026-03-07T12:00:00+03:00", "2026-03-06T09:05:00+03:00"):
        al_koura.now = hour
        assert (await al_koura.refused("GET", path))[:2] == (409, "check-in-closed")
        assert (await al_koura.refused("POST", "/check-ins", body, by=participant))[1] == "check-in-closed"
