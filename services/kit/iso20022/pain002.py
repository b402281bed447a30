"""What the bank says of an order: pain.002, a customer payment status report, of any version from .03 on."""

from typing import Literal

import msgspec

from services.kit.iso20022.documents import Money, Node, message_in, refuse

Level = Literal["file", "batch", "transfer"]


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a file, of one of its batches or of one transfer. `code` is RJCT, ACCP, ACSC, PART …"""

    place: str
    level: Level
    reference: str | None
    """The original message's, batch's or transfer's (end-to-end) id, as the bank gives it back."""
    code: str
    reason: str | None
    money: Money | None = None
    count: int | None = None
    """How many transfers the bank counted; of a file or batch."""
    control_sum: str | None = None
    """The bank's sum of a file or batch, without a currency."""


class StatusReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report: of which file, and each status in the order of the document."""

    message_id: str
    file_id: str
    statuses: list[Status]


def read(content: bytes) -> StatusReport:
    """Read a report. Raises MessageUnreadable with the place of what cannot be used."""
    kind, root = message_in(content)
    if kind != "pain.002":
        refuse(root, f"is a {kind}, not a pain.002")
    report = root.need("CstmrPmtStsRpt")
    group = report.need("OrgnlGrpInfAndSts")
    statuses = _said_of(group, "file", ("OrgnlMsgId", "GrpSts", "OrgnlNbOfTxs", "OrgnlCtrlSum"))
    for batch in report.each("OrgnlPmtInfAndSts"):
        statuses += _said_of(batch, "batch", ("OrgnlPmtInfId", "PmtInfSts", "OrgnlNbOfTxs", "OrgnlCtrlSum"))
        statuses += [_of_transfer(transfer) for transfer in batch.each("TxInfAndSts") if transfer.text("TxSts")]
    return StatusReport(
        message_id=_need_text(report, "GrpHdr/MsgId"), file_id=_need_text(group, "OrgnlMsgId"), statuses=statuses
    )


def _said_of(node: Node, level: Level, names: tuple[str, str, str, str]) -> list[Status]:
    reference, status, count, control_sum = names
    code = node.code(status)
    if code is None:
        return []
    counted = node.text(count)
    if counted is not None and not (counted.isascii() and counted.isdecimal() and len(counted) <= 15):
        refuse(node.need(count), "is not a number")
    return [
        Status(
            place=node.path,
            level=level,
            reference=node.text(reference),
            code=code,
            reason=_reason(node),
            count=None if counted is None else int(counted),
            control_sum=node.text(control_sum),
        )
    ]


def _of_transfer(node: Node) -> Status:
    return Status(
        place=node.path,
        level="transfer",
        reference=node.text("OrgnlEndToEndId"),
        code=node.code("TxSts") or refuse(node, "has a TxSts that is no code"),
        reason=_reason(node),
        money=node.money("OrgnlTxRef/Amt/InstdAmt"),
    )


def _reason(node: Node) -> str | None:
    return node.code("StsRsnInf/Rsn/Cd") or node.code("StsRsnInf/Rsn/Prtry")


def _need_text(node: Node, path: str) -> str:
    return node.text(path) or refuse(node, f"has no {path}")
