"""What a bank says moves a transfer only when all of it fits, once, whatever it says and however often."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kit.iso20022.camt053 import Account, Entry, Part, Statement
from services.kit.iso20022.documents import Money
from services.kit.iso20022.pain001 import batch_id_of
from services.kit.iso20022.pain002 import Status, StatusReport
from services.registry.payouts.account_transfers import TRANSITIONS, AccountTransfer, TransferState
from services.registry.payouts.matching import (
    Finding,
    Known,
    KnownFile,
    match_report,
    match_statement,
    references,
)

FILE = UUID("0190b000-0000-7000-8000-0000000000f1")
IDS = [UUID(int=FILE.int + place) for place in range(1, 4)]
IBAN = "GR1601101050000010547023795"
DAY = date(2026, 2, 3)


def transfer(place: int, state: TransferState = "instructed", **fields: Any) -> AccountTransfer:
    """The transfer at a place: 10.00, 20.00, 30.00."""
    paid = {"paid_on": DAY, "paid_reference": "B1"} if state in {"paid", "returned"} else {}
    back = {"returned_on": DAY, "returned_reference": "R1"} if state == "returned" else {}
    blank: dict[str, Any] = dict.fromkeys(("reason", "paid_on", "paid_reference", "returned_on", "returned_reference"))
    return AccountTransfer(
        id=IDS[place],
        bank_file_id=FILE,
        account_share_id=UUID(int=place + 1),
        payee_id=UUID(int=place + 50),
        amount_minor=10_00 * (place + 1),
        state=state,
        **(blank | paid | back | fields),
    )


def known(*states: TransferState, sent: bool = True) -> Known:
    """A file of three transfers in these states."""
    transfers = [transfer(place, state) for place, state in enumerate(states or ("instructed",) * 3)]
    file = KnownFile(
        id=FILE, iban=IBAN, currency="EUR", sent=sent, transfer_ids=[each.id for each in transfers],
        total_minor=sum(each.amount_minor for each in transfers),
    )  # fmt: skip
    return Known(files={FILE.hex: file, batch_id_of(FILE.hex): file}, transfers={each.id: each for each in transfers})


def part(place: int, amount: int | None = None) -> Part:
    """A transfer in a booking, of its own amount unless given."""
    money = Money(amount_minor=amount or 10_00 * (place + 1), currency="EUR")
    return Part(place=f"Tx[{place}]", end_to_end_id=IDS[place].hex, money=money, reason="AC04")


def entry(*parts: Part, **fields: Any) -> Entry:
    """A booking."""
    total = sum(each.money.amount_minor for each in parts if each.money is not None)
    values: dict[str, Any] = {
        "place": "Ntry[1]", "credit": False, "reversal": False, "booked_on": DAY, "bank_reference": "B1",
        "money": Money(amount_minor=total, currency="EUR"), "file_reference": None, "parts": list(parts),
    }  # fmt: skip
    return Entry(**(values | fields))


def statement(*entries: Entry) -> Statement:
    """A statement of the account that pays."""
    return Statement(message_id="S", accounts=[Account(place="Stmt[1]", iban=IBAN, entries=list(entries))])


def report(*statuses: Status) -> StatusReport:
    """A report on the file."""
    return StatusReport(message_id="R", file_id=FILE.hex, statuses=list(statuses))


def status(place: int | None, code: str = "RJCT", **fields: Any) -> Status:
    """What is said of one transfer, or of the whole file."""
    level = "file" if place is None else "transfer"
    reference = FILE.hex if place is None else IDS[place].hex
    return Status(**({"place": "St", "level": level, "reference": reference, "code": code, "reason": "AC01"} | fields))


def outcome(finding: Finding) -> str:
    """What becomes of a finding, in a word."""
    return finding.difference or finding.outcome


WHOLE = entry(file_reference=batch_id_of(FILE.hex), money=Money(amount_minor=60_00, currency="EUR"))


@pytest.mark.parametrize(
    ("state", "booked", "sent_back", "refused"),
    [
        ("planned", "not_sent", "not_sent", "not_sent"),
        ("instructed", "applied", "not_paid", "applied"),
        ("paid", "known", "applied", "paid_already"),
        ("returned", "known", "booked_again", "returned_already"),
        ("rejected", "rejected_already", "rejected_already", "known"),
        ("withdrawn", "withdrawn_already", "withdrawn_already", "withdrawn_already"),
    ],
)
def test_each_word_in_each_state(state: TransferState, booked: str, sent_back: str, refused: str) -> None:
    credit = {"credit": True, "bank_reference": "R2"}
    (debit,) = match_statement(statement(entry(part(0))), known(state))
    (back,) = match_statement(statement(entry(part(0), **credit)), known(state))
    (rejection,) = match_report(report(status(0)), known(state))
    assert [outcome(each) for each in (debit, back, rejection)] == [booked, sent_back, refused]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("instructed",) * 3, "applied"),
        (("paid",) * 3, "known"),
        (("paid", "returned", "paid"), "known"),
        (("instructed", "paid", "instructed"), "partly_settled"),
        (("instructed", "instructed", "rejected"), "sum_differs"),
        (("withdrawn",) * 3, "partly_settled"),
    ],
)
def test_a_booking_of_the_whole_file(states: tuple[TransferState, ...], expected: str) -> None:
    (finding,) = match_statement(statement(WHOLE), known(*states))
    assert outcome(finding) == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("instructed",) * 3, "applied"),
        (("rejected",) * 3, "known"),
        (("instructed", "paid", "instructed"), "partly_settled"),
    ],
)
def test_a_refusal_of_the_whole_file(states: tuple[TransferState, ...], expected: str) -> None:
    (finding,) = match_report(report(status(None)), known(*states))
    assert outcome(finding) == expected


def test_a_file_that_never_left_is_neither_paid_nor_refused() -> None:
    for found in (
        match_statement(statement(WHOLE), known(sent=False)),
        match_statement(statement(entry(part(0))), known(sent=False)),
        match_report(report(status(None), status(0)), known(sent=False)),
    ):
        assert {outcome(each) for each in found} == {"not_sent"}


def test_another_files_transfer_is_not_this_files() -> None:
    mine = known()
    mine.transfers[IDS[0]] = msgspec.structs.replace(mine.transfers[IDS[0]], bank_file_id=UUID(int=5))
    (finding,) = match_report(report(status(0)), mine)
    assert outcome(finding) == "unknown_transfer"


def test_a_booking_whose_parts_do_not_add_up_pays_none_of_them() -> None:
    crooked = entry(part(0), part(1), money=Money(amount_minor=29_99, currency="EUR"))
    assert {outcome(each) for each in match_statement(statement(crooked), known())} == {"sum_differs"}


def test_what_is_said_twice_in_one_message_is_not_a_repetition_of_another() -> None:
    found = list(match_statement(statement(entry(part(0), part(0)), WHOLE), known()))
    assert [outcome(each) for each in found] == ["applied", "booked_again", "partly_settled"]
    twice = list(match_report(report(status(0), status(0)), known()))
    assert [outcome(each) for each in twice] == ["applied", "known"], "a refusal said twice is one refusal"


def test_a_booking_without_a_reference_of_the_bank_is_never_taken_for_a_known_one() -> None:
    again = entry(part(0), bank_reference=None)
    paid = known("paid", "paid", "paid")
    paid.transfers[IDS[0]] = msgspec.structs.replace(paid.transfers[IDS[0]], paid_reference=None)
    (finding,) = match_statement(statement(again), paid)
    assert outcome(finding) == "booked_again"


def test_paid_and_back_in_one_statement_whatever_stands_first() -> None:
    credit = entry(part(0), credit=True, bank_reference="R1")
    found = list(match_statement(statement(credit, entry(part(0))), known()))
    assert [(each.kind, outcome(each)) for each in found] == [("paid", "applied"), ("returned", "applied")]


def test_a_message_names_the_files_and_transfers_that_are_looked_up() -> None:
    files, ids = references(statement(entry(part(0), part(2)), WHOLE, entry(credit=True)))
    assert (files, ids) == ({batch_id_of(FILE.hex)}, {IDS[0], IDS[2]})
    assert references(report(status(1), status(None))) == ({FILE.hex}, {IDS[1]})


entries = st.builds(
    lambda places, credit, reference, wrong: entry(
        *(part(place, 7_00 if wrong else None) for place in places), credit=credit, bank_reference=reference
    ),
    st.lists(st.integers(min_value=0, max_value=2), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(["B1", "B2", None]),
    st.booleans(),
)
messages = st.lists(
    st.one_of(
        st.lists(entries | st.just(WHOLE), max_size=3).map(lambda some: statement(*some)),
        st.lists(
            st.builds(status, st.sampled_from([None, 0, 1, 2]), st.sampled_from(["RJCT", "ACCP"])), max_size=3
        ).map(lambda some: report(*some)),
    ),
    max_size=6,
)


@settings(max_examples=400, deadline=None)
@given(messages)
def test_whatever_a_bank_says_no_step_is_taken_twice_or_past_the_table(
    said: Sequence[Statement | StatusReport],
) -> None:
    ours = known()
    steps: Counter[tuple[str, UUID]] = Counter()
    for message in said:
        before = dict(ours.transfers)
        ours = Known(files=ours.files, transfers=ours.transfers)
        found = list(
            match_report(message, ours) if isinstance(message, StatusReport) else match_statement(message, ours)
        )
        for finding in found:
            if finding.outcome == "applied":
                steps.update((finding.kind, each) for each in finding.transfer_ids)
        for each, after in ours.transfers.items():
            path = [finding.kind for finding in found if finding.outcome == "applied" and each in finding.transfer_ids]
            state = before[each].state
            for step in path:
                assert step in TRANSITIONS.get(state, ())
                state = step
            assert state == after.state
    assert all(count == 1 for count in steps.values())
