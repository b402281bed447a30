"""The call for sub-grants over HTTP: concept notes, full proposals with papers, and their marks."""

from typing import Any

import httpx

from tests.clients import Client, etag, expect, person_id
from tests.incubator import factories

PAPER = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PERSON_OF_STAFF = {"given_name": "Νίκος", "family_name": "Κριτής"}
ELIGIBLE = {"social_aims": True, "public_support": True, "country": "gr"}
CONCEPT = {
    "summary": "Κοινωνικό πλυντήριο για ηλικιωμένους",
    "need": "Καμία τέτοια υπηρεσία στο Παγγαίο",
    "applicants": "ΚοινΣΕπ Ανοιχτή Αυλή",
}
PROPOSAL = {"activities": "Μήνας 1: χώρος", "multiplier": "Ένα δεύτερο σημείο", "bank": "Εθνική"}
REQUEST = {"amount_minor": 2_000_000, "total_minor": 2_500_000, "country": "GR"}


async def pilot_call(client: Client, **fields: Any) -> Any:
    """The call for sub-grants, in a tenant that counts in euros."""
    return await factories.call(client, preset="medtown_sub_grants", **fields)


async def new_greek(client: Client, **fields: Any) -> Any:
    """Somebody of Paggaio."""
    known = {"given_name": "Μαρία", "family_name": "Παππά", "phone": f"69{next(factories.serials):08d}"}
    return await client.post("/persons", known | fields)


async def concept(client: Client, a_call: Any, **fields: Any) -> Any:
    """A draft of a concept note by a new applicant."""
    applicant = await new_greek(client)
    body = {"call_id": a_call["id"], "applicant_id": applicant["id"], "eligibility": ELIGIBLE, "answers": CONCEPT}
    return await client.post("/applications", body | {"request": REQUEST} | fields)


async def scored_in(client: Client, drafted: Any, *marks: int, weak: str = "") -> Any:
    """A draft that is sent, reviewed with these marks (3 in a weak criterion), and waits for its determination."""
    application = drafted
    for name in ("submit", "start_screening", "start_review"):
        application = await factories.step(client, application, "applications", name)
    return await marked(client, application, *marks, weak=weak)


async def marked(client: Client, application: Any, *marks: int, weak: str = "") -> Any:
    """An application under review that gets these marks (3 in a weak criterion), and waits for its determination."""
    for place, mark in enumerate(marks):
        username = f"judge{place}"
        await client.send("POST", "/persons", PERSON_OF_STAFF | {"person_id": str(person_id(username)),
                                                                 "phone": f"2310{700_000 + place}"})  # fmt: skip
        body = {"reviewer_id": str(person_id(username))}
        review = await client.post(f"/applications/{application['id']}/reviews", body)
        path = f"/reviews/{review['id']}"
        sheet = await client.get(path, by=f"{username} reviewer")
        scores = {each["code"]: 3 if each["code"] == weak else mark for each in sheet["criteria"]}
        await client.put(path, {"scores": scores}, by=f"{username} reviewer", If_Match=etag(sheet))
    return await factories.step(client, application, "applications", "close_review")


async def invited(client: Client, a_call: Any = None, **request: Any) -> Any:
    """An application that was invited to write the full proposal."""
    a_call = a_call or await pilot_call(client)
    application = await scored_in(client, await concept(client, a_call, request=REQUEST | request), 8, 8)
    await factories.decide(client, application, "invited")
    return await client.get(f"/applications/{application['id']}")


async def proposal(
    client: Client, a_call: Any = None, marks: tuple[int, ...] = (8, 8, 8), *, weak: str = "", **request: Any
) -> Any:
    """A full proposal with its papers that waits for the decision."""
    waiting = await invited(client, a_call, **request)
    body = {"answers": PROPOSAL, "request": REQUEST | request}
    written = await client.put(f"/applications/{waiting['id']}/answers", body, If_Match=etag(waiting))
    await hand_in(client, waiting)
    return await scored_in(client, written, *marks, weak=weak)


async def hand_in(client: Client, application: Any) -> None:
    """Hand in the papers that the full proposal needs."""
    for kind in ("letter_of_support", "statutes"):
        expect(await upload(client, application, kind), 201)


async def upload(client: Client, application: Any, kind: str, content: bytes = PAPER) -> httpx.Response:
    """Send a file as the officer."""
    headers = {"Authorization": f"Bearer {client.token('amal', 'incubator_officer')}", "Koinon-Time": client.now}
    return await client.http.post(f"/applications/{application['id']}/papers?kind={kind}", content=content,
                                  headers=headers)  # fmt: skip
