"""A grant to the founder: set aside by two people, and its first part paid for what was shown, to a verified payee."""

import hashlib
from datetime import timedelta
from typing import Any

from infra.demo import intake, names
from infra.demo.jordan import JordanWalk
from infra.demo.offices import Desk
from infra.demo.story import check, money

AWARD_MINOR = 5_000_000
FIRST_MINOR = 1_500_000
PAPER = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


async def award(walking: JordanWalk) -> None:
    """The founder's project is awarded in the second call, and its money set aside by two people."""
    call = await intake.call_by(walking, "johud_second_call")
    officer, manager = walking.earlier("incubator_officer"), walking.earlier("programme_manager")
    body = {
        "call_id": call["id"],
        "applicant_id": walking.founder["applicant_id"],
        "language": "ar",
        "answers": {"project": names.PROJECT, "applicants": "مؤسسة المشغل وثلاث زميلات من اللواء"},
        "request": {"amount_minor": AWARD_MINOR, "total_minor": 6_000_000, "country": "JO"},
    }
    application = await officer.post("incubator", "/applications", body)
    await upload(officer, f"/applications/{application['id']}/papers?kind=letter_of_support")
    application = await intake.to_review(walking, application)
    await officer.post("incubator", f"/calls/{call['id']}/assignments")
    await intake.score(walking, application, good=True)
    application = await officer.get("incubator", f"/applications/{application['id']}")
    application = await walking.step(officer, "applications", application, "close_review")
    path = f"/applications/{application['id']}/determinations"
    outcome = {"outcome": "awarded", "reason": "أفضل مشروع"}
    await manager.post("incubator", path, outcome, version=application["version"])
    walking.award = await commit(walking, application)
    walking.story.step(f"a grant of {money(AWARD_MINOR, 'JOD')} was set aside by two people")


async def commit(walking: JordanWalk, application: Any) -> Any:
    """Plan two milestones and set the award's money aside; cards answers by an event."""
    officer, day = walking.desk("incubator_officer"), walking.day.day
    shares = (("آلات الخياطة", FIRST_MINOR), ("تدريب العاملات", AWARD_MINOR - FIRST_MINOR))
    milestones = [
        {
            "title": title,
            "due_on": (day + timedelta(days=60)).isoformat(),
            "amount_minor": share,
            "evidence": ["invoice"],
        }
        for title, share in shares
    ]
    body = {
        "application_id": application["id"],
        "budget_line_id": walking.line["id"],
        "ends_on": (day + timedelta(days=180)).isoformat(),
        "milestones": milestones,
    }
    planned = await officer.post("incubator", "/awards", body)
    path = f"/awards/{planned['id']}"
    proposal = await officer.post("incubator", f"{path}/commitments", version=planned["version"])
    await agree(walking, proposal)
    return await officer.until("incubator", path, lambda read: read["state"] == "committed")


async def upload(officer: Desk, path: str) -> None:
    """Hand a paper in."""
    url = officer.stack.url("incubator") + path
    await officer.stack.answer("POST", url, content=PAPER, headers=await officer.headers())


async def agree(walking: JordanWalk, proposal: Any) -> None:
    """Agree to something about an award as the second person."""
    body = {"payload_hash": proposal["payload_hash"]}
    await walking.desk("programme_manager").post("incubator", f"/award-proposals/{proposal['id']}/approve", body)


async def verify_payee(walking: JordanWalk) -> None:
    """Somebody makes sure who is to be paid, days before: money is released when that has cooled."""
    officer = walking.before("incubator_officer")
    path = f"/enterprises/{walking.enterprise['id']}"
    await officer.until("incubator", path, lambda read: read["merchant_id"] is not None)
    await officer.post("incubator", f"/awards/{walking.award['id']}/payee-checks", {"method": "called_back"})


async def earn(walking: JordanWalk) -> None:
    """Two people accept the first milestone; its tranche is released by a person who has not verified the payee."""
    officer, manager = walking.desk("incubator_officer"), walking.desk("programme_manager")
    first = (await officer.get("incubator", f"/awards/{walking.award['id']}/milestones"))[0]
    path = f"/milestones/{first['id']}"
    paper = {"kind": "invoice", "reference": "فاتورة 17", "sha256": hashlib.sha256(first["id"].encode()).hexdigest()}
    await officer.post("incubator", f"{path}/evidence", paper)
    fresh = await officer.get("incubator", path)
    reported = await officer.post("incubator", f"{path}/report", version=fresh["version"])
    await agree(walking, await officer.post("incubator", f"{path}/acceptances", version=reported["version"]))
    await manager.post("incubator", f"{path}/tranches")
    await tranche_is(walking, "credited")
    walking.story.step(
        f"its first part, {money(FIRST_MINOR, 'JOD')}, was earned by an invoice that two people accepted"
    )


async def tranche_is(walking: JordanWalk, state: str) -> None:
    """Wait until the award's tranche has come to a state."""
    officer, path = walking.desk("incubator_officer"), f"/awards/{walking.award['id']}/tranches"
    found = await officer.until("incubator", path, lambda read: [each["state"] for each in read] == [state])
    check("what was released", [each["amount_minor"] for each in found], [FIRST_MINOR])
