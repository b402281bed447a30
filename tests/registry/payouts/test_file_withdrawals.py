"""A file is cancelled before it is sent, or noted as refused by the bank, by two people; its shares are open again."""

import pytest

from tests.bank import Booking, Part, statement
from tests.clients import Client, etag
from tests.registry import account_factories as make
from tests.registry.account_factories import APPROVER, FINANCE
from tests.rolled_back import Deliver


@pytest.mark.parametrize(("reached", "outcome"), [("approved", "cancelled"), ("sent", "refused")])
async def test_two_people_withdraw_a_file(paggaio: Client, deliver: Deliver, reached: str, outcome: str) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file = await make.approved(paggaio, run_id)
    if reached == "sent":
        file = await make.step(paggaio, file, "send")
    proposed = await make.step(paggaio, file, "withdraw")
    path, body = f"/bank-files/{file['id']}/withdraw/approve", {"payload_hash": proposed["withdrawal_hash"]}
    same = await paggaio.refused("POST", path, body, by="petros finance_approver", If_Match=etag(proposed))
    assert same[:2] == (409, "same-actor")
    wrong = {"payload_hash": "0" * 64}
    assert (await paggaio.refused("POST", path, wrong, by=APPROVER, If_Match=etag(proposed)))[1] == "proposal-changed"
    assert (await paggaio.refused("POST", path, body, by=APPROVER, If_Match=etag(file)))[:2] == (412, "stale")
    gone = await paggaio.post(path, body, by=APPROVER, If_Match=etag(proposed))
    assert gone["status"] == outcome
    assert (await make.share(paggaio, run_id))["status"] == "open"
    assert (await make.prepared(paggaio, run_id))["transfers_count"] == 1


async def test_a_file_sent_while_its_cancellation_waits_is_not_cancelled(paggaio: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    proposed = await make.step(paggaio, await make.approved(paggaio, run_id), "withdraw")
    sent = await make.step(paggaio, proposed, "send")
    path, body = f"/bank-files/{sent['id']}/withdraw/approve", {"payload_hash": sent["withdrawal_hash"]}
    refused = await paggaio.refused("POST", path, body, by=APPROVER, If_Match=etag(sent))
    assert refused[:2] == (409, "transition-forbidden")


async def test_a_file_that_the_bank_has_paid_from_is_not_refused(paggaio: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file, sent = await make.sent(paggaio, run_id)
    part = Part(end_to_end_id=sent.orders[0].end_to_end_id)
    await make.read(paggaio, statement(sent.iban, Booking(amount=sent.total, parts=(part,))))
    proposed = await make.step(paggaio, file, "withdraw")
    path, body = f"/bank-files/{file['id']}/withdraw/approve", {"payload_hash": proposed["withdrawal_hash"]}
    refused = await paggaio.refused("POST", path, body, by=APPROVER, If_Match=etag(proposed))
    assert refused[:2] == (409, "file-partly-paid")
    assert (await make.share(paggaio, run_id))["status"] == "paid"


async def test_what_nobody_has_proposed_is_not_agreed_to(paggaio: Client, deliver: Deliver) -> None:
    run_id = await make.reserved(paggaio, deliver, make.share_of(await make.member(paggaio)))
    file = await make.approved(paggaio, run_id)
    path, body = f"/bank-files/{file['id']}/withdraw/approve", {"payload_hash": "0" * 64}
    assert (await paggaio.refused("POST", path, body, by=APPROVER, If_Match=etag(file)))[0] == 404
    assert (await paggaio.send("POST", f"/bank-files/{file['id']}/withdraw", by=APPROVER)).status_code == 403
    assert FINANCE.endswith("finance_officer")
