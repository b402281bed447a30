"""What waits is counted for whoever can do it, and never for the person who took the first step."""

from typing import Any

from tests.clients import Client
from tests.registry import factories
from tests.registry.walking import SUPERVISOR, draft, take


async def waiting(client: Client, by: str = "") -> dict[str, Any]:
    """What waits for somebody, by its kind."""
    return {each.pop("code"): each for each in await client.get("/waiting-work", **({"by": by} if by else {}))}


async def test_work_waits_for_who_can_do_it_until_it_is_done(paggaio: Client, al_koura: Client) -> None:
    assert await waiting(paggaio) == {}
    paggaio.now = "2026-01-12T09:30:00+02:00"
    await draft(paggaio)
    case = await factories.assessed(paggaio)
    at = "2026-01-12T07:30:00Z"
    one = {"number": 1, "late": 0, "oldest_at": at}
    assert await waiting(paggaio) == {"applications_draft": one, "applications_to_review": one}
    assert await waiting(paggaio, SUPERVISOR) == {}, "it is not theirs to enter or to assess"
    case = await take(paggaio, case, "recommend approval")
    assert await waiting(paggaio) == {"applications_draft": one}
    assert await waiting(paggaio, SUPERVISOR) == {"applications_to_decide": one}
    paggaio.now = "2026-06-12T09:30:00+03:00"
    assert (await waiting(paggaio, SUPERVISOR))["applications_to_decide"]["late"] == 1
    assert await waiting(al_koura, SUPERVISOR) == {}, "another tenant's work is not counted"
