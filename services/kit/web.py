"""HTTP the same everywhere: one transaction a request, ETags, cursors, request ids and shared request types."""

import base64
import binascii
import re
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID, uuid4

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.params import FromQuery, QueryParameter
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Meta

from services.kit import log as logs
from services.kit import traces
from services.kit.auth import bearer
from services.kit.clock import TIME_HEADER, business_time
from services.kit.db import Command, Context, Transaction
from services.kit.errors import Malformed, NotFound, PreconditionRequired, Stale, UnsupportedMediaType
from services.kit.idempotency import KEY_HEADER, check_key, fingerprint
from services.kit.metrics import REQUESTS

BODY_BYTES_MAX = 64 * 1024
PAGE_MAX = 200

ShortText = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
LongText = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
REQUEST_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""A caller's own request id: a UUID. Another one is not kept, for a name or a number could stand there."""
CODE = r"^[a-z][a-z0-9_]{0,63}$(?!\n)"
"""What a code looks like; `$` alone would let a line break follow."""
CodeParameter = Annotated[str, QueryParameter(pattern=CODE)]
OptionalCode = Annotated[str | None, QueryParameter(pattern=CODE)]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
"""How many items a page has; Litestar enforces bounds of its own kind only, not msgspec's, outside bodies."""
IDS_MAX = 100
IdsWanted = Annotated[list[UUID], QueryParameter(max_items=IDS_MAX)]
"""What a list asks names for: no more than a request's head holds."""
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]

Item = TypeVar("Item", bound=msgspec.Struct)


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of every request body: what is not declared is refused."""


class Page(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """A page of a list; `next` is the cursor of the page after it, absent on the last."""

    items: list[Item]
    next: str | None = None


def encode_cursor(last_id: UUID) -> str:
    """Return the opaque cursor that continues after an id."""
    return base64.urlsafe_b64encode(last_id.bytes).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> UUID | None:
    """Return the id after which a page begins. Raises Malformed for what is not one of our cursors."""
    if cursor is None:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error):
        raise Malformed("This cursor is not one of ours; begin at the first page.") from None


def page(items: Sequence[Item], limit: int) -> Page[Item]:
    """Return a page of items, asked for with one more than the limit; they have an `id` and are in its order."""
    shown = list(items[:limit])
    more = len(items) > limit
    return Page(items=shown, next=encode_cursor(shown[-1].id) if more else None)  # type: ignore[attr-defined]


def expected_version(request: Request[Any, Any, Any]) -> int:
    """Return the version in If-Match. Raises PreconditionRequired without one, Malformed for another kind of tag."""
    value = request.headers.get("if-match")
    if value is None:
        raise PreconditionRequired("Send If-Match with the ETag that you last saw.")
    found = re.fullmatch(r'"([0-9]{1,9})"', value)
    if found is None:
        raise Malformed('If-Match is a strong ETag such as "3".')
    return int(found[1])


def check_version(found: int, expected: int) -> None:
    """Raise Stale when a row is no longer in the version that the sender has seen."""
    if found != expected:
        raise Stale(f"You changed version {expected}; it is at {found} now. Read it again and decide anew.")


async def check_request(request: Request[Any, Any, Any]) -> None:
    """Refuse what no handler could use, before anything is opened for it.

    Litestar resolves dependencies side by side and forgets to close one whose neighbour has failed; so the version is
    looked at here, where no transaction is open yet. It also takes any media type for JSON.
    """
    wanted = request.route_handler.parsed_fn_signature.parameters
    if "version" in wanted:
        expected_version(request)
    if "data" in wanted and await request.body():
        if not re.fullmatch(r"application/([\w.-]+\+)?json", request.content_type[0]):
            raise UnsupportedMediaType("Send application/json.")
        try:
            await request.json()
        except (RecursionError, UnicodeDecodeError):
            raise Malformed("The body is not JSON in UTF-8, or is nested too deeply.") from None


async def provide_transaction(request: Request[Any, Any, State], state: State) -> AsyncGenerator[Transaction, None]:
    """Open the request's transaction for the token's tenant; it is committed before the answer leaves."""
    context = await context_of(request, state)
    async with state.database.transaction(context) as transaction:
        yield transaction


async def context_of(request: Request[Any, Any, State], state: State) -> Context:
    """Return who sends a request with a token, for which tenant and when."""
    identity = await bearer(request)
    return Context(
        now=business_time(state.settings, request.headers.get(TIME_HEADER)),
        municipality_ids=() if identity.municipality_id is None else (identity.municipality_id,),
        actor_id=identity.id,
        actor_roles=identity.roles,
        request_id=logs.request_id.get(),
        traceparent=logs.traceparent.get(),
        command=await command_of(request, state) if is_idempotent(request) else None,
    )


async def open_publicly(
    request: Request[Any, Any, State], state: State, municipality: FromQuery[UUID]
) -> AsyncGenerator[Transaction, None]:
    """Open a transaction of the tenant whose public things are asked for; nobody has to say who they are."""
    if municipality not in state.settings.municipalities:
        raise NotFound("This installation serves no such municipality.")
    now = business_time(state.settings, request.headers.get(TIME_HEADER))
    context = Context(now=now, municipality_ids=(municipality,), request_id=logs.request_id.get())
    async with state.database.transaction(context) as transaction:
        yield transaction


def is_idempotent(request: Request[Any, Any, State]) -> bool:
    """Return whether the route's handler is a command."""
    return getattr(request.route_handler.fn, "idempotent", False)


async def command_of(request: Request[Any, Any, State], state: State) -> Command:
    """Return what identifies this command. Raises Malformed without an Idempotency-Key."""
    key = check_key(request.headers.get(KEY_HEADER))
    body = await request.body()
    return Command(
        route=f"{request.method} {request.url.path}",
        key=key,
        fingerprint=fingerprint(state.settings.keyring["idempotency"], body),
    )


async def add_headers(response: Response[Any]) -> Response[Any]:
    """Give every resource its ETag, and every page of a list the link to the next."""
    version = getattr(response.content, "version", None)
    if isinstance(version, int):
        response.headers.setdefault("ETag", f'"{version}"')
    following = getattr(response.content, "next", None)
    if isinstance(following, str):
        response.headers.setdefault("Link", f'<?cursor={following}>; rel="next"')
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def watch_requests(app: ASGIApp) -> ASGIApp:
    """Wrap an application: request id, trace, one log line and one measurement for each request."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return await app(scope, receive, send)
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        request_id = given if REQUEST_ID.fullmatch(given) else str(uuid4())
        parent = headers.get(b"traceparent", b"").decode("latin-1")
        valid = re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", parent)
        logs.request_id.set(request_id)
        method = str(scope["method"])
        span = traces.span(method, "server", parent if valid else None)
        logs.traceparent.set(span.traceparent or logs.new_traceparent(parent if valid else None))
        started, status = time.perf_counter(), 500

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await app(scope, receive, send_marked)
        finally:
            seconds = time.perf_counter() - started
            route = str(scope.get("path_template") or "unknown")
            REQUESTS.labels(method, route, str(status)).observe(seconds)
            span.answered(method, route, status)
            logs.log.info("request", method=method, route=route, status=status, duration_ms=round(seconds * 1000, 1))

    return watched
