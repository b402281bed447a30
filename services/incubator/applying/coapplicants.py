"""Co-applicants: who applies together with the applicant, and has signed the very text that is sent."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.applying import answers, applications, papers
from services.incubator.applying.applications import Application, DraftClosed, NotYourOwn
from services.incubator.calling import calls
from services.incubator.people import persons
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version

queries = load_queries(__file__)

State = Literal["invited", "signed", "declined", "removed"]

TRANSITIONS: Mapping[State, tuple[State, ...]] = {
    "invited": ("signed", "declined", "removed"),
    "signed": ("invited", "declined", "removed"),
    "declined": ("removed",),
    "removed": ("invited",),
}
"""A text that changes after a signature leads back to `invited`: it is signed anew."""


class Invitation(Body, frozen=True, kw_only=True):
    """Who is asked to apply together."""

    person_id: UUID


class Signature(Body, frozen=True, kw_only=True):
    """The digest of the text that was read; the office writes down what was signed on paper."""

    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    on_paper: bool = False


class Coapplicant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who applies together with the applicant."""

    id: UUID
    version: int
    application_id: UUID
    person_id: UUID
    state: State
    signed_sha256: str | None
    signed_on_paper: bool
    changed_at: datetime


class ApplicationText(msgspec.Struct, frozen=True, kw_only=True):
    """The digest of everything that is sent: answers, request, papers."""

    id: UUID
    version: int
    sha256: str


class TooManyApplicants(Problem):
    """So many may not apply together."""


class TextChanged(Problem):
    """The text is another than the one that was read."""


class AlreadyInvited(Problem):
    """This person applies already."""


async def invite(transaction: Transaction, application_id: UUID, invitation: Invitation) -> Coapplicant:
    """Ask somebody to apply together. Raises DraftClosed, TooManyApplicants, AlreadyInvited, NotFound."""
    await transaction.execute(applications.queries.lock_application, application_id)
    application = await applications.find(transaction, application_id)
    applications.check_own(transaction, application.applicant_id)
    check_draft(application)
    person = await persons.find(transaction, invitation.person_id)
    most = (await calls.find(transaction, application.call_id)).terms.joint_applicants_max
    together = await applications.applicants_of(transaction, application)
    if person.id in together:
        raise AlreadyInvited("Look among those who apply.", person_id=person.id)
    if len(together) >= most:
        raise TooManyApplicants(f"At most {most} apply together.", joint_applicants_max=most)
    invited_id = await transaction.fetchval(
        queries.upsert_coapplicant, uuid7(), application.id, person.id, transaction.now, transaction.actor_id
    )
    return await find(transaction, invited_id)


async def sign(transaction: Transaction, coapplicant_id: UUID, version: int, signature: Signature) -> Coapplicant:
    """Sign what is to be sent, for oneself or on paper. Raises TextChanged, DraftClosed, TransitionForbidden."""
    coapplicant, application = await lock(transaction, coapplicant_id, version)
    check_signer(transaction, coapplicant, on_paper=signature.on_paper)
    check_draft(application)
    state = transition(TRANSITIONS, coapplicant.state, "signed")
    digest = (await text_of(transaction, application.id)).sha256
    if signature.sha256 != digest:
        raise TextChanged("Read it again and sign what it says now.", sha256=digest)
    return await save(transaction, coapplicant, state, sha256=digest, on_paper=signature.on_paper)


async def decline(transaction: Transaction, coapplicant_id: UUID, version: int) -> Coapplicant:
    """Not apply together after all, for oneself. Raises DraftClosed, TransitionForbidden."""
    coapplicant, application = await lock(transaction, coapplicant_id, version)
    check_signer(transaction, coapplicant, on_paper=applications.in_office(transaction))
    check_draft(application)
    return await save(transaction, coapplicant, transition(TRANSITIONS, coapplicant.state, "declined"))


async def remove(transaction: Transaction, coapplicant_id: UUID, version: int) -> Coapplicant:
    """Apply without somebody, as the applicant or the office. Raises DraftClosed, TransitionForbidden."""
    coapplicant, application = await lock(transaction, coapplicant_id, version)
    applications.check_own(transaction, application.applicant_id)
    check_draft(application)
    return await save(transaction, coapplicant, transition(TRANSITIONS, coapplicant.state, "removed"))


def check_signer(transaction: Transaction, coapplicant: Coapplicant, *, on_paper: bool) -> None:
    """Raise NotYourOwn unless somebody acts for themselves, or the office writes down what is on paper."""
    on_their_behalf = on_paper and applications.in_office(transaction)
    if transaction.actor_id != coapplicant.person_id and not on_their_behalf:
        raise NotYourOwn("Everybody signs for themselves.")


def check_draft(application: Application) -> None:
    """Raise DraftClosed: who applies is settled before it is sent."""
    if application.state != "draft":
        raise DraftClosed("Who applies is settled before it is sent.", state=application.state)


async def save(
    transaction: Transaction,
    coapplicant: Coapplicant,
    state: State,
    *,
    sha256: str | None = None,
    on_paper: bool = False,
) -> Coapplicant:
    """Store a locked co-applicant's state."""
    await transaction.execute(
        queries.update_coapplicant, coapplicant.id, state, sha256, on_paper, transaction.now, transaction.actor_id
    )
    found = await transaction.fetch_struct(Coapplicant, queries.select_coapplicant, coapplicant.id)
    assert found is not None
    return found


async def find(transaction: Transaction, coapplicant_id: UUID) -> Coapplicant:
    """Return a co-applicant, for the office and those who apply. Raises NotFound."""
    found = await transaction.fetch_struct(Coapplicant, queries.select_coapplicant, coapplicant_id)
    if found is None:
        raise NotFound("There is no such co-applicant.")
    if found.person_id != transaction.actor_id:
        await applications.find(transaction, found.application_id)
    return found


async def lock(transaction: Transaction, coapplicant_id: UUID, version: int) -> tuple[Coapplicant, Application]:
    """Return a co-applicant and the application, which nobody else changes meanwhile. Raises NotFound, Stale."""
    found = await find(transaction, coapplicant_id)
    await transaction.execute(applications.queries.lock_application, found.application_id)
    found = await find(transaction, coapplicant_id)
    check_version(found.version, version)
    return found, await applications.load(transaction, found.application_id)


async def list_of(transaction: Transaction, application_id: UUID) -> list[Coapplicant]:
    """Return who applies together with the applicant, and who does not any more."""
    await applications.find(transaction, application_id)
    return await transaction.fetch_structs(Coapplicant, queries.select_coapplicants, application_id)


async def text_of(transaction: Transaction, application_id: UUID) -> ApplicationText:
    """Return the digest of what an application says as it stands."""
    application = await applications.find(transaction, application_id)
    written = await answers.read(transaction, application.applicant_id, application.id, purpose="signature")
    document = {
        "application_id": application.id,
        "stage": application.stage,
        "answers": written,
        "request": applications.request_of(application),
        "papers": sorted(each.sha256 for each in await papers.of_application(transaction, application.id)),
    }
    sha256 = hashlib.sha256(msgspec.json.encode(document, order="sorted")).hexdigest()
    return ApplicationText(id=application.id, version=application.version, sha256=sha256)
