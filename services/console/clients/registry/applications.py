"""Applications: papers, consents, assessment, decision."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, send
from services.console.clients.registry.households import Member

SERVICE = "registry"

Step = Literal["submit", "assess", "recommend", "decide", "return", "withdraw"]


class Income(msgspec.Struct, frozen=True, kw_only=True):
    """Income of one kind over six months."""

    kind: str
    amount_minor: int


class Expense(msgspec.Struct, frozen=True, kw_only=True):
    """A household's expense of one kind."""

    kind: str
    amount_minor: int


class Declared(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a household declares."""

    incomes: list[Income] = []
    expenses: list[Expense] = []
    real_estate_minor: int = 0
    vehicles_minor: int = 0
    deposits_minor: int = 0
    interest_minor: int = 0
    tax_year: int | None = None
    luxury_signs: list[str] = []
    resident: bool = True
    card_exemption: str | None = None


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of paper that was seen."""

    kind: str


class NewConsent(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody allows."""

    person_id: UUID
    purpose: str


class NewApplication(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An application to be entered as a draft."""

    household_id: UUID
    programme: str
    declared: Declared = Declared()
    evidence: list[Paper] = []
    consents: list[NewConsent] = []


class Deciding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is recommended or decided."""

    outcome: Literal["approved", "rejected"]
    reason: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an assessment, as a sentence."""

    code: str
    outcome: str
    sentence: str
    legal_source: str


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules make of an application."""

    rule_version: str
    assessed_at: datetime
    assessed_by: UUID
    eligible: bool
    currency: str
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date
    explanation: list[Line]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A recommendation, and the decision when there is one."""

    recommended_outcome: str
    recommended_by: UUID
    recommended_at: datetime
    outcome: str | None
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A household's place in a programme."""

    id: UUID
    programme: str
    state: str
    currency: str
    monthly_amount_minor: int
    starts_on: date
    ends_on: date


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent in force."""

    person_id: UUID
    purpose: str
    given_at: datetime


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was seen."""

    kind: str
    seen_at: datetime


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a household was asked for, without words."""

    id: UUID
    kinds: list[str]
    due_on: date
    outcome: str | None
    not_brought: list[str]


class Lodged(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal without its grounds, and the ruling when there is one."""

    id: UUID
    lodged_on: date
    lodged_by: UUID
    outcome: str | None
    reason: str | None
    ruled_at: datetime | None
    ruled_by: UUID | None


class ResidenceCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of where a household lives."""

    outcome: str
    method: str
    checked_on: date
    recorded_by: UUID


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An application with all that belongs to it."""

    id: UUID
    version: int
    household_id: UUID
    members: list[Member]
    programme: str
    state: str
    allowed: list[str]
    declared: Declared
    applied_on: date | None
    assignee_id: UUID | None
    opened_by: UUID
    evidence: list[Evidence]
    missing_evidence: list[str]
    consents: list[Consent]
    assessment: Assessment | None
    decision: Decision | None
    membership: Membership | None
    info_requests: list[Asked]
    residence_checks: list[ResidenceCheck]
    residence_check_due: bool
    appeal: Lodged | None


class ApplicationLine(msgspec.Struct, frozen=True, kw_only=True):
    """An application in a list."""

    id: UUID
    applicant_name: str | None = None
    programme: str
    state: str
    applied_on: date | None
    opened_at: datetime


async def list_applications(
    caller: Caller, *, state: str | None = None, household_id: UUID | None = None, cursor: str | None = None
) -> Listed[ApplicationLine]:
    """Return applications, oldest first."""
    return await fetch(
        caller,
        SERVICE,
        "/applications",
        Listed[ApplicationLine],
        status=state,
        household_id=household_id,
        cursor=cursor,
    )


async def open_application(caller: Caller, application: NewApplication, key: str) -> Named:
    """Enter an application as a draft."""
    return await send(caller, SERVICE, Command(path="/applications", body=application, key=key), Named)


async def read_case(caller: Caller, application_id: UUID, language: str, purpose: str = "case_work") -> Case:
    """Return an application with all that belongs to it, explained in a language; the look is kept."""
    return await fetch(caller, SERVICE, f"/applications/{application_id}", Case, language=language, purpose=purpose)


async def declare(caller: Caller, application_id: UUID, declared: Declared, *, form: tuple[str, int | None]) -> Named:
    """Correct what is declared; it goes back to review."""
    key, version = form
    path = f"/applications/{application_id}/declared"
    return await send(caller, SERVICE, Command(path=path, body=declared, key=key, version=version, method="PUT"), Named)


async def note_evidence(caller: Caller, application_id: UUID, kinds: list[str]) -> None:
    """Note papers as seen."""
    for kind in kinds:
        path = f"/applications/{application_id}/evidence"
        await send(caller, SERVICE, Command(path=path, body=Paper(kind=kind)), list[Evidence])


async def give_consents(caller: Caller, person_ids: list[UUID], purpose: str) -> None:
    """Note what persons allow."""
    for person_id in person_ids:
        body = NewConsent(person_id=person_id, purpose=purpose)
        await send(caller, SERVICE, Command(path="/consents", body=body), Named)


async def take_step(
    caller: Caller, application_id: UUID, step: Step, *, form: tuple[str, int | None], deciding: Deciding | None
) -> Named:
    """Take an application one step on; `form` is its key and the version that was seen."""
    key, version = form
    body = deciding if step in {"recommend", "decide"} else None
    command = Command(path=f"/applications/{application_id}/{step}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Named)
