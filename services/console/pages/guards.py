"""Who may open a page: the session in the cookie, the roles it has now, and that a form was sent from our own page."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from services.console import sessions
from services.console.roles import PageRole
from services.kit.auth import Identity
from services.kit.clock import wall_time
from services.kit.errors import Forbidden, Unauthenticated
from services.kit.settings import Settings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

Connection = ASGIConnection[Any, Any, Any, Any]


class NotSignedIn(Unauthenticated):
    """Sign in to open this page."""

    way = "/sign-in"


class CardNotShown(NotSignedIn):
    """Sign in with your card to open this page."""

    way = "/my-card/sign-in"


class ForeignForm(Forbidden):
    """This form was not sent from a page of ours."""


def session_cookie(settings: Settings) -> str:
    """Return the name of the session's cookie; the prefix makes browsers insist on https, our host and path /."""
    return "__Host-session" if settings.environment == "production" else "session"


def refuse_foreign(connection: Connection) -> None:
    """Raise ForeignForm for a form that another site's page has sent (Fetch Metadata, else the Origin)."""
    if connection.scope.get("method") in SAFE:
        return
    site = connection.headers.get("sec-fetch-site")
    if site is None:
        origin = urlsplit(connection.headers.get("origin", ""))
        own = bool(origin.netloc) and origin.netloc == connection.headers.get("host")
    else:
        own = site in {"same-origin", "none"}
    if not own:
        raise ForeignForm("Open the page here and send its form again.")


async def find_session(connection: Connection) -> sessions.Session | None:
    """Return the session of the cookie, if there is a live one, and let kit's guards know who it is."""
    state = connection.app.state
    secret = connection.cookies.get(session_cookie(state.settings))
    found = None if secret is None else await sessions.find(state.database, secret, wall_time())
    if found is not None:
        connection.scope["identity"] = Identity(  # type: ignore[typeddict-unknown-key]
            id=found.person_id, roles=frozenset(found.roles), municipality_id=found.municipality_id
        )
    connection.scope["session_found"] = found  # type: ignore[typeddict-unknown-key]
    return found


async def anyone(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let everybody in; somebody who is signed in is recognised."""
    refuse_foreign(connection)
    await find_session(connection)


def page_for(*roles: PageRole) -> Callable[[Connection, BaseRouteHandler], Any]:
    """Return a guard: only who is signed in and holds one of these roles; without roles, whoever is signed in."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        refuse_foreign(connection)
        session = await find_session(connection)
        if session is None and roles == ("holder",):
            raise CardNotShown("Sign in with your card: a session ends after ten minutes without use.")
        if session is None:
            raise NotSignedIn("Sign in, or sign in again: a session ends after half an hour without use.")
        if roles and set(roles).isdisjoint(session.roles):
            raise Forbidden("Your roles do not include this work.")

    guard.roles = roles  # type: ignore[attr-defined]
    return guard
