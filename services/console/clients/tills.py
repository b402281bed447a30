"""cards and merchants, as a till asks them: signed by its own key, passed on unread."""

from collections.abc import Mapping

import httpx
import msgspec

from services.console.clients.caller import Caller, address, answered


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A till's request as it came."""

    service: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


async def pass_on(caller: Caller, passed: Passed) -> httpx.Response:
    """Return a service's answer to a till's request, also one that refuses. Raises Unavailable when none came."""
    sent = caller.http.build_request(
        passed.method, address(caller, passed.service, passed.path), headers=passed.headers, content=passed.body
    )
    return await answered(caller, passed.service, sent)
