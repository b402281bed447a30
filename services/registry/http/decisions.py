"""Decisions: recommended by one person, decided by another; appeals, ruled by a third; and the letter of it all."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import PDF
from services.kit.idempotency import idempotent
from services.registry.cases import appeals, applications, decision_letters, decisions
from services.registry.cases.appeals import Appeal, NewAppeal, Ruling
from services.registry.cases.applications import Application
from services.registry.cases.decisions import Deciding
from services.registry.privacy.purposes import Purpose


@post("/applications/{application_id:uuid}/recommend", guards=[requires("caseworker")], tags=["decisions"])
@idempotent(applications.find)
async def recommend_application(
    data: JSONBody[Deciding],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Recommend approval or rejection."""
    return await decisions.recommend(transaction, application_id, data, version=version)


@post("/applications/{application_id:uuid}/return", guards=[requires("supervisor")], tags=["decisions"])
@idempotent(applications.find)
async def return_application(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], application_id: FromPath[UUID]
) -> Application:
    """Send a recommended application back to review."""
    return await decisions.send_back(transaction, application_id, version=version)


@post("/applications/{application_id:uuid}/decide", guards=[requires("supervisor")], tags=["decisions"])
@idempotent(applications.find)
async def decide_application(
    data: JSONBody[Deciding],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Decide, as somebody who neither entered nor recommended the application."""
    return await decisions.decide(transaction, application_id, data, version=version)


@get(
    "/applications/{application_id:uuid}/letter",
    guards=[requires("caseworker", "supervisor", "auditor")],
    media_type=PDF,
    tags=["decisions"],
)
async def print_decision(
    transaction: NamedDependency[Transaction], application_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> Response[bytes]:
    """Return the letter of a decision, and of the ruling on an appeal, in the applicant's language."""
    return Response(await decision_letters.paper(transaction, application_id, purpose=purpose), media_type=PDF)


@post("/applications/{application_id:uuid}/appeal", guards=[requires("caseworker")], tags=["decisions"])
@idempotent(applications.find)
async def lodge_appeal(
    data: JSONBody[NewAppeal],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Lodge an appeal against a decision, within the programme's days."""
    return await appeals.lodge(transaction, application_id, data, version=version)


@get("/appeals/{appeal_id:uuid}", guards=[requires("caseworker", "supervisor")], tags=["decisions"])
async def read_appeal(
    transaction: NamedDependency[Transaction], appeal_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> Appeal:
    """Return an appeal with its grounds; who read them is kept."""
    return await appeals.read(transaction, appeal_id, purpose=purpose)


@post("/applications/{application_id:uuid}/ruling", guards=[requires("supervisor")], tags=["decisions"])
@idempotent(applications.find)
async def rule_on_appeal(
    data: JSONBody[Ruling],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    application_id: FromPath[UUID],
) -> Application:
    """Rule on an appeal, as somebody who took no part in the case."""
    return await appeals.rule(transaction, application_id, data, version=version)


ROUTES = [
    recommend_application, return_application, decide_application, print_decision, lodge_appeal, read_appeal,
    rule_on_appeal,
]  # fmt: skip
