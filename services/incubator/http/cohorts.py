"""Cohorts, their participants, and what these need to take part."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import MENTOR, OFFICE, OFFICER
from services.incubator.training import accommodations, cohorts, enrolments
from services.incubator.training.accommodations import Accommodated, Accommodation
from services.incubator.training.cohorts import Cohort, NewCohort
from services.incubator.training.enrolments import Enrolment, NewEnrolment
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page


@post("/cohorts", guards=[requires(OFFICER)], tags=["cohorts"])
@idempotent(cohorts.find)
async def form_cohort(data: JSONBody[NewCohort], transaction: NamedDependency[Transaction]) -> Cohort:
    """Form one of a call's groups."""
    return await cohorts.form(transaction, data)


@get("/cohorts", guards=[requires(*OFFICE, MENTOR)], tags=["cohorts"])
async def list_cohorts(
    transaction: NamedDependency[Transaction],
    call_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Cohort]:
    """Return cohorts, oldest first."""
    found = await cohorts.list_of(transaction, call_id=call_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/cohorts/{cohort_id:uuid}", guards=[requires(*OFFICE, MENTOR)], tags=["cohorts"])
async def read_cohort(cohort_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Cohort:
    """Return a cohort."""
    return await cohorts.find(transaction, cohort_id)


@post("/cohorts/{cohort_id:uuid}/enrolments", guards=[requires(OFFICER)], tags=["cohorts"])
@idempotent(enrolments.find)
async def enrol_participant(
    cohort_id: FromPath[UUID], data: JSONBody[NewEnrolment], transaction: NamedDependency[Transaction]
) -> Enrolment:
    """Let an awarded applicant join; where the cohort pays an allowance, cards opens a wallet for it."""
    return await enrolments.enrol(transaction, cohort_id, data)


@get("/cohorts/{cohort_id:uuid}/enrolments", guards=[requires(*OFFICE, MENTOR)], tags=["cohorts"])
async def list_enrolments(
    cohort_id: FromPath[UUID],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Enrolment]:
    """Return a cohort's participants."""
    found = await enrolments.list_of(transaction, cohort_id, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/enrolments/{enrolment_id:uuid}", guards=[requires(*OFFICE, MENTOR)], tags=["cohorts"])
async def read_enrolment(enrolment_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Enrolment:
    """Return an enrolment."""
    return await enrolments.find(transaction, enrolment_id)


@put("/enrolments/{enrolment_id:uuid}/accommodation", guards=[requires(OFFICER)], tags=["cohorts"])
async def state_needs(
    enrolment_id: FromPath[UUID],
    data: JSONBody[Accommodation],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Accommodated:
    """Replace a participant's answers; the needs follow from them. The answers are shown to nobody afterwards."""
    return await accommodations.state_needs(transaction, enrolment_id, version, data)


@get("/enrolments/{enrolment_id:uuid}/accommodation", guards=[requires(OFFICER)], tags=["cohorts"])
async def read_needs(enrolment_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Accommodated:
    """Return a participant's needs, never the answers; the look is kept."""
    return await accommodations.read(transaction, enrolment_id)


ROUTES = [
    form_cohort, list_cohorts, read_cohort, enrol_participant, list_enrolments, read_enrolment, state_needs, read_needs,
]  # fmt: skip
