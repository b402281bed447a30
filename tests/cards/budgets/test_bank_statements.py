"""Statements of the programmes' account: read once, whole or not at all, and nothing personal of them is kept."""

import pytest

from services.kit.db import Connection
from tests import bank
from tests.cards.budgets.banking import IBAN, Account, booked
from tests.cards.factories import DESK, OFFICER, Town


async def test_the_same_file_again_changes_nothing(town: Town) -> None:
    account = Account(town)
    content = account.content("2026-01-12", booked("10000.00", "2026-01-12", credit=True))
    first, second = (await account.hand_in(content)).json(), (await account.hand_in(content)).json()
    assert first == second
    (statement,) = first["statements"]
    assert (statement["bookings"], statement["unmatched"], statement["closing_minor"]) == (1, 0, 1_000_000)
    listed = (await town.client.get("/bank-statements", by=OFFICER))["items"]
    assert listed == [statement]


async def test_a_statement_in_another_file_is_refused(town: Town) -> None:
    account = Account(town)
    content = account.content("2026-01-12")
    await account.hand_in(content)
    again = await account.hand_in(content.replace(b"M-2", b"M-3"))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/statement-read-before")
    assert again.json()["reference"] == "S-1"


BROKEN = {
    "no XML": (b"Ntry", "message-unreadable"),
    "a booking left out": (
        bank.statement(IBAN, number=bank.Number(opening="0.00", closing="1.00")),
        "statement-unusable",
    ),
    "in another currency": (bank.statement(IBAN, currency="JOD"), "statement-unusable"),
    "without a balance": (bank.statement(IBAN).replace(b"OPBD", b"ITBD"), "statement-unusable"),
    "without an id of its own": (bank.statement(IBAN).replace(b"<Id>2026-023</Id>", b""), "statement-unusable"),
    "with a number that is none": (
        bank.statement(IBAN).replace(b"<ElctrncSeqNb>23", b"<ElctrncSeqNb>x"),
        "message-unreadable",
    ),
}


@pytest.mark.parametrize(("content", "kind"), BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_file_is_named_and_nothing_of_it_is_kept(town: Town, content: bytes, kind: str) -> None:
    answer = await Account(town).hand_in(content)
    assert (answer.status_code, answer.json()["type"]) == (400, f"/problems/{kind}")
    assert answer.json()["errors"][0]["pointer"] == "/content"
    assert (await town.client.get("/bank-statements", by=OFFICER))["items"] == []


async def test_only_the_programmes_account_is_looked_at(town: Town) -> None:
    account = Account(town)
    other = bank.statement("GR9608100010000001234567890")
    answer = await account.hand_in(other)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-account-of-ours")
    statements = account.content("2026-01-12").replace(b"</BkToCstmrStmt>", b"") + other[other.index(b"<Stmt>") :]
    both = await account.hand_in(
        statements.replace(b"</Document></BkToCstmrStmt></Document>", b"</BkToCstmrStmt></Document>").replace(
            b"</Document><Stmt>", b"<Stmt>"
        )
    )
    assert (len(both.json()["statements"]), both.json()["other_accounts"]) == (1, 1)


async def test_the_desk_hands_in_no_statement(town: Town) -> None:
    assert (await Account(town).hand_in(b"", by=DESK)).status_code == 403


async def test_parts_are_kept_one_by_one_and_no_name_at_all(town: Town, superuser: Connection) -> None:
    account = Account(town)
    orders = ("0190b0000000700080000000000005a1", "Planted Name of Somebody")
    parts = tuple(bank.Part(end_to_end_id=order, amount="1.50", name="Planted Name") for order in orders)
    await account.read(
        "2026-01-12",
        bank.Booking(amount="3.00", day="2026-01-12", credit=True, reference="Planted Name", parts=parts),
        bank.Booking(amount="3.00", day="2026-01-12", parts=parts[:1]),
    )
    rows = await superuser.fetch("SELECT b.*, s.reference FROM bank_bookings b JOIN bank_statements s ON true")
    assert sorted(row["amount_minor"] for row in rows) == [-300, 150, 150], "parts that do not add up are not kept"
    assert "Planted" not in str([dict(row) for row in rows])
