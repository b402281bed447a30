"""The till page's way to cards and merchants: what a till has signed is passed on as it is, with nobody's rights added.

A browser may ask the origin of its page only, so that cards need not be open to pages of other sites. What is passed on
proves itself by the till's signature or a one-time code; our own cookies and tokens stay here. What refuses a till is
said in the language of its page.
"""

import re
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from services.console.clients.caller import Caller
from services.console.clients.tills import Passed, pass_on
from services.console.details import told
from services.console.pages.failures import reader_of
from services.console.pages.guards import refuse_foreign
from services.console.pages.view import AnyRequest
from services.kit.auth import public
from services.kit.clock import TIME_HEADER
from services.kit.errors import NotFound
from services.kit.problems import MEDIA_TYPE

KEY: Final = r"[A-Za-z0-9-]{1,64}"
DOORS: Final = {
    "cards": re.compile(
        rf"/(signing-terms|till-standing|till-figures|till-reports|sale-codes/{KEY}|payments(/{KEY}/refunds)?"
        r"|cashier-(pins|sign-ons|sign-offs))"
    ),
    "merchants": re.compile(r"/(till-enrolments|till-keys)"),
}
"""The addresses that tills ask; there is no way through here to any other."""
SENT: Final = (
    "accept-language", "content-digest", "content-type", "idempotency-key", "signature", "signature-input",
)  # fmt: skip
ANSWERED: Final = ("content-type", "idempotent-replayed", "retry-after")


def from_own_page(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Let in what a script of our own pages sends. No cookie counts here, so nobody has to be signed in."""
    refuse_foreign(connection)


@get("/till/relay/{service:str}/{path:path}", guards=[public, from_own_page], include_in_schema=False)
async def relay_question(
    request: AnyRequest, state: State, service: FromPath[str], path: FromPath[str]
) -> Response[bytes]:
    """Pass on what a till asks."""
    return await relay(request, state, service, path)


@post("/till/relay/{service:str}/{path:path}", guards=[public, from_own_page], include_in_schema=False)
async def relay_command(
    request: AnyRequest, state: State, service: FromPath[str], path: FromPath[str]
) -> Response[bytes]:
    """Pass on what a till commands."""
    return await relay(request, state, service, path)


async def relay(request: AnyRequest, state: State, service: str, path: str) -> Response[bytes]:
    """Return what a service answers to a till. Raises NotFound for an address of another kind, Unavailable."""
    if service not in DOORS or not DOORS[service].fullmatch(path):
        raise NotFound("Tills do not ask this.")
    passed = SENT if state.settings.environment == "production" else (*SENT, TIME_HEADER)
    asked = Passed(
        service=service,
        method=request.method,
        path=path + (f"?{request.url.query}" if request.url.query else ""),
        headers={name: request.headers[name] for name in passed if name in request.headers},
        body=await request.body(),
    )
    answer = await pass_on(Caller(http=state.http, peers=state.settings.peers, token=""), asked)
    headers = {name: answer.headers[name] for name in ANSWERED if name in answer.headers}
    refused = answer.headers.get("content-type") == MEDIA_TYPE
    content = msgspec.json.encode(told(answer.json(), reader_of(request))) if refused else answer.content
    return Response(content, status_code=answer.status_code, headers=headers)


ROUTES = [relay_question, relay_command]
