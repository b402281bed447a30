"""Households with an account share, runs that pay them, files and the bank's answers to them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from contracts.cards import AccountShare, RunFundsReserved
from contracts.envelope import Envelope, encode
from infra.demo.people import make_iban
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests import bank
from tests.clients import Client, etag, expect
from tests.registry import factories
from tests.rolled_back import Deliver

FINANCE = "petros finance_officer"
APPROVER = "dimitra finance_approver"
PAYERS: dict[str, dict[str, Any]] = {
    "EUR": {"name": "Δήμος Παγγαίου", "iban": "GR1601101050000010547023795"},
    "JOD": {"name": "JOHUD Al-Koura", "iban": "JO94CBJO0010000000000131000302", "bic": "CBJOJOAX"},
}

OTHER_IBAN = "GR1601101050000010547023795"

FAMILIES = ("Αλεξίου", "Βλάχου", "Γκίκα", "Δήμου", "Ζαχαρίου", "Θεοδώρου", "Καραγιάννη", "Ξένου", "Ράπτη", "Ψαρά")


def alone(**fields: Any) -> dict[str, Any]:
    """A household of one person, whom nobody takes for another one."""
    serial = next(factories.serials)
    born_on = f"{1960 + serial % 35}-{1 + serial % 12:02d}-{1 + serial % 28:02d}"
    family = FAMILIES[serial % len(FAMILIES)]
    entered = factories.person(born_on, family_name=family, phone=f"69{serial:08d}") | fields
    return {
        "members": [{"person": entered, "relation": "applicant", "work": "registered_unemployed"}],
        "address": {"street": "Φιλίππων 12", "postal_code": "64100", "town": "Ελευθερούπολη"},
    }


async def member(client: Client, **fields: Any) -> dict[str, Any]:
    """A household of one with a right to the benefit; returns its membership."""
    formed = await client.post("/households", alone(**fields))
    case = await client.post("/applications", factories.application(formed))
    moved = await client.post(f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case))
    by, body = "eleni supervisor", {"outcome": "approved"}
    expect(await client.send("POST", f"/applications/{case['id']}/decide", body, by=by, If_Match=etag(moved)), 200, 201)
    (membership,) = (await client.get(f"/memberships?household_id={formed['id']}"))["items"]
    found: dict[str, Any] = membership
    return found


async def account_proposed(client: Client, person_id: str, iban: str = OTHER_IBAN) -> dict[str, Any]:
    """Another account of a person, which waits for a second person."""
    change: dict[str, Any] = await client.post(
        f"/persons/{person_id}/account-changes", {"iban": iban}, by="maria caseworker"
    )
    return change


async def account_confirmed(client: Client, person_id: str, iban: str = OTHER_IBAN) -> dict[str, Any]:
    """Another account of a person, whose cooling time runs."""
    change = await account_proposed(client, person_id, iban)
    confirmed: dict[str, Any] = await client.post(
        f"/account-changes/{change['id']}/confirm", by="eleni supervisor", If_Match=etag(change)
    )
    return confirmed


def jordanian(**fields: Any) -> dict[str, Any]:
    """The fields of a person in Jordan, with an Arabic name."""
    serial = next(factories.serials)
    return {
        "given_name": "سارة",
        "family_name": "الحسن",
        "born_on": f"{1960 + serial % 35}-03-{1 + serial % 28:02d}",
        "identifiers": [{"kind": "jordan_personal_number", "number": f"9{serial:09d}"}],
        "phone": None,
        "iban": make_iban("JO", f"CBJO0010{serial:018d}"),
    } | fields


def told(
    client: Client,
    run_id: UUID,
    shares: Sequence[AccountShare],
    *,
    sequence: int = 1,
    currency: str = "EUR",
    month: date = date(2026, 2, 1),
) -> bytes:
    """What cards says of a run's reserved money."""
    event = RunFundsReserved(
        run_id=run_id,
        programme="gmi",
        budget_line_id=UUID("0190b000-0000-7000-8000-000000000010"),
        month=month,
        currency=currency,
        account_shares=list(shares),
    )
    return encode(
        Envelope(
            specversion="1.0",
            id=uuid7(),
            source="/cards",
            type=RunFundsReserved.type,
            subject=run_id,
            time=datetime(2026, 1, 27, 10, tzinfo=UTC),
            sequence=sequence,
            municipality=client.tenant.id,
            data=msgspec.Raw(msgspec.json.encode(event)),
        )
    )


def share_of(membership: dict[str, Any], amount_minor: int = 108_00) -> AccountShare:
    """A membership's share of a run."""
    return AccountShare(
        household_id=UUID(membership["household_id"]),
        membership_id=UUID(membership["id"]),
        amount_minor=amount_minor,
    )


