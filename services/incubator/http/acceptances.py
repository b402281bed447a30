"""Acceptances of awards, and awards that lapse."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.incubator.applying import acceptances, applications
from services.incubator.applying.acceptances import Acceptance
from services.incubator.applying.applications import Application
from services.incubator.http.roles import FOUNDER, OFFICE, OFFICER
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent

TAGS = ["applications"]


@post("/applications/{application_id:uuid}/acceptance", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(acceptances.find)
async def accept_award(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Acceptance:
    """Accept what was awarded, within the days that the call gives."""
    return await acceptances.accept(transaction, application_id)


@get("/applications/{application_id:uuid}/acceptance", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def read_acceptance(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Acceptance:
    """Return whether an award was accepted, and by when it is to be."""
    return await acceptances.find(transaction, application_id)


@post("/applications/{application_id:uuid}/lapse", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(applications.find)
async def lapse_award(
    application_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Application:
    """Take back an award that nobody has accepted in time; its place is free for the reserve."""
    return await acceptances.lapse(transaction, application_id, version)


ROUTES = [accept_award, read_acceptance, lapse_award]
