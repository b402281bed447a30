"""Transfers of many shares are told in messages that fit; the dead are not written to."""

import pytest

from services.kit.db import Connection
from services.registry.payouts import account_transfers
from tests import bank
from tests.bank import Booking, Said
from tests.clients import Client, etag
from tests.registry import account_factories as make
from tests.rolled_back import Deliver, Events


async def test_what_was_paid_is_told_in_chunks_by_run(
    paggaio: Client, deliver: Deliver, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    holders = [await make.member(paggaio) for _ in range(3)]
    first = await make.reserved(paggaio, deliver, *map(make.share_of, holders))
    second = await make.reserved(paggaio, deliver, make.share_of(holders[0], 7))
    monkeypatch.setattr(account_transfers, "SHARES_MAX", 2)
    _, sent = await make.sent(paggaio, first, second)
    await make.read(paggaio, bank.statement(sent.iban, Booking(amount=sent.total, batch_id=sent.batch_id)))
    told = [(data["run_id"], len(data["shares"])) for type, data in await events() if "account_share_paid" in type]
    assert sorted(told) == sorted([(str(first), 2), (str(first), 1), (str(second), 1)])


async def test_who_has_died_is_not_asked_for_another_account(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    _, sent = await make.sent(paggaio, run_id)
    await connection.execute("RESET ROLE")
    before = await connection.fetchval("SELECT count(*) FROM messages")
    dead = Said(end_to_end_id=sent.orders[0].end_to_end_id, status="RJCT", reason="MD07")
    await make.read(paggaio, bank.report(sent, dead))
    await connection.execute("RESET ROLE")
    assert await connection.fetchval("SELECT count(*) FROM messages") == before
    assert (await make.share(paggaio, run_id))["reason"] == "MD07"


@pytest.mark.parametrize(
    ("reason", "concerned"),
    [("AC04", True), ("BE01", True), ("RC01", True), ("MD07", True), (None, True), ("AM04", False), ("DT01", False)],
)
def test_a_reason_is_the_payees_or_ours(reason: str | None, concerned: bool) -> None:
    assert account_transfers.concerns_payee(reason) is concerned


async def test_what_is_refused_for_lack_of_cover_is_no_affair_of_the_payee(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    _, sent = await make.sent(paggaio, run_id)
    await connection.execute("RESET ROLE")
    before = await connection.fetchval("SELECT count(*) FROM messages")
    uncovered = Said(end_to_end_id=sent.orders[0].end_to_end_id, status="RJCT", reason="AM04")
    await make.read(paggaio, bank.report(sent, uncovered))
    await connection.execute("RESET ROLE")
    assert await connection.fetchval("SELECT count(*) FROM messages") == before
    share = await make.share(paggaio, run_id)
    assert share["status"] == "rejected"
    path = f"/account-shares/{share['id']}/reopen"
    assert (await paggaio.post(path, by=make.FINANCE, If_Match=etag(share)))["status"] == "open"
