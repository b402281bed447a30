"""Enterprises: from an awarded idea to a business that trades, gate by gate."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.types import MerchantCategory
from services.incubator.applying import applications
from services.incubator.calling.stages import Code
from services.incubator.people import steps
from services.incubator.people.steps import Lead, Taken, Taking
from services.incubator.ventures import gates
from services.incubator.ventures.gates import Gate
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)

State = Literal["idea", "pre_registration", "registered", "trading", "dormant", "closed"]
STATES: tuple[State, ...] = ("idea", "pre_registration", "registered", "trading", "dormant", "closed")

NamedStep = Literal[
    "start_registration", "register", "rest", "close", "return_to_idea", "return_to_pre_registration"
]  # fmt: skip
"""The steps that are taken by name; the last two are the reverts."""
Step = NamedStep | Literal["accredit", "refuse_accreditation"]

STEPS: Mapping[Step, Lead] = {
    "start_registration": Lead(("idea",), "pre_registration"),
    "register": Lead(("pre_registration",), "registered"),
    "accredit": Lead(("registered",), "trading"),
    "refuse_accreditation": Lead(("registered",), "registered"),
    "rest": Lead(("trading",), "dormant"),
    "close": Lead(("idea", "pre_registration", "registered", "trading", "dormant"), "closed"),
    "return_to_idea": Lead(("pre_registration",), "idea"),
    "return_to_pre_registration": Lead(("registered",), "pre_registration"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)

GATES: Mapping[NamedStep, Gate] = {"start_registration": "start_registration", "register": "register"}
"""The gates that one person opens; accreditations have the third."""

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", min_length=64, max_length=64)]


class NewEnterprise(Body, frozen=True, kw_only=True):
    """An idea that was awarded becomes an enterprise; its applicant is the founder."""

    application_id: UUID
    trade_name: ShortText


class Particulars(Body, frozen=True, kw_only=True):
    """What a register knows of an enterprise. Categories are ISO 18245 codes of what it sells."""

    trade_name: ShortText
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
    legal_form: Code | None = None
    registration_number: Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\x00]*$")] | None = None
    categories: Annotated[tuple[MerchantCategory, ...], msgspec.Meta(max_length=10)] = ()


class TakeStep(Body, frozen=True, kw_only=True):
    """A named step, with its reason."""

    step: NamedStep
    reason: ShortText | None = None


class Enterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise. `merchant_id` is there once it takes cards."""

    id: UUID
    version: int
    application_id: UUID
    founder_id: UUID
    state: State
    trade_name: str
    country: str
    legal_form: str | None
    registration_number: str | None
    categories: list[str]
    proposed_by: UUID | None
    accredited_by: UUID | None
    accredited_on: date | None
    merchant_id: UUID | None


class IdeaNotAwarded(Problem):
    """Only an awarded application becomes an enterprise."""


class EnterpriseKnown(Problem):
    """The application is an enterprise already."""


class NotAccredited(Problem):
    """Only an accredited enterprise becomes a merchant."""


class ParticularsFixed(Problem):
    """Two people have accredited these particulars; they are not changed here any more."""


async def found(transaction: Transaction, new: NewEnterprise) -> Enterprise:
    """Make an awarded application an enterprise. Raises IdeaNotAwarded, EnterpriseKnown."""
    application = await applications.find(transaction, new.application_id)
    if application.state != "awarded":
        raise IdeaNotAwarded("Wait for the award.", state=application.state)
    enterprise = await transaction.fetch_struct(
        Enterprise,
        queries.insert_enterprise,
        uuid7(),
        application.id,
        application.applicant_id,
        new.trade_name,
        transaction.municipality.country,
        transaction.now,
        transaction.actor_id,
    )
    if enterprise is None:
        raise EnterpriseKnown("Look among the enterprises.", application_id=application.id)
    return enterprise


async def describe(transaction: Transaction, enterprise_id: UUID, version: int, particulars: Particulars) -> Enterprise:
    """Replace the particulars. Raises ParticularsFixed, CountryUnknown, LegalFormUnknown."""
    enterprise = await lock(transaction, enterprise_id, version)
    if enterprise.state not in ("idea", "pre_registration", "registered"):
        raise ParticularsFixed("Close it and begin anew, or have the register corrected.", state=enterprise.state)
    gates.rules_of(particulars.country)
    if particulars.legal_form is not None:
        gates.check_legal_form(particulars.country, particulars.legal_form)
    if enterprise.state == "registered":
        check_registered(particulars.legal_form, particulars.registration_number)
    described = await transaction.fetch_struct(
        Enterprise,
        queries.update_particulars,
        enterprise.id,
        particulars.trade_name,
        particulars.country,
        particulars.legal_form,
        particulars.registration_number,
        list(dict.fromkeys(particulars.categories)),
    )
    assert described is not None
    return described


