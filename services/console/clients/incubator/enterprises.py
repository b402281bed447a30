"""Enterprises, their papers and gates, and the accreditation by two people."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, Proposal, fetch, send

SERVICE = "incubator"


class Enterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise on its way."""

    id: UUID
    version: int
    founder_id: UUID
    state: str
    trade_name: str
    country: str
    legal_form: str | None
    registration_number: str | None
    categories: list[str]
    accredited_on: date | None
    merchant_id: UUID | None


class NewEnterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An awarded idea that becomes an enterprise."""

    application_id: UUID
    trade_name: str


class Particulars(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an enterprise is."""

    trade_name: str
    country: str
    legal_form: str | None = None
    registration_number: str | None = None
    categories: list[str] = []


class NewEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper for a gate: where it is kept and its SHA-256."""

    gate: str
    kind: str
    reference: str
    sha256: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper for a gate."""

    gate: str
    kind: str
    reference: str
    recorded_at: datetime


async def list_enterprises(caller: Caller) -> list[Enterprise]:
    """Return enterprises, oldest first."""
    return (await fetch(caller, SERVICE, "/enterprises", Listed[Enterprise])).items


async def read_enterprise(caller: Caller, enterprise_id: UUID) -> Enterprise:
    """Return an enterprise."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}", Enterprise)


async def found_enterprise(caller: Caller, enterprise: NewEnterprise, key: str) -> Named:
    """Make an awarded idea an enterprise."""
    return await send(caller, SERVICE, Command(path="/enterprises", body=enterprise, key=key), Named)


async def describe_enterprise(
    caller: Caller, enterprise_id: UUID, particulars: Particulars, version: int | None
) -> Named:
    """Replace an enterprise's particulars."""
    command = Command(path=f"/enterprises/{enterprise_id}", body=particulars, version=version, method="PUT")
    return await send(caller, SERVICE, command, Named)


async def take_enterprise_step(caller: Caller, enterprise_id: UUID, step: str, form: tuple[str, int | None]) -> Named:
    """Open a gate or close an enterprise; `form` is its key and the version that was seen."""
    path = f"/enterprises/{enterprise_id}/steps"
    return await send(caller, SERVICE, Command(path=path, body={"step": step}, key=form[0], version=form[1]), Named)


async def record_evidence(caller: Caller, enterprise_id: UUID, evidence: NewEvidence, key: str) -> Named:
    """Record a paper for a gate."""
    path = f"/enterprises/{enterprise_id}/evidence"
    return await send(caller, SERVICE, Command(path=path, body=evidence, key=key), Named)


async def list_evidence(caller: Caller, enterprise_id: UUID) -> list[Evidence]:
    """Return an enterprise's papers."""
    return await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/evidence", list[Evidence])


async def list_accreditations(caller: Caller, enterprise_id: UUID) -> list[Proposal]:
    """Return the proposals to accredit an enterprise that wait for a second person."""
    found = await fetch(caller, SERVICE, f"/enterprises/{enterprise_id}/accreditations", list[Proposal])
    return [each for each in found if each.state == "proposed"]


async def propose_accreditation(caller: Caller, enterprise_id: UUID, form: tuple[str, int | None]) -> Named:
    """Propose, as the first of two people, that an enterprise trades."""
    path = f"/enterprises/{enterprise_id}/accreditations"
    return await send(caller, SERVICE, Command(path=path, key=form[0], version=form[1]), Named)


async def answer_accreditation(
    caller: Caller, enterprise_id: UUID, *, agreed: bool, body: dict[str, str], key: str
) -> Named:
    """Agree as the second person, quoting the hash of what was seen, or leave the gate shut and say why."""
    path = f"/enterprises/{enterprise_id}/accreditations/{'approve' if agreed else 'refuse'}"
    return await send(caller, SERVICE, Command(path=path, body=body, key=key), Named)
