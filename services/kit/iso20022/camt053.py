"""An account's statement: camt.053, of any version from .02 on. Names and texts in it are not read."""

import re
from datetime import date
from typing import Final

import msgspec

from services.kit.iso20022.documents import Money, Node, message_in, refuse

NOT_PROVIDED: Final = "NOTPROVIDED"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One transfer within a booking. `money` is absent where the bank gives only the booking's amount."""

    place: str
    end_to_end_id: str
    money: Money | None
    reason: str | None
    """Why it came back, as a code (AC04: the account is closed)."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One booking. A credit that names one of our transfers is that transfer coming back."""

    place: str
    credit: bool
    reversal: bool
    """It undoes an earlier booking of the bank's."""
    booked_on: date
    money: Money
    bank_reference: str | None
    file_reference: str | None
    """The id of the file or batch that was booked as one."""
    parts: list[Part]


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What an account holds on a day; below zero where the bank lends."""

    day: date
    amount_minor: int
    currency: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account's statement; what is announced and not booked yet is left out."""

    place: str
    iban: str | None
    entries: list[Entry]
    reference: str | None = None
    """The id that the bank gave this statement."""
    sequence: int | None = None
    """Its number: each is one more than the one before, as far as the bank counts them."""
    opening: Balance | None = None
    closing: Balance | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A file of statements."""

    message_id: str
    accounts: list[Account]


def read(content: bytes) -> Statement:
    """Read a file of statements. Raises MessageUnreadable with the place of what cannot be used."""
    kind, root = message_in(content)
    if kind != "camt.053":
        refuse(root, f"is a {kind}, not a camt.053")
    message = root.need("BkToCstmrStmt")
    return Statement(
        message_id=message.text("GrpHdr/MsgId") or refuse(message, "has no GrpHdr/MsgId"),
        accounts=[_account(each) for each in message.each("Stmt")],
    )


def _account(node: Node) -> Account:
    booked = [entry for entry in node.each("Ntry") if (entry.text("Sts") or entry.text("Sts/Cd")) == "BOOK"]
    balances = {code: each for each in node.each("Bal") if (code := each.text("Tp/CdOrPrtry/Cd")) is not None}
    opening, closing = balances.get("OPBD") or balances.get("PRCD"), balances.get("CLBD")
    return Account(
        place=node.path,
        iban=node.text("Acct/Id/IBAN"),
        entries=[_entry(entry) for entry in booked],
        reference=node.reference("Id"),
        sequence=_sequence(node),
        opening=None if opening is None else _balance(opening),
        closing=None if closing is None else _balance(closing),
    )


def _sequence(node: Node) -> int | None:
    """The electronic number counts what was sent; the legal one, where a bank gives only that, counts statements."""
    given = node.text("ElctrncSeqNb") or node.text("LglSeqNb")
    if given is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", given):
        refuse(node, "has a number that is none")
    return int(given)


def _balance(node: Node) -> Balance:
    money = node.money("Amt") or refuse(node, "has no Amt")
    sign = -1 if _is_debit(node) else 1
    day = node.day("Dt") or refuse(node, "has no Dt")
    return Balance(day=day, amount_minor=sign * money.amount_minor, currency=money.currency)


def _is_debit(node: Node) -> bool:
    direction = node.text("CdtDbtInd")
    if direction not in {"CRDT", "DBIT"}:
        refuse(node, "has no CdtDbtInd")
    return direction == "DBIT"


def _entry(node: Node) -> Entry:
    money = node.money("Amt") or refuse(node, "has no Amt")
    details = [detail for details in node.each("NtryDtls") for detail in details.each("TxDtls")]
    named = [detail for detail in details if _end_to_end_id(detail) is not None]
    return Entry(
        place=node.path,
        credit=not _is_debit(node),
        reversal=node.text("RvslInd") in {"true", "1"},
        booked_on=node.day("BookgDt") or node.day("ValDt") or refuse(node, "has no BookgDt"),
        money=money,
        bank_reference=node.reference("AcctSvcrRef"),
        file_reference=_file_reference(node, details),
        parts=[_part(detail, money if len(details) == 1 else None) for detail in named],
    )


def _end_to_end_id(detail: Node) -> str | None:
    found = detail.text("Refs/EndToEndId")
    return None if found == NOT_PROVIDED else found


def _file_reference(node: Node, details: list[Node]) -> str | None:
    """A booking of a whole batch names it in Btch, or in a detail that names no single transfer."""
    batch = node.find("NtryDtls/Btch")
    named = [batch.text("PmtInfId") or batch.text("MsgId")] if batch is not None else []
    named += [each.text("Refs/PmtInfId") or each.text("Refs/MsgId") for each in details if not _end_to_end_id(each)]
    return next((reference for reference in named if reference), None)


def _part(detail: Node, otherwise: Money | None) -> Part:
    return Part(
        place=detail.path,
        end_to_end_id=_end_to_end_id(detail) or "",
        money=detail.money("Amt") or detail.money("AmtDtls/TxAmt/Amt") or otherwise,
        reason=detail.code("RtrInf/Rsn/Cd") or detail.code("RtrInf/Rsn/Prtry"),
    )
