"""What is confided to the incubator reaches whom it is for, and nobody else: every role reads every address.

Planted are Washington Group answers and kinds of need, a member's group, an income, names of an applicant and of a
reviewer, who may be somebody whose whereabouts are nobody's business, and a reviewer's words. Each role reads whatever
it may read, lists, exports and files as well, with every id that there is; then the events and logs are searched. Of a
PDF its letters and codes are read. The applicant's name is in Latin letters: Arabic ones come garbled out of a PDF.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import asyncpg
import httpx
import pypdfium2
import pytest
import zxingcpp

from services.kit.auth import READER
from services.kit.settings import Settings
from tests.clients import Client, etag, person_id
from tests.conftest import Run
from tests.incubator import factories
from tests.journeys.endpoints import Operation
from tests.journeys.serving import ROLES, Served, served_alone
from tests.journeys.test_tenants import Ids, candidates, ids_of
from tests.kit.test_pdf import picture

APPLICANT, REVIEWER = "Zainabhidden", "حكيمالمستتر"
REVIEWER_ID = str(person_id("sami"))
COMMENT, INCOME, NEED, GROUP = "ملاحظةلايعرفهاالمتقدم", "271828", "sign_language", '"vulnerable"'
OFFICER, MANAGER, MENTOR, FOUNDER = "incubator_officer", "programme_manager", "mentor", "founder"

ALLOWED: dict[str, dict[str, set[str]]] = {
    APPLICANT: {
        "GET /persons/{person_id}": {OFFICER},
        "GET /certificates/{certificate_id}/paper": {OFFICER, FOUNDER},
    },
    REVIEWER: {"GET /persons/{person_id}": {OFFICER}},
    REVIEWER_ID: {
        "GET /reviewers": {OFFICER, MANAGER},
        "GET /applications/{application_id}/reviews": {OFFICER, MANAGER},
        "GET /persons/{person_id}": {OFFICER},
        "GET /audit-entries": {"administrator", "auditor"},
    },
    COMMENT: {
        "GET /reviews/{review_id}": {"reviewer"},
        "GET /applications/{application_id}/reviews": {OFFICER, MANAGER},
    },
    INCOME: {"GET /follow-ups/{follow_up_id}": {OFFICER, MANAGER, FOUNDER}},
    NEED: {
        "GET /enrolments/{enrolment_id}/accommodation": {OFFICER},
        "GET /sessions/{session_id}/needs": {OFFICER},
        "GET /calls/{call_id}": {OFFICER, MANAGER, MENTOR, FOUNDER, "reviewer"},
        "GET /calls": {OFFICER, MANAGER, MENTOR, FOUNDER, "reviewer"},
    },
    GROUP: {"GET /enterprises/{enterprise_id}/member-shares": {OFFICER, MANAGER}},
}
"""Where each of these may stand, and before whom. A call says which needs it knows of, not who has one.

Who did what is what an audit is for, so it has the id of each member of staff, reviewers too; by itself it names
nobody.
"""


class Confided(NamedTuple):
    """The incubator with its secrets, the ids of what is in it, whose secrets they are, a superuser, what was seen."""

    served: Served
    ids: Ids
    applicant_id: str
    admin: "asyncpg.Connection[asyncpg.Record]"
    seen: dict[tuple[str, str], dict[str, set[str]]]


@pytest.fixture(scope="module")
async def confided(run: Run, settings_of: Callable[..., Settings]) -> AsyncIterator[Confided]:
    """The incubator after a whole path with something confided at each step."""
    async with served_alone("incubator", run, settings_of) as served:
        applicant_id = await confide(served)
        admin = await asyncpg.connect(served.admin_url)
        yield Confided(served, await ids_of(admin, served.tenant("al_koura").id), applicant_id, admin, {})
        await admin.close()


async def confide(served: Served) -> str:
    """Walk from the application to the follow-up, with secrets on the way; return the applicant's id."""
    client = served.client("al_koura", "amal incubator_officer")
    client.now = "2026-02-02T10:00:00+03:00"
    reviewer = factories.person(given_name=REVIEWER, person_id=REVIEWER_ID)
    await client.post("/persons", reviewer)
    applicant = await factories.new_person(client, given_name=APPLICANT)
    call = await factories.call(client)
    application = await factories.under_review_of(client, call, applicant)
    reviews = await factories.assigned(client, application)
    scores = dict.fromkeys(factories.CRITERIA, 4)
    for review, by in zip(reviews, ("sami reviewer", "lina reviewer"), strict=True):
        await client.put(
            f"/reviews/{review['id']}", {"scores": scores, "comment": COMMENT}, by=by, If_Match=etag(review)
        )
    application = await factories.step(client, application, "applications", "close_review")
    await factories.decide(client, application)
    cohort = await factories.cohort(client, call)
    enrolment = await client.post(f"/cohorts/{cohort['id']}/enrolments", {"application_id": application["id"]})
    needs = f"/enrolments/{enrolment['id']}/accommodation"
    await client.put(needs, {"hearing": 4}, If_Match=etag(enrolment))
    await train(client, cohort, enrolment)
    enterprise = await client.post("/enterprises", {"application_id": application["id"], "trade_name": "مشغل"})
    joining = {"person_id": applicant["id"], "joined_on": "2026-01-15", "inclusion": "vulnerable"}
    await client.post(f"/enterprises/{enterprise['id']}/members", joining)
    follow_up = (await client.post(f"/cohorts/{cohort['id']}/follow-ups"))[0]
    client.now = "2026-12-02T10:00:00+03:00"
    answer = {"work": "seeking", "income_minor": int(INCOME)}
    await client.post(f"/follow-ups/{follow_up['id']}/answer", answer, If_Match=etag(follow_up))
    applicant_id: str = applicant["id"]
    return applicant_id


