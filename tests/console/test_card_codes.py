"""A letter's code shows a card once, with its own number, for a week; the holder is told, and refusals read alike."""

from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from services.console import card_codes, passwords
from services.console.card_codes import CardOf
from services.kit.clock import wall_time
from services.kit.db import Context, uuid7
from tests.console.browsing import submit
from tests.console.test_staff import id_of

NUMBER = "499404208377"


async def letter(app: Litestar, *, holder_id: UUID | None = None, at: datetime | None = None) -> str:
    """Return the code of a letter that the desk of Paggaio has made."""
    tenant = next(each for each in app.state.database.tenants.values() if each.slug == "paggaio")
    desk = await id_of(app, "caseworker@paggaio")
    now = at or wall_time()
    card = CardOf(id=uuid7(), number=NUMBER, holder_id=holder_id or uuid7())
    context = Context(now=now, municipality_ids=(tenant.id,), actor_id=desk)
    async with app.state.database.transaction(context) as transaction:
        made = await card_codes.make(transaction, app.state.settings.keyring["forms"], card, now)
    return made.code


async def shown(browser: httpx.AsyncClient, code: str, *, number: str = NUMBER, municipality: str = "paggaio") -> int:
    """Return how the page answers to a card and a code."""
    browser.cookies.clear()
    fields = {"municipality": municipality, "number": number, "code": code}
    answer = await submit(browser, "/my-card/sign-in", "/my-card/sign-in", fields)
    assert answer.status_code != 401 or "The card number or the PIN is not right" in answer.text
    return answer.status_code


async def test_a_code_shows_its_card_once_however_it_is_spelled(app: Litestar, browser: httpx.AsyncClient) -> None:
    code = await letter(app)
    assert await shown(browser, code.lower().replace("-", " "), number="4994 ٠٤٢٠ 8377") == 303
    assert await shown(browser, code) == 401


async def test_a_code_is_nothing_with_another_card_in_another_town_or_too_late(
    app: Litestar, browser: httpx.AsyncClient
) -> None:
    code = await letter(app)
    assert await shown(browser, code, number="499404208376") == 401
    assert await shown(browser, code, municipality="al_koura") == 401
    assert await shown(browser, await letter(app, at=wall_time() - card_codes.LIFETIME)) == 401


async def test_a_new_code_makes_the_one_before_void(app: Litestar, browser: httpx.AsyncClient) -> None:
    holder_id = uuid7()
    former, latter = [await letter(app, holder_id=holder_id) for _ in range(2)]
    assert (await shown(browser, former), await shown(browser, latter)) == (401, 303)


async def test_codes_are_tried_with_the_same_counter_as_pins(app: Litestar, browser: httpx.AsyncClient) -> None:
    code = await letter(app)
    tries = [await shown(browser, "0000-0000-000A") for _ in range(passwords.TRIES_PER_ACCOUNT)]
    assert (set(tries), await shown(browser, code)) == ({401}, 429)


@pytest.mark.parametrize(("days", "is_told"), [(59, True), (61, False)])
async def test_the_holder_is_told_that_a_code_was_made(app: Litestar, days: int, *, is_told: bool) -> None:
    holder_id, tenant = uuid7(), next(each for each in app.state.database.tenants.values() if each.slug == "paggaio")
    await letter(app, holder_id=holder_id, at=wall_time() - timedelta(days=days))
    context = Context(now=wall_time(), municipality_ids=(tenant.id,), actor_id=holder_id)
    async with app.state.database.transaction(context) as transaction:
        assert (await card_codes.find(transaction, wall_time()) is not None) is is_told
