"""A bank as our services see it from outside: takes a pain.001, answers by pain.002, books by camt.053.

It shares no line with our writer and readers: orders are found by XPath in what was sent, answers are put together as
text, and each message that comes or goes has to be valid by its ISO schema.
"""

from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import msgspec
import sepaxml
from lxml import etree

FOLDER: Final = Path(__file__).parent / "kit" / "iso20022" / "schemas"
SENT: Final = etree.XMLSchema(file=str(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"))
SCHEMAS: Final = {path.stem: etree.XMLSchema(file=str(path)) for path in sorted(FOLDER.glob("*.xsd"))}
NAMES: Final = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


class Order(msgspec.Struct, frozen=True):
    """One transfer as the bank finds it in a file."""

    end_to_end_id: str
    amount: str
    currency: str
    name: str
    iban: str
    bic: str | None


class Sent(msgspec.Struct, frozen=True):
    """A file as the bank finds it."""

    message_id: str
    batch_id: str
    count: str
    total: str
    debtor: str
    iban: str
    execution_date: str
    charges: str
    service_level: str | None
    orders: list[Order]


def texts(node: Any, path: str) -> list[str]:
    """Return the texts at an XPath."""
    return [str(each) for each in node.xpath(f"{path}/text()", namespaces=NAMES)]


def take(content: bytes) -> Sent:
    """Take a file in, as the bank's portal does: valid by the schema, sums and counts right."""
    document: Any = etree.fromstring(content)
    SENT.assertValid(document)
    orders = [
        Order(
            texts(node, "p:PmtId/p:EndToEndId")[0],
            texts(node, "p:Amt/p:InstdAmt")[0],
            node.xpath("string(p:Amt/p:InstdAmt/@Ccy)", namespaces=NAMES),
            texts(node, "p:Cdtr/p:Nm")[0],
            texts(node, "p:CdtrAcct/p:Id/p:IBAN")[0],
            next(iter(texts(node, "p:CdtrAgt/p:FinInstnId/p:BICFI")), None),
        )
        for node in document.xpath("//p:CdtTrfTxInf", namespaces=NAMES)
    ]
    totals = texts(document, "//p:CtrlSum")
    assert set(texts(document, "//p:NbOfTxs")) == {str(len(orders))}
    assert len(set(totals)) == 1
    return Sent(
        texts(document, "//p:GrpHdr/p:MsgId")[0],
        texts(document, "//p:PmtInf/p:PmtInfId")[0],
        str(len(orders)),
        totals[0],
        texts(document, "//p:PmtInf/p:Dbtr/p:Nm")[0],
        texts(document, "//p:DbtrAcct/p:Id/p:IBAN")[0],
        texts(document, "//p:ReqdExctnDt/p:Dt")[0],
        texts(document, "//p:ChrgBr")[0],
        next(iter(texts(document, "//p:SvcLvl/p:Cd")), None),
        orders,
    )


def tag(name: str, *inner: str | None) -> str:
    """Return an element around others; nothing when there is nothing in it."""
    text = "".join(each for each in inner if each)
    return f"<{name}>{text}</{name}>" if text else ""


def document(message: str, *inner: str) -> bytes:
    """Return a message, valid by its schema."""
    text = f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}">'
    content = (text + "".join(inner) + "</Document>").encode()
    SCHEMAS[message].assertValid(etree.fromstring(content))
    return content


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the bank says of one transfer in a pain.002."""

    end_to_end_id: str
    status: str
    reason: str | None = None
    amount: tuple[str, str] | None = None
    """With its currency."""


def report(
    sent: Sent, *said: Said, group: str | None = None, batch: str | None = None, version: str = "12", **changes: str
) -> bytes:
    """Answer a file by pain.002. `changes` puts other texts in place of message_id, count, total, reason."""
    reason = tag("StsRsnInf", tag("Rsn", tag("Cd", changes.get("reason"))))
    counted = tag("OrgnlNbOfTxs", changes.get("count", sent.count)) + tag(
        "OrgnlCtrlSum", changes.get("total", sent.total)
    )
    transfers = "".join(
        tag(
            "TxInfAndSts",
            tag("OrgnlEndToEndId", each.end_to_end_id),
            tag("TxSts", each.status),
            tag("StsRsnInf", tag("Rsn", tag("Cd", each.reason))),
            each.amount
            and tag("OrgnlTxRef", tag("Amt", f'<InstdAmt Ccy="{each.amount[1]}">{each.amount[0]}</InstdAmt>')),
        )
        for each in said
    )
    return document(
        f"pain.002.001.{version}",
        tag(
            "CstmrPmtStsRpt",
            tag("GrpHdr", tag("MsgId", changes.get("id", "RPT-1")), tag("CreDtTm", "2026-02-02T11:00:00")),
            tag(
                "OrgnlGrpInfAndSts",
                tag("OrgnlMsgId", changes.get("message_id", sent.message_id)),
                tag("OrgnlMsgNmId", "pain.001.001.09"),
                counted,
                tag("GrpSts", group),
                reason if group == "RJCT" else "",
            ),
            tag(
                "OrgnlPmtInfAndSts",
                tag("OrgnlPmtInfId", changes.get("batch_id", sent.batch_id)),
                tag("PmtInfSts", batch),
                transfers,
            )
            if said or batch
            else "",
        ),
    )


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One transfer in a booking."""

    end_to_end_id: str
    amount: str | None = None
    reason: str | None = None
    name: str = "Eleni Papadopoulou"


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A booking on the account; with `batch_id` of a whole file."""

    amount: str
    credit: bool = False
    status: str = "BOOK"
    reversal: bool = False
    day: str = "2026-02-03"
    reference: str | None = "2026020300017"
    batch_id: str | None = None
    parts: tuple[Part, ...] = ()


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A statement's own id, number and day, and the balances that it begins and ends with."""

    reference: str = "2026-023"
    sequence: int | None = 23
    day: str = "2026-02-03"
    opening: str = "1000000.00"
    closing: str = "1000000.00"


def statement(
    iban: str,
    *bookings: Booking,
    currency: str = "EUR",
    version: str = "08",
    message_id: str = "STM-1",
    number: Number = Number(),  # noqa: B008 - it is frozen
) -> bytes:
    """Return an account's statement by camt.053."""
    sequence = "" if number.sequence is None else tag("ElctrncSeqNb", str(number.sequence))
    return document(
        f"camt.053.001.{version}",
        tag(
            "BkToCstmrStmt",
            tag("GrpHdr", tag("MsgId", message_id), tag("CreDtTm", "2026-02-04T06:00:00+02:00")),
            tag(
                "Stmt",
                tag("Id", number.reference),
                sequence,
                tag("CreDtTm", "2026-02-04T06:00:00+02:00"),
                tag("Acct", tag("Id", tag("IBAN", iban)), tag("Ccy", currency)),
                _balance("OPBD", currency, number.opening, number.day),
                _balance("CLBD", currency, number.closing, number.day),
                *(_entry(each, currency, version) for each in bookings),
            ),
        ),
    )


def _balance(code: str, currency: str, amount: str, day: str) -> str:
    """A balance below zero is a debit."""
    given = f'<Amt Ccy="{currency}">{amount.removeprefix("-")}</Amt>'
    direction = tag("CdtDbtInd", "DBIT" if amount.startswith("-") else "CRDT")
    return tag("Bal", tag("Tp", tag("CdOrPrtry", tag("Cd", code))), given, direction, tag("Dt", tag("Dt", day)))


def _entry(booking: Booking, currency: str, version: str) -> str:
    direction = tag("CdtDbtInd", "CRDT" if booking.credit else "DBIT")
    family = tag("Fmly", tag("Cd", "RCDT" if booking.credit else "ICDT"), tag("SubFmlyCd", "RRTN"))
    batch = tag("Btch", tag("PmtInfId", booking.batch_id), tag("NbOfTxs", "1")) if booking.batch_id else ""
    parts = "".join(_part(part, direction, currency, version) for part in booking.parts)
    return tag(
        "Ntry",
        f'<Amt Ccy="{currency}">{booking.amount}</Amt>',
        direction,
        tag("RvslInd", "true") if booking.reversal else "",
        tag("Sts", booking.status if version == "02" else tag("Cd", booking.status)),
        tag("BookgDt", tag("Dt", booking.day)),
        tag("ValDt", tag("Dt", booking.day)),
        tag("AcctSvcrRef", booking.reference),
        tag("BkTxCd", tag("Domn", tag("Cd", "PMNT"), family)),
        tag("NtryDtls", batch, parts),
    )


def _part(part: Part, direction: str, currency: str, version: str) -> str:
    amount = part.amount and f'<Amt Ccy="{currency}">{part.amount}</Amt>'
    creditor = tag("Nm", escape(part.name)) if version == "02" else tag("Pty", tag("Nm", escape(part.name)))
    return tag(
        "TxDtls",
        tag("Refs", tag("EndToEndId", part.end_to_end_id)),
        (amount or "") + direction if amount and version != "02" else "",
        tag("AmtDtls", tag("TxAmt", amount)) if version == "02" else "",
        tag("RltdPties", tag("Cdtr", creditor)),
        tag("RmtInf", tag("Ustrd", "Payment for 02/2026")),
        tag("RtrInf", tag("Rsn", tag("Cd", part.reason))),
    )
