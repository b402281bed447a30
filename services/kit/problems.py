"""Every way in which a request can fail, as an RFC 9457 problem document; never a bare 500."""

from collections.abc import Callable
from typing import Any, cast

import asyncpg
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException
from litestar.types import ExceptionHandlersMap
from litestar.utils.scope.state import ScopeState

from services.kit import errors
from services.kit.errors import Fault, Malformed, Problem
from services.kit.faults import body_faults
from services.kit.log import log, request_id

MEDIA_TYPE = "application/problem+json"

BY_STATUS: dict[int, type[Problem]] = {
    400: errors.Malformed,
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.TooLarge,
    415: errors.UnsupportedMediaType,
}

BUSY = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
    TimeoutError,
)

AnyRequest = Request[Any, Any, Any]
Handler = Callable[[AnyRequest, Any], Response[dict[str, Any]]]


def respond(problem: Problem) -> Response[dict[str, Any]]:
    """Return the response of a problem."""
    document = problem.document() | ({"request_id": request_id.get()} if request_id.get() else {})
    headers = {"Retry-After": "1"} if problem.status == 503 else {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(document, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def on_problem(request: AnyRequest, problem: Problem) -> Response[dict[str, Any]]:
    """Answer a refusal that our own code raised."""
    log.info("refused", problem=problem.slug(), status=problem.status, route=request.url.path.split("/")[1])
    return respond(problem)


def on_http(request: AnyRequest, error: HTTPException) -> Response[dict[str, Any]]:
    """Answer a refusal by the framework: an unknown address, a body too large, a wrong method."""
    if error.status_code >= 500:
        return on_anything(request, error)
    problem_class = BY_STATUS.get(error.status_code, Malformed)
    response = respond(problem_class("" if problem_class is not Malformed else str(error.detail)))
    response.headers.update({k: v for k, v in (error.headers or {}).items() if k.lower() == "allow"})
    return response


def on_invalid(request: AnyRequest, error: ValidationException | SerializationException) -> Response[dict[str, Any]]:
    """Answer a malformed request with all its faults: those of the body, else those of path, query and headers."""
    faults: list[Fault] = []
    body = ScopeState.from_scope(request.scope).body
    parameters = request.route_handler.parsed_fn_signature.parameters
    if "data" in parameters and isinstance(body, bytes):
        faults = body_faults(body, parameters["data"].annotation)
    if not faults and isinstance(error, ValidationException) and isinstance(error.extra, list):
        faults = [
            Fault(pointer=f"#{source_of(fault)}/{fault.get('key', '')}", detail=fault["message"])
            for fault in error.extra
            if isinstance(fault, dict) and "message" in fault
        ]
    return respond(Malformed("Mend what is named in errors and send it again.", errors=faults or None))


def source_of(fault: dict[str, Any]) -> str:
    """Return which part of a request a fault lies in: path, query, header or cookie."""
    source = fault.get("source", "request")
    return str(getattr(source, "value", source))


def on_integrity(request: AnyRequest, error: asyncpg.IntegrityConstraintViolationError) -> Response[dict[str, Any]]:
    """Answer a refusal by a constraint of the database, the last line of defence."""
    log.warning("constraint_refused", reason=str(error.constraint_name), error=type(error).__name__)
    return respond(errors.Conflict("A rule of the database refuses this.", constraint=error.constraint_name))


def on_data(request: AnyRequest, error: Exception) -> Response[dict[str, Any]]:
    """Answer a value that PostgreSQL cannot hold: a number out of range, a NUL in a text."""
    return respond(Malformed("A value cannot be stored: a number is out of range or a text holds a NUL character."))


def on_busy(request: AnyRequest, error: Exception) -> Response[dict[str, Any]]:
    """Answer when the database is away or too busy; what it had committed by then is done all the same."""
    log.warning("unavailable", exc_info=error)
    return respond(errors.Unavailable("Send the same request again in a moment; under the same key it is done once."))


def on_group(request: AnyRequest, group: ExceptionGroup[Exception]) -> Response[dict[str, Any]]:
    """Answer by what a request failed of when its transaction cannot be rolled back either, as without a connection."""
    cause = group.__cause__ if isinstance(group.__cause__, Exception) else group.exceptions[0]
    answer = next(HANDLERS[each] for each in type(cause).__mro__ if each in HANDLERS)
    return cast("Handler", answer)(request, cause)


def on_anything(request: AnyRequest, error: Exception) -> Response[dict[str, Any]]:
    """Answer what nobody foresaw, and log it."""
    log.error("failed", exc_info=error)
    return respond(errors.InternalError("The fault is on our side and has been noted."))


HANDLERS: ExceptionHandlersMap = {
    Problem: on_problem,
    ValidationException: on_invalid,
    SerializationException: on_invalid,
    HTTPException: on_http,
    asyncpg.IntegrityConstraintViolationError: on_integrity,
    asyncpg.DataError: on_data,
    **dict.fromkeys(BUSY, on_busy),
    ExceptionGroup: on_group,
    Exception: on_anything,
}
