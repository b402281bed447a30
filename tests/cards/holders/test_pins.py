"""PINs are never stored, and parallel guesses do not outrun the counter."""

import asyncio
from datetime import datetime

import asyncpg
import pytest

from services.cards.__main__ import jobs
from services.cards.holders.pins import PROOFS_A_MINUTE, is_easy, verifier
from services.kit.db import Connection, Context, uuid7
from tests.cards.factories import DESK, PIN, Town
from tests.databases import Urls
from tests.faults.waiting import until

CONSOLE = "console console"
WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"


async def test_two_hundred_guesses_at_once_are_three(town: Town) -> None:
    answers = await asyncio.gather(*(town.receipt(100, pin=f"{guess:04d}") for guess in range(200)))
    codes = [answer["decline_code"] for answer in answers]
    assert (codes.count("pin_wrong"), codes.count("pin_blocked")) == (3, 197)


async def test_a_pin_waits_for_the_one_before_that_gives_the_tries_back(town: Town, superuser: Connection) -> None:
    """As four at once do: the fourth must read neither a blocked card nor one without a PIN."""
    await superuser.execute("UPDATE cards SET pin_tries_left = 0")
    async with superuser.transaction():
        await superuser.execute("UPDATE cards SET pin_tries_left = 3")
        fourth = asyncio.create_task(town.receipt(100, pin=PIN))
        await until(lambda: superuser.fetchval(WAITS), otherwise="the fourth did not wait for the card")
    assert (await fourth)["status"] == "captured"


async def test_the_desk_sets_a_new_pin_with_the_holder_there(town: Town) -> None:
    for _ in range(3):
        await town.receipt(100, pin="0000")
    await town.client.post(f"/cards/{town.card_id}/pin", {"pin": "7391"}, by=DESK)
    assert (await town.receipt(100, pin="7391"))["status"] == "captured"


async def test_no_pin_is_anywhere_in_the_database(town: Town, own_urls: Urls) -> None:
    await town.receipt(100, pin=PIN)
    connection = await asyncpg.connect(own_urls.owner)
    try:
        stored = await connection.fetchval(
            "SELECT count(*) FROM cards WHERE pin_verifier = convert_to($1, 'UTF8')", PIN
        )
    finally:
        await connection.close()
    assert stored == 0
    assert PIN.encode() not in (await town.pay(100, pin=PIN)).content


def test_the_same_pin_differs_from_card_to_card() -> None:
    key = bytes(32)
    assert verifier(key, uuid7(), PIN) != verifier(key, uuid7(), PIN)


async def holder_of(town: Town) -> str:
    return str((await town.client.get(f"/cards/{town.card_id}", by=DESK))["holder_id"])


@pytest.mark.parametrize("pin", ["0000", "1234", "9876", "7890", "2109", "1212", "1122"])
async def test_a_pin_that_anybody_would_guess_first_is_refused(town: Town, pin: str) -> None:
    status, problem, _ = await town.client.refused("POST", f"/cards/{town.card_id}/pin", {"pin": pin}, by=DESK)
    assert (status, problem) == (409, "pin-too-easy")
    path, body = f"/holders/me/cards/{town.card_id}/pin", {"pin": PIN, "new_pin": pin}
    status, problem, _ = await town.client.refused("POST", path, body, by=f"{await holder_of(town)} holder")
    assert (status, problem) == (409, "pin-too-easy")


def test_most_pins_may_be_chosen() -> None:
    easy = [f"{number:04d}" for number in range(10_000) if is_easy(f"{number:04d}")]
    assert len(easy) == 10 + 10 + 10 + 90 + 90
    assert PIN not in easy


async def test_a_holder_changes_the_pin_by_the_old_one(town: Town) -> None:
    holder, path = f"{await holder_of(town)} holder", f"/holders/me/cards/{town.card_id}/pin"
    status, problem, _ = await town.client.refused("POST", path, {"pin": "7777", "new_pin": "7391"}, by=holder)
    assert (status, problem) == (409, "pin-wrong")
    await town.client.post(path, {"pin": PIN, "new_pin": "7391"}, by=holder)
    assert (await town.receipt(100, pin=PIN))["decline_code"] == "pin_wrong"
    assert (await town.receipt(100, pin="7391"))["status"] == "captured"


async def test_nobody_changes_the_pin_of_somebody_elses_card(town: Town) -> None:
    path, body = f"/holders/me/cards/{town.card_id}/pin", {"pin": PIN, "new_pin": "7391"}
    status, problem, _ = await town.client.refused("POST", path, body, by=f"{uuid7()} holder")
    assert (status, problem) == (404, "not-found")


