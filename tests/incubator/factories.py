"""What the tests begin from, made over HTTP: persons, calls, applications in a state, cohorts, enterprises."""

from hashlib import sha256
from itertools import count
from typing import Any

from tests.clients import Client, etag, person_id
from tests.incubator.conftest import MANAGER, REVIEWERS

serials = count(100)
ANSWERS = {
    "idea": "مشغل خياطة في البيت",
    "customers": "مدارس اللواء، لأنها تشتري الزي المدرسي من إربد",
    "about_you": "أم لثلاثة أطفال من بلدة دير أبي سعيد",
}
CRITERIA = ("innovation", "problem", "market", "model", "feasibility", "scalability", "team", "impact")
EVIDENCE = {
    "start_registration": ("business_plan",),
    "register": ("registration_certificate",),
    "accredit": ("municipal_licence", "site_visit"),
}


def person(**fields: Any) -> dict[str, Any]:
    """Somebody of Al-Koura with a new national number and telephone."""
    serial = next(serials)
    return {
        "given_name": "مريم",
        "family_name": "بني يونس",
        "phone": f"0791{serial:06d}",
        "national_number": f"9902{serial:06d}",
    } | fields


async def step(client: Client, resource: Any, noun: str, name: str, **fields: Any) -> Any:
    """Take a named step of a resource in the version that it is in; `by` is who takes it."""
    by = fields.pop("by", "")
    path = f"/{noun}/{resource['id']}/steps"
    return await client.post(path, {"step": name} | fields, by=by, If_Match=etag(resource))


async def new_person(client: Client, **fields: Any) -> Any:
    return await client.post("/persons", person(**fields))


async def reviewers(client: Client) -> None:
    """Register both reviewers, unless they are."""
    for name in REVIEWERS:
        answer = await client.send("POST", "/persons", person(person_id=str(person_id(name.split()[0]))))
        assert answer.status_code in (201, 409), answer.text


async def call(client: Client, **fields: Any) -> Any:
    body = {"preset": "johud_intake", "opens_on": "2026-02-01", "closes_on": "2026-02-28"}
    return await client.post("/calls", body | fields, by=MANAGER)


async def draft(client: Client, a_call: Any = None, **fields: Any) -> Any:
    """A draft of a new person with every mandatory answer."""
    a_call = a_call or await call(client)
    applicant = await new_person(client)
    body = {"call_id": a_call["id"], "applicant_id": applicant["id"], "language": "ar", "answers": ANSWERS}
    return await client.post("/applications", body | fields)


async def under_review(client: Client, a_call: Any = None) -> Any:
    application = await draft(client, a_call)
    for name in ("submit", "start_screening", "start_review"):
        application = await step(client, application, "applications", name)
    return application


async def under_review_of(client: Client, a_call: Any, applicant: Any) -> Any:
    """An application of a given person, under review."""
    body = {"call_id": a_call["id"], "applicant_id": applicant["id"], "answers": ANSWERS}
    application = await client.post("/applications", body)
    for name in ("submit", "start_screening", "start_review"):
        application = await step(client, application, "applications", name)
    return application


async def assigned(client: Client, application: Any) -> list[Any]:
    """Both reviewers' reviews, still to be given."""
    await reviewers(client)
    path = f"/applications/{application['id']}/reviews"
    return [await client.post(path, {"reviewer_id": str(person_id(name.split()[0]))}) for name in REVIEWERS]


async def reviewed(client: Client, application: Any, *scores: int) -> None:
    """Both reviewers score every criterion alike: 4 and 5 unless given."""
    for review, name, score in zip(await assigned(client, application), REVIEWERS, scores or (4, 5), strict=True):
        body = {"scores": dict.fromkeys(CRITERIA, score)}
        await client.put(f"/reviews/{review['id']}", body, by=name, If_Match=etag(review))


async def scored(client: Client, a_call: Any = None, *scores: int) -> Any:
    """An application that waits for its determination."""
    application = await under_review(client, a_call)
    await reviewed(client, application, *scores)
    return await step(client, application, "applications", "close_review")


async def decide(client: Client, application: Any, outcome: str = "awarded", **fields: Any) -> Any:
    """The determination by the third person."""
    path = f"/applications/{application['id']}/determinations"
    body = {"outcome": outcome, "reason": "فكرة واضحة"}
    return await client.post(path, body, by=fields.get("by", MANAGER), If_Match=etag(application))


async def application_in(client: Client, state: str, a_call: Any = None) -> Any:
    """An application that has come to a state by allowed steps."""
    steps = {"submitted": 1, "screening": 2, "screening_info": 2, "ineligible": 2, "review": 3, "review_info": 3}
    if state in ("draft", "withdrawn", *steps):
        application = await draft(client, a_call)
        for name in ("submit", "start_screening", "start_review")[: steps.get(state, 0)]:
            application = await step(client, application, "applications", name)
    else:
        application = await scored(client, a_call)
    if state in ("awarded", "reserve", "rejected"):
        await decide(client, application, state)
    if state.endswith("_info"):
        await ask(client, application)
    if state in LEAVING:
        await step(client, application, "applications", LEAVING[state], reason="لا تنطبق الشروط")
    return await client.get(f"/applications/{application['id']}")


LEAVING = {"ineligible": "dismiss", "withdrawn": "withdraw"}


async def ask(client: Client, application: Any, **fields: Any) -> Any:
    """A question of the office to the applicant."""
    body = {"question": "كم عدد المدارس؟", "due_on": "2026-02-10"}
    path = f"/applications/{application['id']}/questions"
    return await client.post(path, body | fields, If_Match=etag(application))


