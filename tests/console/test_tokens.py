"""The issuer: tokens that every service accepts, with nothing of a person in them but what they may do."""

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from litestar import Litestar

from services.console import tokens
from services.kit.auth import ALGORITHMS
from services.kit.errors import Unauthenticated
from tests.console.browsing import sign_in
from tests.console.conftest import PASSWORD


async def ask(client: httpx.AsyncClient, username: str, password: str = PASSWORD) -> httpx.Response:
    """Ask for a token."""
    return await client.post("/tokens", json={"username": username, "password": password})


async def test_a_token_says_who_where_and_what_for_fifteen_minutes(app: Litestar, browser: httpx.AsyncClient) -> None:
    answer = (await ask(browser, "caseworker@al_koura")).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)
    keys = KeySet.import_key_set((await browser.get("/.well-known/jwks.json")).json())
    claims = jwt.decode(answer["access_token"], keys, algorithms=ALGORITHMS).claims
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "roles", "municipality"}
    assert claims["exp"] - claims["iat"] <= 15 * 60
    assert claims["iss"] == app.state.settings.oidc_issuer
    identity = await app.state.authenticator.identify(answer["access_token"])
    tenant = app.state.settings.municipalities[identity.municipality_id]
    assert (tenant.slug, identity.roles) == ("al_koura", {"caseworker"})


async def test_the_published_keys_are_public_only(browser: httpx.AsyncClient) -> None:
    (key,) = (await browser.get("/.well-known/jwks.json")).json()["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}


async def test_a_token_of_another_installation_is_refused(app: Litestar, browser: httpx.AsyncClient) -> None:
    claims = jwt.decode(
        (await ask(browser, "caseworker@paggaio")).json()["access_token"],
        app.state.authenticator.people.keys,
        algorithms=ALGORITHMS,
    ).claims
    other = tokens.signing_key({"tokens": bytes(32)})
    forged = jwt.encode({"alg": "EdDSA", "kid": app.state.token_key.kid}, claims, other, algorithms=["EdDSA"])
    with pytest.raises(Unauthenticated):
        await app.state.authenticator.identify(forged)


@pytest.mark.parametrize("username", ["caseworker@paggaio", "nobody@paggaio", "NOT A USERNAME"])
async def test_refusals_do_not_say_whether_a_user_exists(browser: httpx.AsyncClient, username: str) -> None:
    refused = await ask(browser, username, "wrong password")
    document = refused.json()
    del document["request_id"]
    assert refused.status_code == 401
    assert document == {
        "type": "/problems/sign-in-refused",
        "title": "The username or the password is wrong",
        "status": 401,
        "detail": "Check both and try again; after five tries this account pauses for a quarter of an hour.",
    }


async def test_a_cookie_is_no_token(browser: httpx.AsyncClient) -> None:
    await sign_in(browser, "administrator@paggaio")
    body = {"username": "new.person", "password": "x" * 12, "given_name": "N", "family_name": "P"}
    refused = await browser.post("/staff", json=body, headers={"idempotency-key": "1"})
    assert refused.status_code == 401
