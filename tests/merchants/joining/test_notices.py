"""A merchant is told of every change that could turn its payments around, at the contact that it had before too."""

from typing import Any

from services.kit.db import Connection
from services.merchants.joining.notices import TIMER
from tests.clients import Client, etag
from tests.merchants import factories
from tests.merchants.conftest import Tick, refusal


async def told(client: Client) -> list[tuple[str, str]]:
    """Channel and template of every message, the first one first."""
    listed = (await client.get("/messages", by="zoe administrator"))["items"]
    return [(each["channel"], each["template"]) for each in listed][::-1]


async def changed_account(client: Client, merchant: Any) -> Any:
    """A second account, verified, that cools."""
    account = await client.post(f"/merchants/{merchant['id']}/bank-accounts", factories.bank_account())
    return await client.post(f"/bank-accounts/{account['id']}/verify", by=factories.SECOND)


async def test_the_first_account_is_no_news_and_the_second_is(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio)
    assert await told(paggaio) == []
    await changed_account(paggaio, merchant)
    assert await told(paggaio) == [
        ("email", "Another bank account was entered for your business"),
        ("email", "The new bank account of your business was verified"),
    ]


async def test_a_replaced_contact_is_told_and_hears_of_the_account_until_the_cooling_is_over(
    paggaio: Client, tick: Tick, connection: Connection
) -> None:
    merchant = await factories.accepted(paggaio)
    path = f"/merchants/{merchant['id']}/contact"
    other = {"name": "Άγνωστος", "phone": "6911111111", "language": "en"}
    await paggaio.put(path, other, If_Match=etag(merchant))
    assert await told(paggaio) == [("email", "The contact of your business was changed")]
    await changed_account(paggaio, merchant)
    assert sorted(channel for channel, _ in await told(paggaio)) == ["email", "email", "email", "sms", "sms"]
    await tick(TIMER, "2026-02-08T12:00:00+02:00")
    erased = "SELECT count(*) FROM vault_keys WHERE erased_at IS NOT NULL"
    assert await connection.fetchval(erased) == 0
    await tick(TIMER, "2026-02-09T12:00:00+02:00")
    await connection.execute("RESET ROLE")
    assert await connection.fetchval(erased) == 1


async def test_an_account_that_cools_is_stopped_by_one_who_was_told(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio)
    account = await changed_account(paggaio, merchant)
    path = f"/bank-accounts/{account['id']}/stop"
    stopped = await paggaio.post(path)
    assert (stopped["status"], stopped["usable_from"]) == ("rejected", None)
    assert await refusal(paggaio, path) == "409 transition-forbidden"
    assert (await told(paggaio))[-1] == ("email", "The change of your bank account was stopped")


async def test_an_account_that_is_paid_is_not_stopped(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio)
    (first,) = await paggaio.get(f"/merchants/{merchant['id']}/bank-accounts")
    assert await refusal(paggaio, f"/bank-accounts/{first['id']}/stop") == "409 account-in-use"


async def test_a_contact_without_address_is_told_nothing(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio, contact={"name": "Ελένη"})
    await changed_account(paggaio, merchant)
    assert await told(paggaio) == []
