"""What the tests of merchants begin with: shops, accounts, tills, sales and closed days."""

import base64
import itertools
from typing import Any
from uuid import UUID, uuid5

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from infra.demo.people import make_afm, make_iban
from tests import bank
from tests.clients import NAMES, Client, etag
from tests.merchants.conftest import example
from tests.rolled_back import Deliver

OFFICER = "anna merchant_officer"
SECOND = "nikos merchant_officer"
OWNER = "eleni merchant_owner"
FINANCE = "petros finance_officer"
APPROVER = "dimitra finance_approver"

serials = itertools.count(700_001)
places = itertools.count(1)


def new_id() -> UUID:
    """An id that no other fact of this run has."""
    return uuid5(NAMES, f"fact {next(places)}")


def greek_iban() -> str:
    """A valid Greek account number."""
    return make_iban("GR", f"0110105{next(serials):016d}")


def jordanian_iban() -> str:
    """A valid Jordanian account number."""
    return make_iban("JO", f"CBJO0010{next(serials):018d}")


def bank_account(**changes: Any) -> dict[str, Any]:
    """An account as entered."""
    return {"iban": greek_iban(), "holder": "Ελένη Παπαδοπούλου-Ωνάση"} | changes


def phone() -> str:
    """A Greek mobile number."""
    return f"6910{next(serials):06d}"


def application(**changes: Any) -> dict[str, Any]:
    """An application of a Greek shop."""
    return {
        "trade_name": "Παντοπωλείο Η Γωνιά",
        "kind": "private",
        "registration_number": make_afm(next(serials)),
        "categories": ["5411"],
        "contact": {"name": "Ελένη Παπαδοπούλου", "phone": phone(), "email": "eleni@example.gr"},
        "bank_account": bank_account(),
    } | changes


async def verified(client: Client, **changes: Any) -> Any:
    """A merchant whose papers and account a second officer has verified."""
    merchant = await client.post("/merchants", application(**changes), by=OFFICER)
    for account in await client.get(f"/merchants/{merchant['id']}/bank-accounts"):
        await client.post(f"/bank-accounts/{account['id']}/verify", by=SECOND)
    if merchant["kind"] == "social_enterprise":
        await client.post(f"/merchants/{merchant['id']}/originals", {"kind": "register_extract"}, by=OFFICER)
    return await client.post(f"/merchants/{merchant['id']}/verify", by=SECOND, If_Match=etag(merchant))


async def accepted(client: Client, **changes: Any) -> Any:
    """A merchant that takes cards from today on."""
    merchant = await verified(client, **changes)
    return await client.post(f"/merchants/{merchant['id']}/accept", accepting(client), by=OFFICER)


def accepting(client: Client, **changes: Any) -> dict[str, Any]:
    """An acceptance from the client's today on."""
    return {"accepted_from": client.now[:10], "agreement_signed_on": client.now[:10]} | changes


def public_key() -> str:
    """The public half of a key that a till has just made."""
    raw = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def outlet(client: Client, merchant: Any, **changes: Any) -> Any:
    """An outlet of a merchant."""
    body = {"name": "Κεντρικό", "area": "Ελευθερούπολη", "address": "Φιλίππου 4"} | changes
    return await client.post(f"/merchants/{merchant['id']}/outlets", body)


async def code(client: Client) -> Any:
    """A code by which a till can enrol at a new merchant's outlet."""
    place = await outlet(client, await accepted(client))
    return await client.post(f"/outlets/{place['id']}/enrolment-codes")


async def till(client: Client) -> Any:
    """An enrolled till."""
    given = await code(client)
    return await client.post("/till-enrolments", {"code": given["code"], "public_key": public_key()}, by="-")


def payment(client: Client, merchant_id: str, **changes: Any) -> bytes:
    """A sale of 36.00 with a bonus of 1.80 (in two decimals) at a merchant on 3 February."""
    return message(client, "cards.payment_captured.v1", new_id(), {"merchant_id": merchant_id} | changes)


def refund(client: Client, merchant_id: str, **changes: Any) -> bytes:
    """A refund of 10.00 with 0.50 of bonus."""
    content = {"merchant_id": merchant_id, "refund_id": str(new_id())} | changes
    return message(client, "cards.payment_refunded.v1", new_id(), content)


def respend(client: Client, payer_id: str, payee_id: str, amount_minor: int, bonus_minor: int) -> bytes:
    """A shop that pays another one."""
    paid = {"payer_id": payer_id, "payee_id": payee_id, "amount_minor": amount_minor, "bonus_minor": bonus_minor}
    return message(client, "cards.respend_made.v1", new_id(), paid)


def day_closed(client: Client, settlement_date: str, *totals: tuple[str, int, int, int], respends: int = 0) -> bytes:
    """A closed day with (merchant, payments, refunds, net) in the tenant's currency; each has so many re-spends."""
    listed = [
        {
            "merchant_id": merchant_id,
            "currency": client.tenant.currency,
            "payments_count": payments,
            "refunds_count": refunds,
            "respends_count": respends,
            "net_minor": net,
        }
        for merchant_id, payments, refunds, net in totals
    ]
    content = {"settlement_date": settlement_date, "totals": listed}
    return message(client, "cards.settlement_day_closed.v1", new_id(), content)


