"""Signing in by a real OpenID Connect provider: code flow with PKCE, groups become roles, nothing forged counts."""

import re
import secrets
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from litestar import Litestar

from infra import npm
from infra.embedded.processes import ROOT
from services.console import providers, sessions
from services.console.pages.installation import door_of
from services.kit.clock import wall_time
from tests.console.browsing import sign_in
from tests.console.test_staff import id_of

HERE = Path(__file__).parent / "provider"
CALLBACK = "http://console/sign-in/provider/callback"
SECRET = secrets.token_hex(16)
PEOPLE = {
    "anna": {"preferred_username": "Anna.P", "given_name": "Άννα", "family_name": "Παππά", "groups": ["koinon-desk"]},
    "guest": {"preferred_username": "guest", "groups": ["elsewhere"]},
    "thief": {"preferred_username": "administrator@paggaio", "groups": ["koinon-desk"]},
}
FILE = """
name = "Gov.login"
issuer = "{issuer}"
client_id = "koinon"
client_secret = "{secret}"
municipality = "paggaio"

[roles]
koinon-desk = ["card_desk", "caseworker"]
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider that runs while the module's tests do."""
    folder = ROOT / ".local" / "provider" / npm.digest(HERE, (*npm.LOCK, "provider.mjs"))
    if not (folder / ".complete").exists():
        npm.install(HERE, folder)
        (folder / "provider.mjs").write_bytes((HERE / "provider.mjs").read_bytes())
        (folder / ".complete").touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    told = {
        "ISSUER": address,
        "SECRET": SECRET,
        "REDIRECT_URI": CALLBACK,
        "ACCOUNTS": msgspec.json.encode(PEOPLE).decode(),
    }
    process = subprocess.Popen([npm.node()[0], "provider.mjs"], cwd=folder, env=told, stderr=subprocess.DEVNULL)
    try:
        wait_for(address, process)
        yield address
    finally:
        process.kill()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the provider answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{address}/jwks").raise_for_status()
        except httpx.HTTPError:
            assert process.poll() is None, "the provider has ended"
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.05)
        else:
            return


@pytest.fixture
async def door(app: Litestar, issuer: str, tmp_path: Path) -> AsyncIterator[providers.Door]:
    """The console with this provider."""
    file = tmp_path / "provider.toml"
    file.write_text(FILE.format(issuer=issuer, secret=SECRET), encoding="utf-8")
    settings = msgspec.structs.replace(app.state.settings, provider_file=str(file), public_url="http://console/")
    app.state.provider = door_of(settings, app.state.http)
    yield app.state.provider
    app.state.provider = None


async def answer_of(browser: httpx.AsyncClient, who: str, then: str = "/") -> str:
    """Go to the provider and sign in there; return the path and query with which it sends the browser back."""
    sent = await browser.get("/sign-in/provider", params={"then": then})
    async with httpx.AsyncClient(follow_redirects=False) as elsewhere:
        page = await elsewhere.get(sent.headers["location"], follow_redirects=True)
        action = re.findall(r'action="([^"]+)"', page.text)[0]
        next_place = await elsewhere.post(action, data={"prompt": "login", "login": who, "password": "any"})
        while not next_place.headers["location"].startswith(CALLBACK):
            next_place = await elsewhere.get(next_place.headers["location"])
    parts = urlsplit(next_place.headers["location"])
    return f"{parts.path}?{parts.query}"


async def test_the_groups_of_the_provider_are_the_roles_here(
    app: Litestar, door: providers.Door, browser: httpx.AsyncClient
) -> None:
    assert "Sign in by <bdi>Gov.login</bdi>" in (await browser.get("/sign-in")).text
    back = await browser.get(await answer_of(browser, "anna", "/cards"))
    assert (back.status_code, back.headers["location"]) == (303, "/cards")
    found = await sessions.find(app.state.database, browser.cookies["session"], wall_time())
    assert found is not None
    assert found.roles == ["card_desk", "caseworker"]
    assert "Άννα Παππά" in (await browser.get("/")).text
    browser.cookies.clear()
    await browser.get(await answer_of(browser, "anna"))
    again = await sessions.find(app.state.database, browser.cookies["session"], wall_time())
    assert again is not None
    assert again.person_id == found.person_id == await id_of(app, "anna.p")
    browser.cookies.clear()
    assert (await sign_in(browser, "anna.p", "any")).status_code == 401, "there is no password"


@pytest.mark.parametrize(("who", "status", "said"), [("guest", 403, "names no work of yours"), ("thief", 409, "taken")])
async def test_who_has_no_group_and_who_takes_a_name_is_refused(
    door: providers.Door, browser: httpx.AsyncClient, who: str, status: int, said: str
) -> None:
    refused = await browser.get(await answer_of(browser, who))
    assert (refused.status_code, said in refused.text) == (status, True)
    assert "session" not in browser.cookies


async def test_an_answer_counts_once_and_in_the_browser_that_asked(
    door: providers.Door, browser: httpx.AsyncClient
) -> None:
    answer = await answer_of(browser, "anna")
    kept = browser.cookies["provider"]
    forged = re.sub(r"state=[^&]+", "state=another", answer)
    assert (await browser.get(forged)).status_code == 401
    browser.cookies.delete("provider")
    assert (await browser.get(answer)).status_code == 401
    browser.cookies.set("provider", kept)
    assert (await browser.get(answer)).status_code == 303
    browser.cookies.set("provider", kept)
    assert (await browser.get(answer)).status_code == 401


async def test_another_verifier_gets_no_token(door: providers.Door, browser: httpx.AsyncClient, app: Litestar) -> None:
    query = parse_qs(urlsplit(await answer_of(browser, "anna")).query)
    key = app.state.settings.keyring["forms"]
    begun = providers.unseal(key, browser.cookies["provider"], wall_time())
    other = msgspec.structs.replace(begun, verifier=secrets.token_urlsafe(32))
    given = providers.Answer(code=query["code"][0], state=query["state"][0])
    with pytest.raises(providers.ProviderRefused):
        await providers.finish(door, other, given)


async def test_a_second_step_of_the_provider_counts_as_ours(
    app: Litestar, door: providers.Door, browser: httpx.AsyncClient
) -> None:
    known = app.state.database.tenants
    before = dict(known)
    known.update({key: msgspec.structs.replace(each, second_factor_for=("*",)) for key, each in before.items()})
    back = await browser.get(await answer_of(browser, "anna"))
    assert back.headers["location"].startswith("/sign-in/second-step")
    known.update(before)
    claims = {"sub": "1", "preferred_username": "anna", "municipality": "paggaio", "amr": ["pwd", "otp"]}
    assert providers.person_of(door.provider, claims).has_second_step


async def test_without_a_provider_there_is_no_such_door(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/sign-in/provider")).status_code == 404
    assert (await browser.get("/sign-in/provider/callback?code=a&state=b")).status_code == 404


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert providers.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
