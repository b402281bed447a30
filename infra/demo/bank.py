"""A bank of the demo: it pays a bank file as it stands and books it in one sum, as an ISO 20022 account statement."""

from datetime import date
from typing import Any

from lxml import etree

PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def book(ordered: bytes, day: date) -> bytes:
    """Return the camt.053 in which the bank says that it has paid a pain.001 on a day."""
    order = etree.fromstring(ordered)

    def told(path: str) -> str:
        """Return the first text at an XPath of the order."""
        found: Any = order.xpath(f"string({path})", namespaces=PAIN)
        return str(found)

    sum_of_all, currency = told("//p:CtrlSum"), told("//p:InstdAmt/@Ccy")
    amount, booked = f'<Amt Ccy="{currency}">{sum_of_all}</Amt>', f"{day.isoformat()}T18:00:00Z"
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{amount}<CdtDbtInd>{direction}</CdtDbtInd>"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
        for code, direction in (("OPBD", "CRDT"), ("CLBD", "CRDT"))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="{CAMT}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{told('//p:MsgId')}</MsgId><CreDtTm>{booked}</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{day}</Id><CreDtTm>{booked}</CreDtTm>"
        f"<Acct><Id><IBAN>{told('//p:DbtrAcct/p:Id/p:IBAN')}</IBAN></Id><Ccy>{currency}</Ccy></Acct>{balances}"
        f"<Ntry>{amount}<CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls><Btch><PmtInfId>{told('//p:PmtInfId')}</PmtInfId></Btch></NtryDtls></Ntry>"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()
