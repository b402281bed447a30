"""The intake of Al-Koura: thirty apply in Arabic, are reviewed blindly by nobody close to them, and are decided."""

from datetime import timedelta
from typing import Any

from infra.demo import names, people
from infra.demo.jordan import GOOD, JordanWalk
from infra.demo.offices import Desk, Refused, together
from infra.demo.seed import approve
from infra.demo.story import Untrue, check, decimal, money

APPLICANTS = 30
REVIEWERS = 3
FUNDS_MINOR = 20_000_000
CLOSE_PHONE = "0770000002"
"""The third reviewer's, and one applicant's too: they live together."""
CLOSE = 7
"""The place of that applicant."""


async def open_call(walking: JordanWalk) -> None:
    """Fund the training by two people and open a call by its preset."""
    officer = walking.desk("finance_officer")
    body = {"programme": "johud_training", "purpose": "benefits", "name": f"Training {walking.day.day}"}
    walking.line = await officer.post("cards", "/budget-lines", body)
    grant = {"amount_minor": FUNDS_MINOR, "decision_number": "JOHUD-7"}
    proposal = await officer.post("cards", f"/budget-lines/{walking.line['id']}/fundings", grant)
    await approve(walking.desk("finance_approver"), "cards", proposal)
    walking.call = await call_by(walking, "johud_intake")
    walking.story.step(f"{money(FUNDS_MINOR, 'JOD')} funded for training by two people; the intake is open")


async def call_by(walking: JordanWalk, preset: str) -> Any:
    """Open a call by a preset, in the month before."""
    opens_on = walking.day.month_before().date() - timedelta(days=1)
    dates = {"opens_on": opens_on.isoformat(), "closes_on": (opens_on + timedelta(days=5)).isoformat()}
    return await walking.earlier("programme_manager").post("incubator", "/calls", {"preset": preset} | dates)


async def apply(walking: JordanWalk) -> None:
    """Thirty people apply with their ideas, in Arabic."""
    walking.applications = await together(range(APPLICANTS), lambda place: enter(walking, place))
    walking.story.step(f"{APPLICANTS} applications in Arabic were submitted and screened")


async def enter(walking: JordanWalk, place: int) -> Any:
    """Enter a person with an idea, and lead it to review."""
    officer, random = walking.earlier("incubator_officer"), walking.random
    person = {
        "given_name": random.choice(names.ARABIC_FEMALE if place % 3 else names.ARABIC_MALE),
        "family_name": random.choice(names.ARABIC_FAMILY),
        "phone": CLOSE_PHONE if place == CLOSE else f"079{random.randrange(10**7):07d}",
        "national_number": f"9{random.randrange(10, 99)}2{random.randrange(10**6):06d}",
        "iban": people.make_iban("JO", f"CBJO0010{random.randrange(10**18):018d}"),
        "language": "ar",
    }
    applicant = await officer.post("incubator", "/persons", person)
    answers = {
        "idea": names.IDEAS[place % len(names.IDEAS)],
        "customers": random.choice(names.CUSTOMERS),
        "about_you": f"من {random.choice(names.AL_KOURA_TOWNS)}",
    }
    body = {"call_id": walking.call["id"], "applicant_id": applicant["id"], "language": "ar", "answers": answers}
    return await to_review(walking, await officer.post("incubator", "/applications", body))


async def to_review(walking: JordanWalk, drafted: Any) -> Any:
    """Lead a draft to review."""
    application = drafted
    for step in ("submit", "start_screening", "start_review"):
        application = await walking.step(walking.earlier("incubator_officer"), "applications", application, step)
    return application


async def review(walking: JordanWalk) -> None:
    """Two reviewers score each idea without seeing who applied; who is close to an applicant is not asked."""
    officer = walking.earlier("incubator_officer")
    reviewers = [await register_reviewer(walking, which) for which in range(REVIEWERS)]
    close = walking.applications[CLOSE]
    path = f"/applications/{close['id']}/reviews"
    try:
        await officer.post("incubator", path, {"reviewer_id": reviewers[-1]})
    except Refused as refused:
        check("a reviewer who is close", refused.problem.get("type"), "/problems/conflict-of-interest")
    else:
        raise Untrue("A reviewer who lives with an applicant was asked.")
    await officer.post("incubator", f"/calls/{walking.call['id']}/assignments")
    asked = {each["reviewer_id"] for each in await officer.get("incubator", path)}
    check("who is asked about the idea of somebody close", asked, set(reviewers[:-1]))
    numbers = await together(walking.applications, lambda each: score(walking, each, good=walking.is_good(each)))
    walking.story.step(
        f"{sum(numbers)} blind reviews; a reviewer with an applicant's telephone was refused as too close"
    )


async def score(walking: JordanWalk, application: Any, *, good: bool) -> int:
    """Score an application by everybody who was asked; return how many."""
    officer = walking.earlier("incubator_officer")
    reviews = await officer.get("incubator", f"/applications/{application['id']}/reviews")
    for each in reviews:
        reviewer = walking.reviewers[each["reviewer_id"]]
        path = f"/reviews/{each['id']}"
        sheet = await reviewer.get("incubator", path)
        check("who applied is hidden from reviewers", "about_you" in sheet["answers"], False)
        marks = (4, 5) if good else (1, 2)
        scores = {criterion["code"]: walking.random.choice(marks) for criterion in sheet["criteria"]}
        await reviewer.put("incubator", path, {"scores": scores}, version=sheet["version"])
    return len(reviews)


async def register_reviewer(walking: JordanWalk, which: int) -> str:
    """Enter a reviewer as a person, so that a conflict of interest can be computed; return the person's id."""
    reviewer = walking.earlier("reviewer", which)
    reviewer_id = await walking.person_of(reviewer)
    person = {
        "person_id": reviewer_id,
        "given_name": names.ARABIC_MALE[which],
        "family_name": names.ARABIC_FAMILY[-1 - which],
        "phone": CLOSE_PHONE if which == REVIEWERS - 1 else f"0770000{which:03d}",
    }
    officer = walking.earlier("incubator_officer")
    await officer.post("incubator", "/persons", person, key=f"walk-reviewer-{which}")
    profile = {"languages": ["ar"], "load_max": 500}
    await officer.put("incubator", f"/reviewers/{reviewer_id}", profile, version=1)
    walking.reviewers[reviewer_id] = reviewer
    return reviewer_id


async def decide(walking: JordanWalk) -> None:
    """A person who has reviewed nothing decides, by the ranking."""
    officer, manager = walking.earlier("incubator_officer"), walking.earlier("programme_manager")
    walking.applications = await together(walking.applications, lambda each: determine(walking, each, officer, manager))
    awarded = [each for each in walking.applications if each["state"] == "awarded"]
    check("ideas above the threshold", len(awarded), GOOD)
    best = max(each["score_basis_points"] for each in awarded)
    walking.awarded = awarded
    walking.story.step(
        f"a further person awarded {len(awarded)}, the best with {decimal(best, 2)} %, and refused the rest"
    )


async def determine(walking: JordanWalk, reviewed: Any, officer: Desk, manager: Desk) -> Any:
    """Close an application's review and decide it by its score."""
    path = f"/applications/{reviewed['id']}"
    application = await officer.get("incubator", path)
    application = await walking.step(officer, "applications", application, "close_review")
    good = walking.is_good(reviewed)
    body = {"outcome": "awarded" if good else "rejected", "reason": "بحسب الترتيب"}
    await manager.post("incubator", f"{path}/determinations", body, version=application["version"])
    return await officer.get("incubator", path)
