"""What is no proof of who sends a request is refused at every endpoint, in the same words."""

import base64
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.jwk import OKPKey

from tests.journeys.endpoints import Operation
from tests.journeys.findings import Faults
from tests.journeys.serving import Served
from tests.sizes import PROVE


async def test_who_does_not_say_who_they_are_is_refused(served: Served, faults: Faults) -> None:
    guarded = [operation for operation in served.operations if operation.roles is not None]
    for place, operation in enumerate(guarded):
        proofs = list(tokens(served, operation).items())
        # Every proof is tried at every endpoint with PROVE; else each endpoint gets some, and together they get all.
        for name, token in proofs if PROVE else proofs[place % 4 :: 4]:
            headers = served.permitted(operation)
            del headers["Authorization"]
            answer = await served.send(operation, headers=headers | ({"Authorization": token} if token else {}))
            faults.expect_problem(operation, name, answer, 401)
            if answer.headers.get("www-authenticate") != "Bearer":
                faults.note(operation, name, answer, "it does not say how to")


def tokens(served: Served, operation: Operation) -> dict[str, str]:
    """Return what is no proof of who sends a request, by name."""
    roles = sorted(operation.roles or ())
    other = OKPKey.generate_key("Ed25519", {"kid": "console-test", "use": "sig", "alg": "EdDSA"}, private=True)
    claims = {"iss": served.settings.oidc_issuer, "sub": "x", "aud": "koinon", "exp": 9_999_999_999, "roles": roles}
    unsigned = ".".join(
        base64.urlsafe_b64encode(part).decode().rstrip("=")
        for part in (
            b'{"alg":"none"}',
            msgspec.json.encode(claims | {"municipality": str(served.tenant("paggaio").id)}),
        )
    )
    deep = base64.urlsafe_b64encode(b'{"alg":' * 3_000).decode()
    stated: dict[str, dict[str, Any]] = {
        "an expired token": {"exp": 1},
        "a token without end": {"exp": None},
        "a token for another audience": {"aud": "other"},
        "a token of another issuer": {"iss": "https://elsewhere.example"},
        "a token of nobody": {"sub": None},
        "a token of a number": {"sub": 7},
        "a token of no person": {"sub": "maria"},
        "a token without roles": {"roles": None},
        "a token whose roles are a number": {"roles": 7},
        "a token for no municipality": {"municipality": None},
        "a token for a numbered municipality": {"municipality": 7},
        "a token for an unknown municipality": {"municipality": "0190c000-0000-7000-8000-0000000000ff"},
    }
    return {
        "nothing": "",
        "an empty token": "Bearer ",
        "another scheme": "Basic bWFyaWE6bWFyaWE=",
        "no token": "Bearer x",
        "a token of dots": "Bearer ..",
        "a token that is no base64": "Bearer %FF.%FF.%FF",
        "a token with a deep head": f"Bearer {deep}.e30.e30",
        "an unsigned token": f"Bearer {unsigned}.",
        "a token signed by somebody else": "Bearer "
        + jwt.encode({"alg": "EdDSA", "kid": "console-test"}, claims, other, algorithms=["EdDSA"]),
    } | {name: f"Bearer {served.token(roles, claims=claim)}" for name, claim in stated.items()}
