"""What the bank answers and books is applied exactly, once; what does not fit is listed and never guessed."""

from typing import Any

import pytest

from tests import bank
from tests.bank import Booking, Part, Said
from tests.clients import Client, etag
from tests.merchants import factories
from tests.merchants.conftest import refusal
from tests.rolled_back import Deliver


@pytest.fixture
async def file(paggaio: Client, deliver: Deliver) -> Any:
    """A written file that pays 100.00 and 50.00."""
    first, second = await factories.accepted(paggaio), await factories.accepted(paggaio)
    await factories.settled(paggaio, deliver, (first["id"], 100_00), (second["id"], 50_00))
    return await factories.written(paggaio)


async def statuses(client: Client) -> dict[int, str]:
    """The status of each payout, by its amount."""
    return {each["amount_minor"]: each["status"] for each in (await client.get("/payouts"))["items"]}


async def differences(client: Client) -> list[str]:
    """What waits to be looked into."""
    return [each["difference"] for each in (await client.get("/bank-differences", by=factories.FINANCE))["items"]]


@pytest.mark.parametrize("version", ["02", "08"])
async def test_a_file_booked_as_one_pays_everybody_in_it(paggaio: Client, file: Any, version: str) -> None:
    sent = await factories.sent(paggaio, file)
    booked = bank.statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id), version=version)
    read = await factories.answered(paggaio, booked)
    assert (read["kind"], read["applied"], read["differences"]) == ("camt.053", 1, 0)
    assert await statuses(paggaio) == {100_00: "paid", 50_00: "paid"}


async def test_the_same_file_is_read_once_and_the_same_booking_applied_once(paggaio: Client, file: Any) -> None:
    sent = await factories.sent(paggaio, file)
    booked = bank.statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id))
    first = await factories.answered(paggaio, booked)
    assert await factories.answered(paggaio, booked) == first
    other = bank.statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id), message_id="STM-2")
    assert (await factories.answered(paggaio, other))["known"] == 1
    assert await differences(paggaio) == []
    answer = await paggaio.send("GET", f"/bank-answers/{first['id']}/content", by=factories.FINANCE)
    assert answer.content == booked


async def test_a_refused_file_returns_everybody_in_it(paggaio: Client, file: Any) -> None:
    sent = await factories.sent(paggaio, file)
    read = await factories.answered(paggaio, bank.report(sent, group="RJCT", reason="AM04"))
    assert (read["kind"], read["applied"]) == ("pain.002", 1)
    assert await statuses(paggaio) == {100_00: "returned", 50_00: "returned"}


async def test_an_accepted_file_is_noted_and_moves_nothing(paggaio: Client, file: Any) -> None:
    sent = await factories.sent(paggaio, file)
    read = await factories.answered(paggaio, bank.report(sent, group="ACCP", batch="ACSP"))
    assert (read["applied"], read["noted"], read["differences"]) == (0, 2, 0)
    assert await statuses(paggaio) == {100_00: "instructed", 50_00: "instructed"}


async def test_what_does_not_fit_is_a_difference_and_moves_nothing(paggaio: Client, file: Any) -> None:
    sent = await factories.sent(paggaio, file)
    ids = {order.amount: order.end_to_end_id for order in sent.orders}

    def parts(*given: tuple[str, str]) -> tuple[Part, ...]:
        return tuple(Part(end_to_end_id=each, amount=amount) for each, amount in given)

    wrong = [
        (Booking(amount="99.99", parts=parts((ids["100.00"], "99.99"))), "amount_differs"),
        (Booking(amount="100.00", parts=parts(("0" * 32, "100.00"))), "unknown_payout"),
        (Booking(amount="150.01", batch_id=sent.batch_id), "sum_differs"),
        (Booking(amount="140.00", parts=parts((ids["100.00"], "100.00"), (ids["50.00"], "50.00"))), "sum_differs"),
        (Booking(amount="150.00", batch_id=sent.batch_id, reversal=True), "reversal"),
        (Booking(amount="12.00", credit=True), "unknown_booking"),
    ]
    for number, (booking, difference) in enumerate(wrong):
        await factories.answered(paggaio, bank.statement(sent.iban, booking, message_id=f"STM-{number}"))
        assert (await differences(paggaio))[-1] == difference
    other = bank.statement("GR9608100010000001234567890", Booking(amount="150.00", batch_id=sent.batch_id))
    await factories.answered(paggaio, other)
    assert (await differences(paggaio))[-1] == "other_account"
    assert await statuses(paggaio) == {100_00: "instructed", 50_00: "instructed"}


async def test_a_difference_is_settled_once_with_its_reason(paggaio: Client, file: Any) -> None:
    sent = await factories.sent(paggaio, file)
    await factories.answered(paggaio, bank.statement(sent.iban, Booking(amount="12.00")))
    (line,) = (await paggaio.get("/bank-differences", by=factories.FINANCE))["items"]
    path, body = f"/bank-differences/{line['id']}/settle", {"settled_for": "bank_charges"}
    assert await refusal(paggaio, path, body, by=factories.FINANCE) == "428 precondition-required"
    settled = await paggaio.post(path, body, by=factories.FINANCE, If_Match=etag(line))
    assert settled["settled_for"] == "bank_charges"
    assert await differences(paggaio) == []
    assert await refusal(paggaio, path, body, by=factories.FINANCE, If_Match=etag(settled)) == "409 no-difference"
    listed = await paggaio.get(f"/bank-answers/{line['bank_answer_id']}/lines", by=factories.FINANCE)
    assert [each["id"] for each in listed["items"]] == [line["id"]]


@pytest.mark.parametrize("broken", [b"", b"<a>", b"not xml", b'<?xml version="1.0"?><Document/>'])
async def test_a_broken_file_is_refused_and_keeps_nothing(paggaio: Client, broken: bytes) -> None:
    answer = await factories.answered(paggaio, broken, status=400)
    assert answer["type"] in ("/problems/message-unreadable", "/problems/malformed")
    assert (await paggaio.get("/bank-answers", by=factories.FINANCE))["items"] == []


async def test_another_tenants_payouts_are_not_moved(paggaio: Client, al_koura: Client, file: Any) -> None:
    sent = await factories.sent(paggaio, file)
    said = [Said(end_to_end_id=order.end_to_end_id, status="RJCT", reason="AC04") for order in sent.orders]
    read = await factories.answered(al_koura, bank.report(sent, *said))
    assert read["differences"] == 2
    assert await statuses(paggaio) == {100_00: "instructed", 50_00: "instructed"}