async def take_step(transaction: Transaction, enterprise_id: UUID, version: int, taking: TakeStep) -> Enterprise:
    """Take a named step. Raises EvidenceMissing at a gate, Malformed without particulars, TransitionForbidden."""
    enterprise = await lock(transaction, enterprise_id, version)
    after = steps.check_step(STEPS, TRANSITIONS, taking.step, enterprise.state)
    if taking.step in GATES:
        gate = GATES[taking.step]
        gates.check_evidence(enterprise.country, gate, await kinds_of(transaction, enterprise.id, gate))
    if after == "registered":
        check_registered(enterprise.legal_form, enterprise.registration_number)
    taken = await transaction.fetch_struct(Enterprise, queries.update_state, enterprise.id, after)
    assert taken is not None
    await keep_step(transaction, taken, enterprise.state, step=taking.step, reason=taking.reason)
    return taken


def check_registered(legal_form: str | None, registration_number: str | None) -> None:
    """Raise Malformed with what a registered enterprise lacks."""
    given = {"legal_form": legal_form, "registration_number": registration_number}
    faults = [
        Fault(pointer=f"/{name}", detail="A registered enterprise has one.")
        for name, value in given.items()
        if value is None
    ]
    if faults:
        raise Malformed("Complete the particulars first.", errors=faults)


async def kinds_of(transaction: Transaction, enterprise_id: UUID, gate: Gate) -> set[str]:
    """Return the kinds of evidence that are there for a gate."""
    return {row["kind"] for row in await transaction.fetch(queries.select_kinds, enterprise_id, gate)}


async def keep_step(
    transaction: Transaction, enterprise: Enterprise, before: State, *, step: Step, reason: str | None
) -> None:
    """Keep who led an enterprise from one state to the one it is in now, and why."""
    taking = Taking(
        subject_id=enterprise.id,
        person_id=enterprise.founder_id,
        step=step,
        before=before,
        after=enterprise.state,
        reason=reason,
    )
    await steps.record(transaction, taking)


async def find(transaction: Transaction, enterprise_id: UUID) -> Enterprise:
    """Return an enterprise: any for the office and mentors, their own for founders. Raises NotFound."""
    enterprise = await transaction.fetch_struct(Enterprise, queries.select_enterprise, enterprise_id)
    if enterprise is None or only_own(transaction) not in (None, enterprise.founder_id):
        raise NotFound("There is no such enterprise, or none that you may see.")
    return enterprise


def only_own(transaction: Transaction) -> UUID | None:
    """Return the founder whose enterprises alone the acting person may see, or None where there is no such limit."""
    others = {"incubator_officer", "programme_manager", "mentor"}
    return None if transaction.context.actor_roles & others else transaction.actor_id


async def lock(transaction: Transaction, enterprise_id: UUID, version: int) -> Enterprise:
    """Return an enterprise that nobody else changes until this transaction ends. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_enterprise, enterprise_id)
    enterprise = await find(transaction, enterprise_id)
    check_version(enterprise.version, version)
    return enterprise


async def list_of(transaction: Transaction, *, state: State | None, after: UUID | None, limit: int) -> list[Enterprise]:
    """Return enterprises in the order in which they were founded; a founder's list holds their own."""
    own = only_own(transaction)
    return await transaction.fetch_structs(Enterprise, queries.select_enterprises, state, own, after, limit)


async def history(transaction: Transaction, enterprise_id: UUID) -> list[Taken]:
    """Return the steps that an enterprise has taken, oldest first."""
    enterprise = await find(transaction, enterprise_id)
    return await steps.history(transaction, enterprise.id, person_id=enterprise.founder_id)


async def become_merchant(transaction: Transaction, enterprise_id: UUID, *, merchant_id: UUID) -> None:
    """Note which merchant an enterprise has become. Raises NotFound for none of ours, NotAccredited."""
    enterprise = await transaction.fetch_struct(Enterprise, queries.select_enterprise, enterprise_id)
    if enterprise is None:
        raise NotFound("There is no such enterprise.", enterprise_id=enterprise_id)
    if enterprise.accredited_on is None:
        raise NotAccredited("Two people have to pass it through the trading gate first.", state=enterprise.state)
    await transaction.execute(queries.update_merchant, enterprise_id, merchant_id)
