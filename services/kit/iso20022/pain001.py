"""A bank file: ISO 20022 pain.001.001.09, a customer's order to pay many creditors, for any currency.

One writer for SEPA (EUR, service level SEPA, IBAN only) and for Jordan (JOD, no service level, BICs where they are
known). A file is one batch, which the bank may book as one debit. No purpose is stated: a bank need not know why.
"""

from datetime import date, datetime

import msgspec
from lxml import etree

from services.kit.iso20022.amounts import amount_text

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
REMITTANCE_LENGTH_MAX = 140


class Payer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose account pays. `service_level` is SEPA, or absent outside it; only within it the BIC may be unknown."""

    name: str
    iban: str
    bic: str | None = None
    service_level: str | None = None


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """One order to pay. `end_to_end_id` comes back with the bank's answers; name and remittance are in its letters."""

    end_to_end_id: str
    name: str
    iban: str
    amount_minor: int
    remittance: str
    bic: str | None = None


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """A file's content."""

    message_id: str
    created_at: datetime
    execution_date: date
    currency: str
    payer: Payer
    transfers: list[Transfer]


def batch_id_of(message_id: str) -> str:
    """Return the id of a file's one batch."""
    return f"{message_id}-1"


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
    _add(payment, "PmtInfId", batch_id_of(instruction.message_id))
    _add(payment, "PmtMtd", "TRF")
    _add(payment, "BtchBookg", "true")
    _add(payment, "NbOfTxs", str(len(instruction.transfers)))
    _add(payment, "CtrlSum", control_sum)
    if payer.service_level is not None:
        _add(_add(_add(payment, "PmtTpInf"), "SvcLvl"), "Cd", payer.service_level)
    _add(_add(payment, "ReqdExctnDt"), "Dt", instruction.execution_date.isoformat())
    _add(_add(payment, "Dbtr"), "Nm", payer.name)
    _add(_add(_add(payment, "DbtrAcct"), "Id"), "IBAN", payer.iban)
    _write_bank(_add(payment, "DbtrAgt"), payer.bic)
    # In SEPA each side bears its own bank's costs and SLEV is the only code; elsewhere they are shared.
    _add(payment, "ChrgBr", "SLEV" if payer.service_level == "SEPA" else "SHAR")


def _write_transfer(payment: etree._Element, transfer: Transfer, currency: str) -> None:
    order = _add(payment, "CdtTrfTxInf")
    _add(_add(order, "PmtId"), "EndToEndId", transfer.end_to_end_id)
    amount = _add(_add(order, "Amt"), "InstdAmt", amount_text(transfer.amount_minor, currency))
    amount.set("Ccy", currency)
    if transfer.bic is not None:
        _write_bank(_add(order, "CdtrAgt"), transfer.bic)
    _add(_add(order, "Cdtr"), "Nm", transfer.name)
    _add(_add(_add(order, "CdtrAcct"), "Id"), "IBAN", transfer.iban)
    _add(_add(order, "RmtInf"), "Ustrd", transfer.remittance[:REMITTANCE_LENGTH_MAX])


def _write_bank(agent: etree._Element, bic: str | None) -> None:
    institution = _add(agent, "FinInstnId")
    if bic is None:
        # The schema demands the element; with an IBAN alone this is what EPC132-08 lets stand in it.
        _add(_add(institution, "Othr"), "Id", "NOTPROVIDED")
    else:
        _add(institution, "BICFI", bic)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, _tag(name))
    child.text = text
    return child
