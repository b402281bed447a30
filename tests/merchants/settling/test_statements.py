"""A statement adds up to what the ledger owes, down to each payment; the feed misses none."""

import csv
import io
from typing import Any

import pypdfium2
import pytest

from tests import bank
from tests.bank import Said
from tests.clients import Client, person_id
from tests.merchants import factories
from tests.rolled_back import Deliver

FEBRUARY = "first=2026-02-01&last=2026-02-28"


@pytest.fixture
async def merchant(paggaio: Client, deliver: Deliver) -> Any:
    """A shop with a closed day, on which it sold for 50.00 and gave back 10.00, and a sale of a day that is open."""
    merchant = await factories.accepted(paggaio, owner_id=str(person_id("eleni")))
    one = merchant["id"]
    await deliver(factories.payment(paggaio, one, amount_minor=5_000, bonus_minor=250, settlement_date="2026-02-03"))
    await deliver(factories.refund(paggaio, one, amount_minor=1_000, bonus_minor=50, settlement_date="2026-02-03"))
    await deliver(factories.day_closed(paggaio, "2026-02-03", (one, 1, 1, 4_200)))
    await deliver(factories.payment(paggaio, one, amount_minor=700, bonus_minor=0, settlement_date="2026-02-04"))
    return merchant


async def statement(client: Client, merchant: Any, period: str = FEBRUARY, **by: str) -> Any:
    """A statement as figures."""
    return await client.get(f"/merchants/{merchant['id']}/statement?{period}", by=by.get("by", ""))


async def test_a_statement_holds_closed_days_only_and_adds_up(paggaio: Client, merchant: Any) -> None:
    made = await statement(paggaio, merchant, by=factories.OWNER)
    assert made["sums"] == {
        "opening_minor": 0,
        "payments_minor": 5_000,
        "bonus_minor": 200,
        "refunds_minor": 1_000,
        "respends_minor": 0,
        "net_minor": 4_200,
        "paid_out_minor": 0,
        "grants_minor": 0,
        "orders_minor": 0,
        "fees_minor": 0,
        "claw_backs_minor": 0,
        "came_back_minor": 0,
        "closing_minor": 4_200,
    }
    assert [(day["settlement_date"], day["net_minor"]) for day in made["days"]] == [("2026-02-03", 4_200)]


async def test_what_is_paid_out_and_comes_back_stands_on_its_days(paggaio: Client, merchant: Any) -> None:
    file = await factories.written(paggaio)
    paid = (await statement(paggaio, merchant))["sums"]
    assert (paid["paid_out_minor"], paid["closing_minor"]) == (4_200, 0)
    sent = await factories.sent(paggaio, file)
    paggaio.now = "2026-03-02T09:30:00+02:00"
    refused = Said(end_to_end_id=sent.orders[0].end_to_end_id, status="RJCT", reason="MS03")
    await factories.answered(paggaio, bank.report(sent, refused))
    assert (await statement(paggaio, merchant))["sums"]["closing_minor"] == 0
    march = await statement(paggaio, merchant, "first=2026-03-01&last=2026-03-31")
    sums = march["sums"]
    assert (sums["opening_minor"], sums["came_back_minor"], sums["closing_minor"]) == (0, 4_200, 4_200)
    assert [each["returned_reason"] for each in (await statement(paggaio, merchant))["payouts"]] == ["MS03"]


async def test_the_table_has_each_payment_with_its_decimals(paggaio: Client, merchant: Any) -> None:
    answer = await paggaio.send("GET", f"/merchants/{merchant['id']}/statement/table?{FEBRUARY}", by=factories.OWNER)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted((row["kind"], row["amount"], row["bonus"], row["net"].strip("'")) for row in rows) == [
        ("payment", "50.00", "2.50", "52.50"), ("refund", "10.00", "0.50", "-10.50"),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "word"), [("el", "Κατάσταση"), ("en", "Statement"), ("ar", None)])
async def test_the_paper_is_in_the_language_asked_for(
    paggaio: Client, merchant: Any, language: str, word: str | None
) -> None:
    await factories.written(paggaio)
    path = f"/merchants/{merchant['id']}/statement/paper?{FEBRUARY}&language={language}"
    answer = await paggaio.send("GET", path)
    assert answer.headers["content-type"] == "application/pdf"
    said = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()
    assert word is None or word in said


async def test_the_feed_gives_each_line_once_and_goes_on_where_it_stopped(
    paggaio: Client, merchant: Any, deliver: Deliver
) -> None:
    path = f"/merchants/{merchant['id']}/statement/lines"
    # The days are closed at the time of the machine that runs this.
    paggaio.now = "2099-02-04T09:30:00+02:00"
    first = await paggaio.get(f"{path}?limit=1", by=factories.OWNER)
    second = await paggaio.get(f"{path}?limit=1&cursor={first['next']}", by=factories.OWNER)
    assert second["next"] is None
    assert sum(line["net_minor"] for line in first["items"] + second["items"]) == 4_200
    # The day before is closed late: what came in the meantime is shown after what was shown already.
    await deliver(factories.payment(paggaio, merchant["id"], amount_minor=300, bonus_minor=0,
                                    settlement_date="2026-02-02"))  # fmt: skip
    await deliver(factories.day_closed(paggaio, "2026-02-02", (merchant["id"], 1, 0, 300)))
    last = first["next"]
    rest = (await paggaio.get(f"{path}?cursor={last}", by=factories.OWNER))["items"]
    assert [line["net_minor"] for line in rest][-1] == 300
    assert len(rest) == 2


@pytest.mark.parametrize("period", ["first=2026-02-02&last=2026-02-01", "first=2026-01-01&last=2027-02-01"])
async def test_a_period_that_is_none_is_refused(paggaio: Client, merchant: Any, period: str) -> None:
    for part in ("", "/table", "/paper"):
        answer = await paggaio.send("GET", f"/merchants/{merchant['id']}/statement{part}?{period}")
        assert answer.status_code == 400


async def test_another_owner_sees_no_statement(paggaio: Client, al_koura: Client, merchant: Any) -> None:
    for client, by in ((paggaio, "maria merchant_owner"), (al_koura, factories.OFFICER)):
        for part in ("", "/table", "/paper"):
            path = f"/merchants/{merchant['id']}/statement{part}?{FEBRUARY}"
            assert (await client.send("GET", path, by=by)).status_code == 404
        assert (await client.send("GET", f"/merchants/{merchant['id']}/statement/lines", by=by)).status_code == 404
