"""A bank file: ISO 20022 pain.001.001.09, a customer's order to pay many creditors, for any currency.

One writer for SEPA (EUR, service level SEPA) and for Jordan (JOD, no service level): how many decimals an amount has is
the currency's (ISO 4217, from babel), where libraries made for SEPA write every amount with two.
"""

from datetime import date, datetime
from decimal import Decimal

import msgspec
from babel.numbers import get_currency_precision
from lxml import etree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
REMITTANCE_LENGTH_MAX = 140


class Payer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose account pays. `service_level` is SEPA, or absent outside it."""

    name: str
    iban: str
    bic: str
    service_level: str | None = None


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """One order to pay. `end_to_end_id` comes back with the bank's answers; the name is in Latin letters."""

    end_to_end_id: str
    name: str
    iban: str
    amount_minor: int
    remittance: str


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """A file's content."""

    message_id: str
    created_at: datetime
    execution_date: date
    currency: str
    payer: Payer
    transfers: list[Transfer]


def amount_text(amount_minor: int, currency: str) -> str:
    """Return an amount in the currency's own decimals: 12345 is 123.45 in EUR and 12.345 in JOD."""
    return f"{Decimal(amount_minor).scaleb(-get_currency_precision(currency)):f}"


def write(instruction: Instruction) -> bytes:
    """Return the file. The same instruction gives the same bytes."""
    document = etree.Element(_tag("Document"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    initiation = _add(document, "CstmrCdtTrfInitn")
    control_sum = amount_text(sum(each.amount_minor for each in instruction.transfers), instruction.currency)
    header = _add(initiation, "GrpHdr")
    _add(header, "MsgId", instruction.message_id)
    _add(header, "CreDtTm", instruction.created_at.replace(microsecond=0).isoformat())
    _add(header, "NbOfTxs", str(len(instruction.transfers)))
    _add(header, "CtrlSum", control_sum)
    _add(_add(header, "InitgPty"), "Nm", instruction.payer.name)
    payment = _add(initiation, "PmtInf")
    _write_payer(payment, instruction, control_sum)
    for transfer in instruction.transfers:
        _write_transfer(payment, transfer, instruction.currency)
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _write_payer(payment: etree._Element, instruction: Instruction, control_sum: str) -> None:
    payer = instruction.payer
    _add(payment, "PmtInfId", f"{instruction.message_id}-1")
    _add(payment, "PmtMtd", "TRF")
    _add(payment, "BtchBookg", "true")
    _add(payment, "NbOfTxs", str(len(instruction.transfers)))
    _add(payment, "CtrlSum", control_sum)
    if payer.service_level is not None:
        _add(_add(_add(payment, "PmtTpInf"), "SvcLvl"), "Cd", payer.service_level)
    _add(_add(payment, "ReqdExctnDt"), "Dt", instruction.execution_date.isoformat())
    _add(_add(payment, "Dbtr"), "Nm", payer.name)
    _add(_add(_add(payment, "DbtrAcct"), "Id"), "IBAN", payer.iban)
    _add(_add(_add(payment, "DbtrAgt"), "FinInstnId"), "BICFI", payer.bic)
    # In SEPA each side bears its own bank's costs and SLEV is the only code; elsewhere they are shared.
    _add(payment, "ChrgBr", "SLEV" if payer.service_level == "SEPA" else "SHAR")


def _write_transfer(payment: etree._Element, transfer: Transfer, currency: str) -> None:
    order = _add(payment, "CdtTrfTxInf")
    _add(_add(order, "PmtId"), "EndToEndId", transfer.end_to_end_id)
    amount = _add(_add(order, "Amt"), "InstdAmt", amount_text(transfer.amount_minor, currency))
    amount.set("Ccy", currency)
    _add(_add(order, "Cdtr"), "Nm", transfer.name)
    _add(_add(_add(order, "CdtrAcct"), "Id"), "IBAN", transfer.iban)
    _add(_add(order, "RmtInf"), "Ustrd", transfer.remittance[:REMITTANCE_LENGTH_MAX])


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, _tag(name))
    child.text = text
    return child