def message(client: Client, type: str, subject: UUID, content: dict[str, Any]) -> bytes:
    """An event like the contract's example, the first of another aggregate and of the client's tenant."""
    like = example(type)
    key = "settlement_day_id" if "settlement_day" in type else "respend_id" if "respend" in type else "payment_id"
    told = msgspec.json.decode(like.data) | {"currency": client.tenant.currency, key: str(subject)} | content
    if "settlement_day" in type:
        del told["currency"]
    return msgspec.json.encode(
        msgspec.structs.replace(
            like,
            id=new_id(),
            subject=subject,
            sequence=1,
            municipality=client.tenant.id,
            data=msgspec.Raw(msgspec.json.encode(told)),
        )
    )


async def settled(client: Client, deliver: Deliver, *sales: tuple[str, int], day: str = "2026-02-03") -> None:
    """A closed day on which each merchant has sold (or, below zero, only given back) for an amount."""
    totals = []
    for merchant_id, amount in sales:
        figures = {"amount_minor": abs(amount), "bonus_minor": 0, "settlement_date": day}
        make = payment if amount > 0 else refund
        await deliver(make(client, merchant_id, **figures))
        totals.append((merchant_id, int(amount > 0), int(amount < 0), amount))
    await deliver(day_closed(client, day, *totals))


async def proposed(client: Client, settlement_date: str = "2026-02-03") -> Any:
    """A bank file that waits for its second person."""
    return await client.post("/bank-files", {"settlement_date": settlement_date}, by=FINANCE)


async def written(client: Client, settlement_date: str = "2026-02-03") -> Any:
    """A bank file that was approved and written."""
    file = await proposed(client, settlement_date)
    approval = {"payload_hash": file["payload_hash"]}
    return await client.post(f"/bank-files/{file['id']}/approve", approval, by=APPROVER)


OPEN_TERMS: dict[str, Any] = {
    "funded_by": "pot", "categories": [], "areas": [], "minimum_minor": 0, "household_month_minor_max": None,
    "stacks": False,
}  # fmt: skip
"""An offer that says nothing more than what it gives, where and when."""


def offer(**changes: Any) -> dict[str, Any]:
    """An offer of 5 % at social enterprises, at most 3.00 a payment, for the year 2026."""
    body = {
        "programme": "gmi",
        "bonus_basis_points": 500,
        "bonus_minor_max": 300,
        "valid_from": "2026-02-01",
        "valid_until": "2026-12-31",
    }
    kind = {} if "merchant_id" in changes else {"merchant_kind": "social_enterprise"}
    return body | kind | changes


async def sent(client: Client, file: Any) -> bank.Sent:
    """A written file as the bank takes it in."""
    answer = await client.send("GET", f"/bank-files/{file['id']}/content", by=FINANCE)
    return bank.take(answer.content)


async def answered(client: Client, content: bytes, *, status: int = 201) -> Any:
    """What becomes of a file of the bank that the finance office reads."""
    token = client.token(*FINANCE.split())
    headers = {"Authorization": f"Bearer {token}", "Koinon-Time": client.now}
    answer = await client.http.post("/bank-answers", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def dispute(client: Client, merchant_id: str) -> bytes:
    """A holder disputes 10.00 of a sale of this merchant."""
    return of_dispute(client, "opened", new_id(), 1, {"merchant_id": merchant_id})


def dispute_delayed(client: Client, opened: Any) -> bytes:
    """Nobody has decided a dispute in time."""
    return of_dispute(client, "delayed", UUID(opened["id"]), 2, {"merchant_id": opened["merchant_id"]})


def dispute_closed(client: Client, opened: Any, outcome: str, given_back: bytes) -> bytes:
    """A dispute has ended after it was delayed; when it is upheld, by what was given back."""
    refund_id = msgspec.json.decode(given_back)["data"]["refund_id"] if outcome == "upheld" else None
    content = {"merchant_id": opened["merchant_id"], "outcome": outcome, "refund_id": refund_id}
    return of_dispute(client, "closed", UUID(opened["id"]), 3, content)


def of_dispute(client: Client, what: str, dispute_id: UUID, sequence: int, content: dict[str, Any]) -> bytes:
    """What cards says of a dispute, like the contract's example."""
    like = example(f"cards.dispute_{what}.v1")
    told = msgspec.json.decode(like.data) | {"dispute_id": str(dispute_id)} | content
    return msgspec.json.encode(
        msgspec.structs.replace(
            like,
            id=new_id(),
            subject=dispute_id,
            sequence=sequence,
            municipality=client.tenant.id,
            data=msgspec.Raw(msgspec.json.encode(told)),
        )
    )
