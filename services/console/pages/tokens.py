"""The issuer's addresses: public keys for everybody, tokens for programs that sign in as a person."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import JSONBody

from services.console import sessions, tokens
from services.console.pages.view import AnyRequest
from services.console.sessions import Attempt
from services.console.tokens import Holder, SignIn, Token
from services.kit.auth import public
from services.kit.clock import wall_time
from services.kit.openapi import problem_responses


@get("/.well-known/jwks.json", guards=[public], tags=["sign-in"])
async def read_keys(state: State) -> Response[dict[str, Any]]:
    """Return the public keys by which tokens are checked (RFC 7517)."""
    return Response(tokens.public_keys(state.token_key), headers={"Cache-Control": "public, max-age=300"})


@post("/tokens", guards=[public], tags=["sign-in"], status_code=200, responses=problem_responses(401, 429))
async def issue_token(request: AnyRequest, data: JSONBody[SignIn], state: State) -> Token:
    """Return a token of fifteen minutes for a username and a password, and a code where the account has one."""
    now = wall_time()
    attempt = Attempt(username=data.username, password=data.password, address=address_of(request), now=now)
    found = await sessions.check_both(state.database, state.settings.keyring["forms"], attempt, data.code)
    holder = Holder(id=found.id, municipality_id=found.municipality_id, roles=found.roles)
    return tokens.issue(state.token_key, state.settings.oidc_issuer, holder, now=now)


def address_of(request: AnyRequest) -> str:
    """Return the network address that a request comes from; a header that anybody can write is not believed."""
    return request.client.host if request.client else "unknown"


ROUTES = [read_keys, issue_token]
