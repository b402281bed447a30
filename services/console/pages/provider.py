"""Signing in by the provider that the operator names: there, and back."""

from typing import Any, Final

from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from services.console import admissions, providers
from services.console.pages.forms import local_path
from services.console.pages.guards import anyone
from services.console.pages.sign_in import go_on
from services.console.pages.view import AnyRequest, View
from services.console.providers import Answer, Begun, Door
from services.kit.clock import wall_time
from services.kit.errors import NotFound
from services.kit.settings import Settings

CALLBACK: Final = "/sign-in/provider/callback"


def cookie(settings: Settings) -> str:
    """Return the name of the cookie that a browser has while it is at the provider."""
    return "__Host-provider" if settings.environment == "production" else "provider"


def door_of(state: State) -> Door:
    """Return the provider. Raises NotFound where the operator names none."""
    door: Door | None = state.provider
    if door is None:
        raise NotFound("Staff signs in by password here.")
    return door


@get("/sign-in/provider", guards=[anyone])
async def begin_at_provider(state: State, then: FromQuery[str] = "/") -> Response[Any]:
    """Send the browser to the provider."""
    address, begun = await providers.begin(door_of(state), local_path(then), wall_time())
    return with_begun(Redirect(address, status_code=303), state, begun)


@get(CALLBACK, guards=[anyone])
async def come_back(view: NamedDependency[View], state: State, code: FromQuery[str] = "") -> Response[Any]:
    """Take the provider's answer, and go where the person wanted to go."""
    door, now = door_of(state), wall_time()
    begun = begun_of(view.request, state)
    person = await providers.finish(door, begun, Answer(code=code, state=view.request.query_params.get("state", "")))
    found = await admissions.admit(state.database, door.provider, person, now)
    return without_begun(await go_on(state, found, begun.then, passed=person.has_second_step), state)


def begun_of(request: AnyRequest, state: State) -> Begun:
    """Return the sign-in that this browser has begun. Raises ProviderRefused."""
    kept = request.cookies.get(cookie(state.settings), "")
    return providers.unseal(state.settings.keyring["forms"], kept, wall_time())


def with_begun(answer: Response[Any], state: State, begun: Begun) -> Response[Any]:
    """Let the browser keep what it has begun, sealed."""
    sealed, secure = providers.seal(state.settings.keyring["forms"], begun), state.settings.environment == "production"
    lifetime = int(providers.LIFETIME.total_seconds())
    answer.set_cookie(
        cookie(state.settings), sealed, max_age=lifetime, secure=secure, httponly=True, samesite="lax", path="/"
    )
    return answer


def without_begun(answer: Response[Any], state: State) -> Response[Any]:
    """Let the browser forget what it had begun."""
    answer.delete_cookie(cookie(state.settings))
    return answer


ROUTES = [begin_at_provider, come_back]
