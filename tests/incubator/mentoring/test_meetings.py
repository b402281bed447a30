"""Meetings: kept while the mentorship is active, with minutes that add up and texts that only their parties read."""

from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import MANAGER

MEETING = {
    "held_on": "2026-02-02",
    "mode": "on_site",
    "minutes": 90,
    "notes": "نحتاج إلى تسعير الزي المدرسي",
    "actions": [{"owner": "participant", "what": "زيارة ثلاث مدارس", "due_on": "2026-02-20"}],
}


async def test_minutes_add_up_and_actions_are_done_once(al_koura: Client) -> None:
    mentorship = await factories.mentorship(al_koura)
    path = f"/mentorships/{mentorship['id']}"
    mentor, participant = f"{mentorship['mentor_id']} mentor", f"{mentorship['participant_id']} founder"
    refusal = await al_koura.refused("POST", f"{path}/meetings", MEETING, by=mentor)
    assert refusal[:2] == (409, "mentorship-not-active")
    await factories.step(al_koura, mentorship, "mentorships", "accept")
    kept = await al_koura.post(f"{path}/meetings", MEETING, by=mentor)
    assert (kept["notes"], kept["actions"][0]["what"]) == (MEETING["notes"], "زيارة ثلاث مدارس")
    await al_koura.post(f"{path}/meetings", {"held_on": "2026-01-31", "mode": "online", "minutes": 30}, by=mentor)
    assert (await al_koura.get(path))["minutes"] == 120
    (listed,) = (await al_koura.get("/mentors"))["items"]
    assert (listed["minutes_this_month"], listed["mentorships"]) == (90, 1)
    action = kept["actions"][0]
    done = await al_koura.post(f"/mentor-actions/{action['id']}/done", by=participant)
    al_koura.now = "2026-02-03T10:00:00+03:00"
    again = await al_koura.post(f"/mentor-actions/{action['id']}/done", by=mentor)
    assert done["done_at"] is not None
    assert again == done
    tomorrow = MEETING | {"held_on": "2026-02-04"}
    assert (await al_koura.refused("POST", f"{path}/meetings", tomorrow, by=mentor))[:2] == (400, "malformed")


async def test_notes_are_read_by_those_who_met_and_gone_with_the_participants_key(
    al_koura: Client, paggaio: Client
) -> None:
    mentorship = await factories.mentorship(al_koura)
    await factories.step(al_koura, mentorship, "mentorships", "accept")
    path = f"/mentorships/{mentorship['id']}/meetings"
    kept = await al_koura.post(path, MEETING)
    for role in ("mentor", "founder"):
        part = mentorship["mentor_id" if role == "mentor" else "participant_id"]
        assert (await al_koura.get(path, by=f"{part} {role}"))["items"] == [kept]
        assert (await al_koura.refused("GET", path, by=f"someone {role}"))[0] == 404
    assert (await al_koura.refused("GET", path, by=MANAGER))[:2] == (403, "forbidden")
    done = f"/mentor-actions/{kept['actions'][0]['id']}/done"
    assert (await al_koura.refused("POST", done, by="someone mentor"))[0] == 404
    assert (await paggaio.refused("POST", done))[0] == 404


async def test_what_is_still_to_be_done_is_told_to_both_and_to_nobody_else(al_koura: Client) -> None:
    mentorship = await factories.mentorship(al_koura)
    await factories.step(al_koura, mentorship, "mentorships", "accept")
    mentor, participant = f"{mentorship['mentor_id']} mentor", f"{mentorship['participant_id']} founder"
    promised = {"owner": "mentor", "what": "قائمة المدارس", "due_on": "2026-02-10"}
    meeting = MEETING | {"actions": [*MEETING["actions"], promised]}  # type: ignore[misc]
    await al_koura.post(f"/mentorships/{mentorship['id']}/meetings", meeting, by=mentor)
    first, second = await al_koura.get("/mentor-actions", by=mentor)
    assert (first["owner"], first["what"], first["mentorship_id"]) == ("mentor", "قائمة المدارس", mentorship["id"])
    assert (second["owner"], second["what"]) == ("participant", "زيارة ثلاث مدارس")
    assert await al_koura.get("/mentor-actions", by=participant) == [first, second]
    assert await al_koura.get("/mentor-actions", by="someone mentor") == []
    assert (await al_koura.refused("GET", "/mentor-actions", by=MANAGER))[0] == 403
    await al_koura.post(f"/mentor-actions/{first['id']}/done", by=mentor)
    assert await al_koura.get("/mentor-actions", by=mentor) == [second]
