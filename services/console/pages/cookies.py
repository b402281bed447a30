"""The cookies of signing in: not readable by scripts, not sent from other sites, https only in production."""

from typing import Any, Final

from litestar import Response
from litestar.datastructures import State

from services.console import sessions
from services.console.pages.guards import session_cookie
from services.console.pages.view import AnyRequest
from services.console.sessions import HalfSession, HalfSessionOver
from services.kit.clock import wall_time
from services.kit.settings import Settings

HALF_S: Final = int(sessions.HALF_AGE_MAX.total_seconds())


def half_cookie(settings: Settings) -> str:
    """Return the name of the cookie between password and code."""
    return "__Host-half" if settings.environment == "production" else "half"


def with_cookie(answer: Response[Any], settings: Settings, secret: str) -> Response[Any]:
    """Add the session's cookie, gone when the browser closes."""
    secure = settings.environment == "production"
    answer.set_cookie(session_cookie(settings), secret, secure=secure, httponly=True, samesite="lax", path="/")
    return answer


def with_half(answer: Response[Any], settings: Settings, secret: str) -> Response[Any]:
    """Add the cookie between password and code."""
    secure = settings.environment == "production"
    name = half_cookie(settings)
    answer.set_cookie(name, secret, max_age=HALF_S, secure=secure, httponly=True, samesite="lax", path="/")
    return answer


async def half_of(request: AnyRequest, state: State) -> HalfSession:
    """Return who has shown the password in this browser. Raises HalfSessionOver."""
    return await sessions.find_half(state.database, half_secret(request, state), wall_time())


async def whole(request: AnyRequest, state: State, half: HalfSession, answer: Response[Any]) -> Response[Any]:
    """Begin the session of somebody who has passed both steps."""
    secret = await sessions.complete(state.database, half, half_secret(request, state), wall_time())
    answer.delete_cookie(half_cookie(state.settings))
    return with_cookie(answer, state.settings, secret)


def half_secret(request: AnyRequest, state: State) -> str:
    """Return what the cookie between password and code holds. Raises HalfSessionOver without one."""
    secret = request.cookies.get(half_cookie(state.settings))
    if not secret:
        raise HalfSessionOver("Show the password first.")
    return secret
