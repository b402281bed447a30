"""Invitations: a code on paper with which somebody chooses a password that nobody else has ever known.

Administrators invite staff, whose roles two of them grant; the office of merchants invites owners and the incubator's
office founders, who see their own only. Who has lost password or telephone is invited again, by two administrators.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from services.console import passwords, second_factors, sessions, staff
from services.console.roles import Role
from services.console.staff import Credentials, Language, Username
from services.kit import audit, codes, proposals
from services.kit.db import Context, Database, Transaction
from services.kit.errors import Forbidden, NotFound, SameActor, Unauthenticated
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

RESET: Final = "reset_sign_in"
LIFETIME: Final = timedelta(days=14)
Guest = Literal["merchant_owner", "founder"]
GRANTED: Final[dict[Guest, list[Role]]] = {
    "merchant_owner": ["merchant_owner"],
    "founder": ["founder", "merchant_owner"],
}
"""An enterprise that is accredited becomes a merchant, whose owner is its founder."""
INVITED_BY: Final[dict[Guest, Role]] = {"merchant_owner": "merchant_officer", "founder": "incubator_officer"}


class InvitationRefused(Unauthenticated):
    """The username or the code is not right, or the code is too old."""


class Invite(Body, frozen=True, kw_only=True):
    """An owner or a founder to let in."""

    kind: Guest
    username: Username
    given_name: ShortText
    family_name: ShortText
    language: Language = "el"
    person_id: UUID | None = None
    """Who it is in the service that knows them: a founder is the applicant of the enterprise."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A code that is shown this once."""

    staff_id: UUID
    username: str
    code: str
    expires_at: datetime
    language: Language = "el"
    """In which whoever is invited reads the paper."""


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """A try to use an invitation."""

    username: str
    code: str
    password: str
    address: str
    """The network address that it comes from; kept only as a keyed hash."""
    now: datetime


async def make(transaction: Transaction, staff_id: UUID) -> Invitation:
    """Return a new code for somebody; the one before it is void."""
    member, code = await staff.get(transaction, staff_id), codes.make()
    expires_at = transaction.now + LIFETIME
    await transaction.execute(queries.upsert_invitation, staff_id, codes.hash_of(code), transaction.now, expires_at)
    await audit.record(transaction, "invited", object_type="staff", object_ids=[staff_id])
    return Invitation(
        staff_id=staff_id, username=member.username, code=code, expires_at=expires_at, language=member.language
    )


async def invite(transaction: Transaction, guest: Invite, inviter: set[Any]) -> Invitation:
    """Let an owner or a founder in, with the one role by which they see their own. Raises Forbidden, UsernameTaken."""
    if INVITED_BY[guest.kind] not in inviter:
        raise Forbidden("Owners are invited by the office of merchants, founders by the incubator's.")
    new = staff.AddStaff(
        username=guest.username,
        given_name=guest.given_name,
        family_name=guest.family_name,
        language=guest.language,
    )
    added = await staff.insert(transaction, new, await unknown_password(), staff_id=guest.person_id)
    await transaction.execute(queries.add_roles, added.id, GRANTED[guest.kind], transaction.now)
    return await make(transaction, added.id)


async def propose_reset(transaction: Transaction, staff_id: UUID) -> Proposal:
    """Propose that somebody who lost password or telephone is invited again. Raises SameActor for oneself."""
    if staff_id == transaction.actor_id:
        raise SameActor("Nobody resets their own sign-in.")
    await staff.get(transaction, staff_id)
    return await proposals.propose(transaction, Proposing(kind=RESET, subject_id=staff_id, payload={}))


async def approve_reset(transaction: Transaction, proposal_id: UUID, *, payload_hash: str) -> Invitation:
    """Agree as another administrator: password, second step and sessions are no more, and there is a new code."""
    proposal = await proposals.get(transaction, proposal_id)
    if proposal.kind != RESET:
        raise NotFound(f"No reset is proposed as {proposal_id}.")
    if proposal.subject_id == transaction.actor_id:
        raise SameActor("Nobody resets their own sign-in.")
    await proposals.approve(transaction, proposal_id, payload_hash=payload_hash)
    await proposals.execute(transaction, proposal_id, dict[str, Any])
    staff_id = proposal.subject_id
    await staff.set_password(transaction, staff_id, await unknown_password())
    await sessions.end_all(transaction, staff_id)
    await second_factors.forget(transaction, staff_id)
    await audit.record(transaction, "sign_in_reset", object_type="staff", object_ids=[staff_id])
    return await make(transaction, staff_id)


async def waiting_resets(transaction: Transaction) -> list[Proposal]:
    """Return the resets that wait for a second administrator."""
    return await proposals.waiting(transaction, kinds=[RESET])


async def unknown_password() -> str:
    """Return the hash of a password that nobody knows."""
    return await passwords.hash_password(secrets.token_urlsafe(32))


async def accept(database: Database, key: bytes, acceptance: Acceptance) -> Credentials:
    """Let somebody choose the password, and return what their sign-in goes on with.

    Raises PasswordTooShort, TooManyTries before anything is looked at, InvitationRefused for whatever was wrong.
    """
    now, digest = acceptance.now, codes.hash_of(acceptance.code)
    refused = InvitationRefused("Type both as they stand on the paper; after five tries wait a quarter of an hour.")
    counted = passwords.subjects(key, f"invitation {acceptance.username}", acceptance.address)
    await passwords.spend_try(database, counted, now)
    async with database.transaction(sessions.every_tenant(database, now)) as transaction:
        credentials = await staff.find_credentials(transaction, acceptance.username)
        if credentials is None or not await transaction.fetchval(queries.is_invited, credentials.id, digest, now):
            raise refused
    chosen = await passwords.hash_password(acceptance.password)
    own = Context(now=now, municipality_ids=(credentials.municipality_id,), actor_id=credentials.id)
    async with database.transaction(own) as transaction:
        if not await transaction.execute(queries.use_invitation, credentials.id, digest):
            raise refused
        await staff.set_password(transaction, credentials.id, chosen)
        await sessions.end_all(transaction, credentials.id)
    await passwords.give_back(database, counted, now)
    return credentials