async def cohort(client: Client, a_call: Any, **fields: Any) -> Any:
    body = {"call_id": a_call["id"], "number": 1, "starts_on": "2026-03-01", "ends_on": "2026-05-31"}
    return await client.post("/cohorts", body | fields)


async def enrolled(client: Client) -> tuple[Any, Any]:
    """A cohort with one participant: (cohort, enrolment)."""
    a_call = await call(client)
    application = await application_in(client, "awarded", a_call)
    formed = await cohort(client, a_call)
    path = f"/cohorts/{formed['id']}/enrolments"
    return formed, await client.post(path, {"application_id": application["id"]})


async def session(client: Client, a_cohort: Any, **fields: Any) -> Any:
    body = {"held_on": "2026-03-07", "title": "دراسة السوق", "mode": "on_site"}
    return await client.post(f"/cohorts/{a_cohort['id']}/sessions", body | fields)


async def attended(
    client: Client, a_cohort: Any, enrolment: Any, *, there: bool = True, day: str = "2026-03-07", **fields: Any
) -> Any:
    """A session that is held, and whether the participant was there."""
    planned = await session(client, a_cohort, held_on=day, **fields)
    await step(client, planned, "sessions", "confirm")
    client.now = f"{day}T18:00:00+03:00"
    body = {"attendances": [{"enrolment_id": enrolment["id"], "attended": there}]}
    return await client.post(f"/sessions/{planned['id']}/attendances", body)


async def enterprise(client: Client, *, trained: bool = True) -> Any:
    """An idea with a name, whose founder was trained."""
    formed, enrolment = await enrolled(client)
    if trained:
        await attended(client, formed, enrolment)
    return await client.post(
        "/enterprises", {"application_id": enrolment["application_id"], "trade_name": "مشغل مريم للخياطة"}
    )


async def record_evidence(client: Client, an_enterprise: Any, gate: str) -> None:
    for kind in EVIDENCE[gate]:
        body = {"gate": gate, "kind": kind, "reference": f"ملف {kind}", "sha256": sha256(kind.encode()).hexdigest()}
        await client.post(f"/enterprises/{an_enterprise['id']}/evidence", body)


async def registered(client: Client, **fields: Any) -> Any:
    """An enterprise that is registered, with everything on file for the trading gate."""
    return await registered_as(client, await enterprise(client, **fields))


async def registered_as(client: Client, founded: Any, **fields: Any) -> Any:
    """An idea that goes on until it is registered, with everything on file for the trading gate."""
    for gate in EVIDENCE:
        await record_evidence(client, founded, gate)
    founded = await step(client, founded, "enterprises", "start_registration")
    particulars = {
        "trade_name": founded["trade_name"],
        "country": "JO",
        "legal_form": "home_based_business",
        "registration_number": "JO-2026-0042",
        "categories": ["5697"],
    }
    founded = await client.put(f"/enterprises/{founded['id']}", particulars | fields, If_Match=etag(founded))
    return await step(client, founded, "enterprises", "register")


async def accredited(client: Client, an_enterprise: Any) -> Any:
    """Two people pass the enterprise through the trading gate."""
    path = f"/enterprises/{an_enterprise['id']}/accreditations"
    proposal = await client.post(path, If_Match=etag(an_enterprise))
    return await client.post(f"{path}/approve", {"payload_hash": proposal["payload_hash"]}, by=MANAGER)


async def enterprise_in(client: Client, state: str) -> Any:
    """An enterprise that has come to a state by allowed steps."""
    if state in ("idea", "pre_registration"):
        founded = await enterprise(client)
        await record_evidence(client, founded, "start_registration")
        return founded if state == "idea" else await step(client, founded, "enterprises", "start_registration")
    found = await registered(client)
    if state in ("trading", "dormant"):
        found = await accredited(client, found)
    if state == "dormant":
        found = await step(client, found, "enterprises", "rest")
    return await step(client, found, "enterprises", "close") if state == "closed" else found


async def room(client: Client, **fields: Any) -> Any:
    body = {"name": "القاعة الكبرى", "place": "دير أبي سعيد", "seats": 30, "features": ["ramp"]}
    return await client.post("/rooms", body | fields)


async def trainer(client: Client) -> Any:
    """Somebody who teaches."""
    found = await new_person(client)
    return await client.put(f"/trainers/{found['id']}", {"languages": ["ar"], "subjects": ["pricing"]})


async def certified(client: Client, **fields: Any) -> Any:
    """The certificate of a participant who was at the only session."""
    formed, enrolment = await enrolled(client)
    await attended(client, formed, enrolment)
    return await client.post(f"/enrolments/{enrolment['id']}/certificates", fields)


async def mentor(client: Client, **fields: Any) -> Any:
    """Somebody who mentors in Arabic, knows about prices, and can be met on Mondays."""
    found = await new_person(client, **fields)
    body = {"skills": ["pricing"], "languages": ["ar"], "weekdays": ["monday"], "minutes_monthly_max": 600}
    return await client.put(f"/mentors/{found['id']}", body)


async def mentorship(client: Client) -> Any:
    """A mentor who was proposed to a participant."""
    _, enrolment = await enrolled(client)
    body = {"enrolment_id": enrolment["id"], "mentor_id": (await mentor(client))["id"]}
    return await client.post("/mentorships", body)


async def plan(client: Client, application: Any = None) -> Any:
    """The first version of an awarded applicant's business plan."""
    application = application or await application_in(client, "awarded")
    fields = {"customers": "مدارس اللواء", "value": "قريب وبسعر أقل"}
    return await client.post(f"/applications/{application['id']}/plan-versions", {"based_on": 0, "fields": fields})
