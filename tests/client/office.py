"""Services that answer by a script, for what operators ask: by method and path, one answer after the other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from httpx import Client

from services.client.sessions import SERVICES, Session

Answer = tuple[int, Any] | None


class Office:
    """The services as an operator sees them. The last answer of a script is given again; None breaks off."""

    def __init__(self) -> None:
        self.scripts: dict[str, list[Answer]] = {}
        self.seen: list[httpx.Request] = []
        self.http = self.client()
        self.session = Session(
            username="irini",
            addresses={name: f"http://{name}" for name in SERVICES},
            access_token="a-token",
            expires_at=datetime.now(UTC) + timedelta(minutes=5),
        )

    def client(self) -> Client:
        """Return what speaks to them."""
        return Client(transport=httpx.MockTransport(self.answer))

    def answers(self, command: str, *script: Answer) -> None:
        """Answer a command such as `GET http://cards/runs/1` so."""
        self.scripts[command] = list(script)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        command = f"{request.method} {request.url.copy_with(query=None)}"
        script = self.scripts.get(command, [(404, {"title": "There is none", "status": 404})])
        given = script.pop(0) if len(script) > 1 else script[0]
        if given is None:
            raise httpx.ConnectError("away")
        return httpx.Response(given[0], json=given[1])


def refusal(status: int, title: str) -> Answer:
    """Return a problem document."""
    return status, {"type": "/problems/some", "title": title, "status": status}
