"""An application serves what says who may use it, and nothing else; an unknown address is refused as everything is."""

from typing import Any

import httpx
import pytest
from litestar import get

from services.kit import routes
from services.kit.application import RouteWithoutGuard, build
from services.kit.auth import public, requires
from tests.clients import open_http


@get("/open", guards=[public])
async def answer_everybody() -> dict[str, str]:
    """Answer everybody."""
    return {"status": "ok"}


@get("/closed", guards=[requires("administrator")])
async def answer_administrators() -> dict[str, str]:
    """Answer administrators."""
    return {"status": "ok"}


def test_a_route_that_names_no_guard_is_not_served() -> None:
    async def forgotten() -> dict[str, str]:
        return {}

    forgotten.__module__ = routes.__name__  # A route is ours by the module in which it stands.
    with pytest.raises(RouteWithoutGuard, match="/forgotten"):
        build("kit", "", [get("/forgotten")(forgotten)], {})


async def refusal(http: httpx.AsyncClient, method: str, path: str) -> tuple[int, str, str]:
    """Send a request that is refused."""
    found: Any = await http.request(method, path)
    return found.status_code, found.headers["content-type"], found.json()["type"]


async def test_every_refusal_is_a_problem_document() -> None:
    async with open_http(build("kit", "", [answer_everybody, answer_administrators], {})) as http:
        assert (await http.get("/open")).json() == {"status": "ok"}
        problem = "application/problem+json"
        assert await refusal(http, "GET", "/closed") == (401, problem, "/problems/unauthenticated")
        assert await refusal(http, "GET", "/nowhere") == (404, problem, "/problems/not-found")
        assert await refusal(http, "DELETE", "/open") == (405, problem, "/problems/method-not-allowed")


async def test_a_service_describes_itself() -> None:
    async with open_http(build("kit", "What it is for.", [answer_everybody], {})) as http:
        schema = (await http.get("/schema/openapi.json")).json()
    assert (schema["openapi"][:3], schema["info"]["title"]) == ("3.1", "Koinon kit")
    assert schema["info"]["description"] == "What it is for."
    assert {"/open", "/health/live", "/health/ready", "/events", "/dead-letters"} <= set(schema["paths"])
