"""A bank's file is read within limits; rubbish and attacks are refused with the place, and never expand anything."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.iso20022 import camt053, pain002
from services.kit.iso20022.documents import BYTES_MAX, MessageUnreadable, message_in
from tests import bank

HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + HEAD + "&b;</Document>"
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD + "&a;</Document>"
SENT = bank.Sent(
    "a" * 32, "a" * 32 + "-1", "1", "10.00", "Dimos", "GR1601101050000010547023795", "2026-02-03", "SLEV", "SEPA", []
)


def fault_of(read: Callable[[bytes], object], content: bytes) -> str:
    """Return what is said of a file that cannot be read."""
    with pytest.raises(MessageUnreadable) as refused:
        read(content)
    (fault,) = refused.value.members["errors"]
    assert fault.pointer == "/content"
    detail: str = fault.detail
    return detail


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"rubbish", "line 1: it is not well-formed XML."),
        (b"", "line 1: it is not well-formed XML."),
        (b"\xff\xfe<\x00", "It is not UTF-8 from byte 0 on."),
        (BOMB.encode(), "It declares a document type or entities."),
        (OUTSIDE.encode(), "It declares a document type or entities."),
        (b"<html/>", "line 1: it is not a Document of ISO 20022."),
        (b'<a xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>', "line 1: it is not a Document of ISO 20022."),
        (b"<Document>\n<a></Document>", "line 2: it is not well-formed XML."),
        (b"x" * (BYTES_MAX + 1), f"It has more than {BYTES_MAX} bytes."),
        (('<?xml version="1.0" encoding="UTF-7"?>' + HEAD + "+ADwAIQ-DOCTYPE</Document>").encode(), ""),
        ((HEAD + "<a>" * 500 + "</a>" * 500 + "</Document>").encode(), "line 1: it is not well-formed XML."),
    ],
)
def test_what_is_no_message_is_refused(content: bytes, detail: str) -> None:
    if detail:
        assert fault_of(message_in, content) == detail
    else:
        assert message_in(content)[0] == "camt.053"


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: (HEAD + text + "</Document>").encode()))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for read in (pain002.read, camt053.read):
        with pytest.raises(MessageUnreadable):
            read(content)


@given(st.data())
def test_a_message_with_a_piece_missing_is_read_or_refused(data: st.DataObject) -> None:
    whole = bank.statement(
        "GR1601101050000010547023795", bank.Booking(amount="1.00", parts=(bank.Part(end_to_end_id="a", amount="1.00"),))
    )
    start = data.draw(st.integers(min_value=0, max_value=len(whole)))
    end = data.draw(st.integers(min_value=start, max_value=len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    with contextlib.suppress(MessageUnreadable):
        camt053.read(damaged)


def test_the_place_of_what_cannot_be_used_is_said() -> None:
    good = bank.statement("GR1601101050000010547023795", bank.Booking(amount="1.00"), bank.Booking(amount="2.00"))
    wrong = good.replace(b'<Amt Ccy="EUR">2.00</Amt>', b'\n<Amt Ccy="EUR">2,00</Amt>')
    place = "Document/BkToCstmrStmt[1]/Stmt[1]/Ntry[2]/Amt[1]"
    assert fault_of(camt053.read, wrong) == f"line 2: {place} is not an amount."
    tiny = good.replace(b'<Amt Ccy="EUR">2.00</Amt>', b'<Amt Ccy="EUR">2.005</Amt>')
    assert fault_of(camt053.read, tiny) == f"line 1: {place} has more decimals than EUR."
    undated = good.replace(b"<Dt>2026-02-03</Dt></BookgDt>", b"<Dt>yesterday</Dt></BookgDt>")
    assert fault_of(camt053.read, undated).endswith("Ntry[1]/BookgDt[1] is not a date.")
    assert fault_of(pain002.read, good) == "line 1: Document is a camt.053, not a pain.002."
    assert fault_of(camt053.read, bank.report(SENT, group="ACCP")) == "line 1: Document is a pain.002, not a camt.053."