async def reserved(
    client: Client, deliver: Deliver, *shares: AccountShare, currency: str = "EUR", month: date = date(2026, 2, 1)
) -> UUID:
    """A run whose money cards has reserved."""
    run_id = uuid4()
    assert await deliver(told(client, run_id, shares, currency=currency, month=month)) is Outcome.APPLIED
    return run_id


async def debtor_account(client: Client, currency: str = "EUR", **fields: Any) -> dict[str, Any]:
    """An account that may pay, entered by one and verified by another."""
    entered = await client.post(
        "/debtor-accounts", {"programme": "gmi", "currency": currency} | PAYERS[currency] | fields, by=FINANCE
    )
    verified: dict[str, Any] = await client.post(
        f"/debtor-accounts/{entered['id']}/verify", by=APPROVER, If_Match=etag(entered)
    )
    return verified


async def prepared(client: Client, *run_ids: UUID, currency: str = "EUR") -> dict[str, Any]:
    """A file of these runs, from a verified account, that waits for approval."""
    listed = (await client.get("/debtor-accounts", by=FINANCE))["items"]
    usable = [each for each in listed if (each["status"], each["currency"]) == ("verified", currency)]
    account = usable[0] if usable else await debtor_account(client, currency)
    body = new_file(account, *run_ids)
    file: dict[str, Any] = await client.post("/bank-files", body, by=FINANCE)
    return file


def new_file(account: dict[str, Any], *run_ids: UUID, execution_date: str = "2026-02-03") -> dict[str, Any]:
    """The body that asks for a file."""
    return {
        "run_ids": [str(run_id) for run_id in run_ids],
        "debtor_account_id": account["id"],
        "execution_date": execution_date,
    }


async def step(client: Client, file: dict[str, Any], name: str, body: Any = None, *, by: str = FINANCE) -> Any:
    """Take a step with a file as it was seen last."""
    return await client.post(f"/bank-files/{file['id']}/{name}", body, by=by, If_Match=etag(file))


async def approved(client: Client, *run_ids: UUID, currency: str = "EUR") -> dict[str, Any]:
    """A file that a second person has approved."""
    file = await prepared(client, *run_ids, currency=currency)
    done: dict[str, Any] = await step(client, file, "approve", {"sha256": file["sha256"]}, by=APPROVER)
    return done


async def sent(client: Client, *run_ids: UUID, currency: str = "EUR") -> tuple[dict[str, Any], bank.Sent]:
    """A file that was handed out, and what the bank finds in it."""
    file = await step(client, await approved(client, *run_ids, currency=currency), "send")
    answer = await client.send("GET", f"/bank-files/{file['id']}/content", by=FINANCE)
    assert answer.status_code == 200, answer.text
    return file, bank.take(answer.content)


async def hand_in(client: Client, content: bytes, *, by: str = FINANCE) -> httpx.Response:
    """Hand in a file of the bank, byte for byte."""
    headers = {"Authorization": f"Bearer {client.token(*by.split())}", "Koinon-Time": client.now}
    return await client.http.request("POST", "/bank-statements", content=content, headers=headers)


async def read(client: Client, content: bytes) -> dict[str, Any]:
    """Let finance read a file of the bank."""
    statement: dict[str, Any] = expect(await hand_in(client, content), 200, 201)
    return statement


async def shares(client: Client, run_id: UUID) -> dict[str, dict[str, Any]]:
    """A run's shares by the id of their membership."""
    listed = (await client.get(f"/account-shares?run_id={run_id}", by=FINANCE))["items"]
    return {each["membership_id"]: each for each in listed}


async def share(client: Client, run_id: UUID) -> dict[str, Any]:
    """A run's only share, with every attempt to pay it."""
    (found,) = (await shares(client, run_id)).values()
    whole: dict[str, Any] = await client.get(f"/account-shares/{found['id']}", by=FINANCE)
    return whole


async def returned(client: Client, deliver: Deliver) -> dict[str, Any]:
    """A share that the bank paid and sent back."""
    run_id = await reserved(client, deliver, share_of(await member(client)))
    _, taken = await sent(client, run_id)
    (order,) = taken.orders
    back = bank.Part(end_to_end_id=order.end_to_end_id, reason="AC04")
    await read(
        client,
        bank.statement(
            taken.iban,
            bank.Booking(amount=order.amount, batch_id=taken.batch_id),
            bank.Booking(amount=order.amount, credit=True, reference="R-1", parts=(back,)),
        ),
    )
    return await share(client, run_id)