async def train(client: Client, cohort: Any, enrolment: Any) -> None:
    """A session at which the need is met, and the certificate."""
    client.now = "2026-03-07T18:00:00+03:00"
    session = await factories.session(client, cohort)
    path = f"/sessions/{session['id']}"
    (need,) = await client.get(f"{path}/needs")
    await client.put(f"{path}/needs", {"need_id": need["id"], "state": "met"})
    await factories.step(client, await client.get(path), "sessions", "confirm")
    there = {"enrolment_id": enrolment["id"], "attended": True}
    await client.post(f"{path}/attendances", {"attendances": [there]})
    await client.post(f"/enrolments/{enrolment['id']}/certificates", {"language": "en"})


def told(answer: httpx.Response) -> str:
    """Return what an answer says; of a PDF the letters on its pages and what its codes hold."""
    if answer.headers.get("content-type") != "application/pdf":
        return answer.text
    letters = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]
    return "\n".join([*letters, *(code.text for code in zxingcpp.read_barcodes(picture(answer.content)))])


def addresses(operation: Operation, ids: Ids) -> list[str]:
    """Return an operation's address for everything that it may mean, or the one that it has."""
    for each in operation.of("path"):
        if "uuid" in str(each["schema"]):
            found = candidates(ids, each["name"], operation.path)
            return [operation.address(**{each["name"]: str(one)}) for one in found]
    return [operation.address()]


async def shown(confided: Confided, role: str, subject: str) -> dict[str, set[str]]:
    """Return what of the secrets each address shows to somebody with a role; nobody reads it all twice."""
    if (role, subject) in confided.seen:
        return confided.seen[role, subject]
    token = confided.served.token([role], "al_koura", {"sub": subject})
    headers = {"Authorization": f"Bearer {token}", "Koinon-Time": "2026-12-03T10:00:00+03:00"}
    found: dict[str, set[str]] = {}
    for operation in confided.served.operations:
        if operation.method == "GET" and (operation.roles is None or role in operation.roles):
            for address in addresses(operation, confided.ids):
                answer = await confided.served.http.get(address, headers=headers)
                seen = {secret for secret in ALLOWED if answer.is_success and secret in told(answer)}
                found.setdefault(operation.name, set()).update(seen)
    confided.seen[role, subject] = found
    return found


@pytest.mark.parametrize("role", [*(role for role in ROLES if role != READER), "reviewer, another", "founder, another"])
async def test_a_role_reads_only_what_is_for_it(confided: Confided, role: str) -> None:
    name, _, other = role.partition(",")
    own = {"reviewer": REVIEWER_ID, "founder": confided.applicant_id}.get(role, str(person_id("nadia")))
    found = await shown(confided, name, own)
    allowed = {
        (address, secret)
        for secret, places in ALLOWED.items()
        for address, roles in places.items()
        if name in roles and not (other and secret != NEED)
    }
    assert {(address, secret) for address, secrets in found.items() for secret in secrets} <= allowed


async def test_what_may_be_read_is_there(confided: Confided) -> None:
    """Else nothing would have been looked for."""
    readers = {OFFICER: "nadia", MANAGER: "nadia", "reviewer": "sami"}
    found = [await shown(confided, role, str(person_id(name))) for role, name in readers.items()]
    assert {secret for each in found for secrets in each.values() for secret in secrets} == set(ALLOWED)
    assert APPLICANT in found[0]["GET /certificates/{certificate_id}/paper"], "the paper names whose it is"
    assert not found[1]["GET /calls/{call_id}/decisions"], "the export is read, and names nobody"


async def test_no_event_tells_any_of_it(confided: Confided) -> None:
    said = [row[0] for row in await confided.admin.fetch("SELECT data::text FROM outbox")]
    assert len(said) >= 2
    assert [text for text in said if any(secret in text for secret in (*ALLOWED, "hearing"))] == []