async def test_tries_are_counted_together_wherever_a_pin_is_entered(town: Town) -> None:
    holder, path = f"{await holder_of(town)} holder", f"/holders/me/cards/{town.card_id}/pin"
    shown = {"card_token": town.token, "pin": "7777"}
    assert (await town.receipt(100, pin="7777"))["decline_code"] == "pin_wrong"
    await town.client.refused("POST", path, {"pin": "7777", "new_pin": "7391"}, by=holder)
    assert (await town.client.refused("POST", "/cards/verifications", shown, by=CONSOLE))[1] == "pin-wrong"
    for door, body, by in (
        (path, {"pin": PIN, "new_pin": "7391"}, holder),
        ("/cards/verifications", shown | {"pin": PIN}, CONSOLE),
        ("/cards/freezes", shown | {"pin": PIN}, CONSOLE),
    ):
        assert (await town.client.refused("POST", door, body, by=by))[:2] == (409, "pin-blocked"), door
    assert (await town.receipt(100, pin=PIN))["decline_code"] == "pin_blocked"


async def test_the_console_learns_whose_card_it_is_from_token_and_pin(town: Town) -> None:
    card = await town.client.post("/cards/verifications", {"card_token": town.token, "pin": PIN}, by=CONSOLE)
    assert (card["id"], card["holder_id"]) == (str(town.card_id), await holder_of(town))
    unknown = {"card_token": "A" * 22, "pin": PIN}
    assert (await town.client.refused("POST", "/cards/verifications", unknown, by=CONSOLE))[:2] == (404, "not-found")


async def test_a_card_is_known_by_its_printed_number_too(town: Town) -> None:
    number = (await town.client.get(f"/cards/{town.card_id}", by=DESK))["number"]
    card = await town.client.post("/cards/verifications", {"card_number": number, "pin": PIN}, by=CONSOLE)
    assert card["id"] == str(town.card_id)
    wrong = {"card_number": number, "pin": "7777"}
    assert (await town.client.refused("POST", "/cards/verifications", wrong, by=CONSOLE))[:2] == (409, "pin-wrong")
    unknown = {"card_number": "000000000000", "pin": PIN}
    assert (await town.client.refused("POST", "/cards/verifications", unknown, by=CONSOLE))[:2] == (404, "not-found")
    for body in ({"pin": PIN}, {"pin": PIN, "card_number": number, "card_token": town.token}):
        assert (await town.client.refused("POST", "/cards/verifications", body, by=CONSOLE))[0] == 400


async def test_a_card_is_frozen_by_token_and_pin_without_signing_in(town: Town) -> None:
    shown = {"card_token": town.token, "pin": PIN}
    for _ in range(2):
        assert (await town.client.post("/cards/freezes", shown, by=CONSOLE))["paused_by"] == "holder"
    assert (await town.receipt(100))["decline_code"] == "card_refused"
    assert (await town.client.post("/cards/verifications", shown, by=CONSOLE))["status"] == "paused"


async def test_a_stopped_card_proves_nothing(town: Town) -> None:
    await town.client.post(f"/cards/{town.card_id}/replace", by=DESK)
    shown = {"card_token": town.token, "pin": PIN}
    for path in ("/cards/verifications", "/cards/freezes"):
        assert (await town.client.refused("POST", path, shown, by=CONSOLE))[:2] == (409, "card-refused")
    path, body = f"/holders/me/cards/{town.card_id}/pin", {"pin": PIN, "new_pin": "7391"}
    problem = await town.client.refused("POST", path, body, by=f"{await holder_of(town)} holder")
    assert problem[:2] == (409, "card-refused")


async def test_a_heap_of_cards_is_not_tried_out(town: Town, superuser: Connection) -> None:
    shown = {"card_token": town.token, "pin": PIN}
    await town.client.post("/cards/verifications", shown, by=CONSOLE)
    await superuser.execute("UPDATE pin_proofs SET tries = $1", PROOFS_A_MINUTE)
    assert (await town.client.refused("POST", "/cards/verifications", shown, by=CONSOLE))[:2] == (429, "too-many-tries")
    town.client.now = "2026-01-12T09:31:00+02:00"
    await town.client.post("/cards/verifications", shown, by=CONSOLE)
    later = datetime.fromisoformat("2026-01-12T12:00:00+02:00")
    context = Context(now=later, municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await jobs.timers["forget_proofs"].handler(transaction, town.settings)
    assert await superuser.fetchval("SELECT count(*) FROM pin_proofs") == 0
