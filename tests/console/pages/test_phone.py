"""The card on a phone: what a phone asks goes to cards in the console's name, from our own page alone."""

import httpx
import pytest

BODIES = {
    "keys": {"code": "0000-0000-0000", "public_key": "x" * 43},
    "readings": {"code": "x" * 194},
    "purchases": {"code": "x" * 194, "phone_code": "x" * 124, "pin": "1357"},
}


@pytest.mark.parametrize("door", BODIES)
async def test_a_phone_is_told_what_is_wrong_as_a_problem(browser: httpx.AsyncClient, door: str) -> None:
    away = await browser.post(f"/phone/paggaio/{door}", json=BODIES[door])
    assert (away.status_code, away.headers["content-type"]) == (503, "application/problem+json")
    assert (await browser.post(f"/phone/nowhere/{door}", json=BODIES[door])).status_code == 404
    assert (await browser.post(f"/phone/paggaio/{door}", json={})).status_code == 400
    foreign = await browser.post(f"/phone/paggaio/{door}", json=BODIES[door], headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
