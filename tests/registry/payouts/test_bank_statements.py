"""What the bank answers and books is applied exactly, once; what does not fit is listed and never guessed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.kit.db import Connection
from tests import bank
from tests.bank import Booking, Part, Said, report, statement
from tests.clients import Client, etag, person_id
from tests.registry import account_factories as make
from tests.registry.account_factories import FINANCE
from tests.rolled_back import Deliver, Events


@pytest.fixture
async def reserved(paggaio: Client, deliver: Deliver) -> UUID:
    """A run with two shares: 100.00 and 50.00."""
    holders = [await make.member(paggaio), await make.member(paggaio)]
    return await make.reserved(paggaio, deliver, make.share_of(holders[0], 100_00), make.share_of(holders[1], 50_00))


async def statuses(client: Client, run_id: UUID) -> dict[int, str]:
    """The status of each share, by its amount."""
    return {each["amount_minor"]: each["status"] for each in (await make.shares(client, run_id)).values()}


async def differences(client: Client) -> list[str]:
    """What waits to be looked into."""
    return [each["difference"] for each in (await client.get("/statement-differences", by=FINANCE))["items"]]


def by_amount(sent: bank.Sent) -> dict[str, str]:
    """EndToEndIds by amount."""
    return {order.amount: order.end_to_end_id for order in sent.orders}


async def said(events: Events) -> list[tuple[str, Any]]:
    """What registry has said of account shares."""
    return [(type.split(".")[1], data) for type, data in await events() if "account_share" in type]


@pytest.mark.parametrize("version", ["02", "08"])
async def test_a_file_booked_as_one_pays_every_share(
    paggaio: Client, reserved: UUID, events: Events, version: str
) -> None:
    file, sent = await make.sent(paggaio, reserved)
    booked = statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id), version=version)
    read = await make.read(paggaio, booked)
    assert (read["kind"], read["applied"], read["differences"]) == ("camt.053", 1, 0)
    assert await statuses(paggaio, reserved) == {100_00: "paid", 50_00: "paid"}
    ((kind, paid),) = await said(events)
    assert (kind, paid["run_id"], paid["paid_on"]) == ("account_share_paid", str(reserved), "2026-02-03")
    assert sorted(share["amount_minor"] for share in paid["shares"]) == [50_00, 100_00]
    assert (await paggaio.get(f"/bank-files/{file['id']}/transfers", by=FINANCE))["items"][0]["paid_on"] == "2026-02-03"


async def test_debits_one_by_one_and_a_return_with_its_reason(paggaio: Client, reserved: UUID, events: Events) -> None:
    _, sent = await make.sent(paggaio, reserved)
    ids = by_amount(sent)
    parts = tuple(Part(end_to_end_id=order.end_to_end_id, amount=order.amount) for order in sent.orders)
    back = Part(end_to_end_id=ids["50.00"], reason="AC04", name="Foteini Savvidou")
    booked = statement(
        sent.iban,
        Booking(amount="50.00", credit=True, day="2026-02-04", reference="R-1", parts=(back,)),
        Booking(amount="150.00", parts=parts),
    )
    assert (await make.read(paggaio, booked))["applied"] == 3
    assert await statuses(paggaio, reserved) == {100_00: "paid", 50_00: "returned"}
    (_, paid), (kind, returned) = await said(events)
    assert len(paid["shares"]) == 2
    assert (kind, returned["was_paid"], returned["returned_on"]) == ("account_share_returned", True, "2026-02-04")
    assert [share["amount_minor"] for share in returned["shares"]] == [50_00]
    found = {each["amount_minor"]: each for each in (await make.shares(paggaio, reserved)).values()}
    assert found[50_00]["reason"] == "AC04"


async def test_a_returned_share_asks_its_holder_for_an_account(
    paggaio: Client, reserved: UUID, connection: Connection
) -> None:
    _, sent = await make.sent(paggaio, reserved)
    await connection.execute("RESET ROLE")
    before = await connection.fetchval("SELECT count(*) FROM messages")
    await make.read(
        paggaio,
        report(sent, Said(end_to_end_id=by_amount(sent)["50.00"], status="RJCT", reason="AC01"), group="PART"),
    )
    await connection.execute("RESET ROLE")
    rows = await connection.fetch("SELECT person_id FROM messages ORDER BY id")
    found = {each["amount_minor"]: each for each in (await make.shares(paggaio, reserved)).values()}
    whole = await paggaio.get(f"/account-shares/{found[50_00]['id']}", by=FINANCE)
    assert [row["person_id"] for row in rows[before:]] == [UUID(whole["transfers"][0]["payee_id"])]


@pytest.mark.parametrize("version", ["03", "12"])
async def test_a_transfer_refused_is_rejected_and_the_rest_goes_on(
    paggaio: Client, reserved: UUID, events: Events, version: str
) -> None:
    _, sent = await make.sent(paggaio, reserved)
    ids = by_amount(sent)
    answer = report(
        sent,
        Said(end_to_end_id=ids["100.00"], status="ACSP"),
        Said(end_to_end_id=ids["50.00"], status="RJCT", reason="AC01", amount=("50.00", "EUR")),
        group="PART",
        batch="PART",
        version=version,
    )
    read = await make.read(paggaio, answer)
    assert (read["applied"], read["noted"], read["differences"]) == (1, 3, 0)
    assert await statuses(paggaio, reserved) == {100_00: "instructed", 50_00: "rejected"}
    ((_, returned),) = await said(events)
    assert (returned["was_paid"], len(returned["shares"])) == (False, 1)
    await make.read(paggaio, statement(sent.iban, Booking(amount="100.00", batch_id=sent.batch_id)))
    assert await statuses(paggaio, reserved) == {100_00: "paid", 50_00: "rejected"}


@pytest.mark.parametrize("level", ["group", "batch"])
async def test_a_file_refused_as_a_whole_frees_its_shares(paggaio: Client, reserved: UUID, level: str) -> None:
    file, sent = await make.sent(paggaio, reserved)
    read = await make.read(paggaio, report(sent, reason="AM04", **{level: "RJCT"}))
    assert (read["applied"], read["differences"]) == (1, 0)
    assert (await paggaio.get(f"/bank-files/{file['id']}", by=FINANCE))["status"] == "refused"
    assert await statuses(paggaio, reserved) == {100_00: "open", 50_00: "open"}
    anew = await make.prepared(paggaio, reserved)
    assert anew["transfers_count"] == 2


async def test_an_accepted_file_changes_nothing(paggaio: Client, reserved: UUID, events: Events) -> None:
    _, sent = await make.sent(paggaio, reserved)
    read = await make.read(paggaio, report(sent, group="ACCP", batch="ACCP"))
    assert (read["noted"], read["applied"]) == (2, 0)
    assert await statuses(paggaio, reserved) == {100_00: "instructed", 50_00: "instructed"}
    assert await said(events) == []


async def test_the_same_file_again_changes_nothing(paggaio: Client, reserved: UUID, events: Events) -> None:
    _, sent = await make.sent(paggaio, reserved)
    booked = statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id))
    first = await make.read(paggaio, booked)
    assert await make.read(paggaio, booked) == first
    copy = statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id), message_id="STM-COPY")
    again = await make.read(paggaio, copy)
    assert (again["known"], again["applied"], again["differences"]) == (1, 0, 0)
    assert len(await said(events)) == 1


async def test_a_second_debit_of_the_same_transfer_is_a_difference(paggaio: Client, reserved: UUID) -> None:
    _, sent = await make.sent(paggaio, reserved)
    order = sent.orders[0]
    part = Part(end_to_end_id=order.end_to_end_id, amount=order.amount)
    twice = Booking(amount=order.amount, parts=(part,))
    await make.read(paggaio, statement(sent.iban, twice, twice))
    assert await differences(paggaio) == ["booked_again"]
    later = Booking(amount=order.amount, parts=(part,), day="2026-02-05", reference="2026020500001")
    await make.read(paggaio, statement(sent.iban, later))
    assert await differences(paggaio) == ["booked_again", "booked_again"]


NOBODY = "0190b000000070008000000000000099"


def wrong_bookings(sent: bank.Sent) -> dict[str, bytes]:
    """Statements that do not fit, by the difference that they are."""
    order = sent.orders[0]
    mine = Part(end_to_end_id=order.end_to_end_id, amount=order.amount)
    less = Part(end_to_end_id=order.end_to_end_id, amount="1.00")
    whole = Booking(amount="150.00", batch_id=sent.batch_id)
    other = "GR9608100010000001234567890"
    return {
        "unknown_transfer": statement(sent.iban, Booking(amount="9.00", parts=(Part(end_to_end_id="RENT-2026"),))),
        "unknown_booking": statement(sent.iban, Booking(amount="9.00", batch_id="SALARIES")),
        "other_account": statement(other, Booking(amount=order.amount, parts=(mine,))),
        "amount_differs": statement(sent.iban, Booking(amount="1.00", parts=(less,))),
        "sum_differs": statement(sent.iban, Booking(amount="149.99", batch_id=sent.batch_id)),
        "reversal": statement(sent.iban, Booking(amount="150.00", credit=True, reversal=True, parts=(mine,))),
        "not_paid": statement(sent.iban, Booking(amount=order.amount, credit=True, parts=(mine,))),
        "currency_differs": statement(sent.iban, whole, currency="USD"),
        "amount_missing": statement(
            sent.iban, Booking(amount="9.00", parts=(Part(end_to_end_id=order.end_to_end_id),) * 2), version="08"
        ),
        "unknown_file": report(sent, group="RJCT", message_id=NOBODY),
        "count_differs": report(sent, group="RJCT", count="3"),
    }


DIFFERENCES = [
    "unknown_transfer", "unknown_booking", "other_account", "amount_differs", "sum_differs", "reversal", "not_paid",
    "currency_differs", "amount_missing", "unknown_file", "count_differs",
]  # fmt: skip


async def test_what_does_not_fit_is_a_difference_and_moves_nothing(
    paggaio: Client, reserved: UUID, events: Events
) -> None:
    _, sent = await make.sent(paggaio, reserved)
    wrong = wrong_bookings(sent)
    assert list(wrong) == DIFFERENCES
    for difference, content in wrong.items():
        read = await make.read(paggaio, content)
        assert (read["applied"], read["open_differences"] > 0) == (0, True), difference
        lines = (await paggaio.get(f"/bank-statements/{read['id']}/lines", by=FINANCE))["items"]
        assert {line["difference"] for line in lines} == {difference}
        assert all(line["place"].startswith("Document/") for line in lines)
    assert await statuses(paggaio, reserved) == {100_00: "instructed", 50_00: "instructed"}
    assert await said(events) == []


async def test_a_difference_is_matched_again_when_what_was_missing_is_read(paggaio: Client, reserved: UUID) -> None:
    _, sent = await make.sent(paggaio, reserved)
    order = sent.orders[0]
    back = Part(end_to_end_id=order.end_to_end_id, reason="AC06")
    early = await make.read(paggaio, statement(sent.iban, Booking(amount=order.amount, credit=True, parts=(back,))))
    assert await differences(paggaio) == ["not_paid"]
    await make.read(paggaio, statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id)))
    matched = await paggaio.post(f"/bank-statements/{early['id']}/match-again", by=FINANCE)
    assert (matched["applied"], matched["differences"]) == (1, 0)
    assert sorted((await statuses(paggaio, reserved)).values()) == ["paid", "returned"]
    assert (await paggaio.post(f"/bank-statements/{early['id']}/match-again", by=FINANCE))["applied"] == 1


async def test_a_difference_is_settled_once_by_who_looked_into_it(paggaio: Client, reserved: UUID) -> None:
    _, sent = await make.sent(paggaio, reserved)
    await make.read(paggaio, statement(sent.iban, Booking(amount="9.00", parts=(Part(end_to_end_id="RENT-2026"),))))
    (line,) = (await paggaio.get("/statement-differences", by=FINANCE))["items"]
    path, body = f"/statement-differences/{line['id']}/settle", {"settled_for": "rent_of_the_office"}
    settled = await paggaio.post(path, body, by=FINANCE, If_Match=etag(line))
    assert (settled["settled_by"], await differences(paggaio)) == (str(person_id("petros")), [])
    status, problem, _ = await paggaio.refused("POST", path, body, by=FINANCE, If_Match=etag(settled))
    assert (status, problem) == (409, "no-difference")
    status, problem, _ = await paggaio.refused("POST", path, body, by=FINANCE, If_Match=etag(line))
    assert (status, problem) == (412, "stale")


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"rubbish", "line 1: it is not well-formed XML."),
        (b"<!DOCTYPE d [<!ENTITY a 'a'>]><d>&a;</d>", "It declares a document type or entities."),
        (b"\x00", "line 1: it is not well-formed XML."),
        (b"", "line 1: it is not well-formed XML."),
        (
            b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"/>',
            "line 1: Document is a camt.054; a pain.002 or camt.053 can be read.",
        ),
    ],
)
async def test_rubbish_is_refused_with_what_is_wrong_where(paggaio: Client, content: bytes, detail: str) -> None:
    answer = await make.hand_in(paggaio, content)
    document = answer.json()
    assert (answer.status_code, document["type"]) == (400, "/problems/message-unreadable")
    assert document["errors"] == [{"pointer": "/content", "detail": detail}]


async def test_what_is_too_large_is_refused(paggaio: Client) -> None:
    assert (await make.hand_in(paggaio, b"x" * (10 * 1024 * 1024 + 1))).status_code == 413


async def test_names_in_a_statement_stay_in_the_sealed_file(
    paggaio: Client, reserved: UUID, connection: Connection
) -> None:
    _, sent = await make.sent(paggaio, reserved)
    part = Part(end_to_end_id="PLANTED-IN-REFERENCE", amount="9.00", name="Planted Person")
    content = statement(sent.iban, Booking(amount="9.00", parts=(part,)))
    read = await make.read(paggaio, content)
    answer = await paggaio.send("GET", f"/bank-statements/{read['id']}/content", by=FINANCE)
    assert answer.content == content
    await connection.execute("RESET ROLE")
    for table in ("bank_statements", "bank_statement_lines", "files", "audit_entries"):
        text = str([dict(row) for row in await connection.fetch(f"SELECT * FROM {table}")]).lower()
        assert "planted" not in text, table


async def test_another_tenants_statement_does_not_touch_our_transfers(
    paggaio: Client, al_koura: Client, reserved: UUID
) -> None:
    _, sent = await make.sent(paggaio, reserved)
    read = await make.read(al_koura, statement(sent.iban, Booking(amount="150.00", batch_id=sent.batch_id)))
    assert (read["applied"], read["differences"]) == (0, 1)
    assert await statuses(paggaio, reserved) == {100_00: "instructed", 50_00: "instructed"}
    assert (await paggaio.send("GET", f"/bank-statements/{read['id']}", by=FINANCE)).status_code == 404


async def test_only_finance_reads_what_the_bank_says(paggaio: Client, events: Callable[[], Any]) -> None:
    for by in ("maria caseworker", "dimitra finance_approver", "eleni supervisor"):
        assert (await make.hand_in(paggaio, b"x", by=by)).status_code == 403
