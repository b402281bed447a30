"""Staff: who signs in, what they are called, what they may do. Roles are granted by two administrators."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from services.console import passwords
from services.console.roles import Role
from services.kit import audit, proposals, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

GRANT_ROLES: Final = "grant_roles"

NAME: Final = ("given_name", "family_name")

Username = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._@-]{2,59}$(?!\n)")]
Language = Literal["el", "en", "ar"]
State = Literal["active", "suspended"]


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """A person who signs in, without their name."""

    id: UUID
    municipality_id: UUID
    username: str
    language: Language
    state: State
    roles: list[Role]
    created_at: datetime
    version: int


class StaffMember(msgspec.Struct, frozen=True, kw_only=True):
    """A person who signs in, with the name that only administrators are shown."""

    staff: Staff
    given_name: str
    family_name: str


class AddStaff(Body, frozen=True, kw_only=True):
    """Somebody to let in; what they may do is granted afterwards."""

    username: Username
    password: Annotated[str, Meta(max_length=400)] = ""
    """A first password; none for somebody who is invited to choose it."""
    given_name: ShortText
    family_name: ShortText
    language: Language = "el"


class Roles(Body, frozen=True):
    """All the roles that somebody is to hold from now on."""

    roles: list[Role]


class UsernameTaken(Problem):
    """Another person signs in with this username."""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a sign-in is checked against."""

    id: UUID
    municipality_id: UUID
    username: Username
    password_hash: str
    language: Language
    roles: list[Role]
    has_second_step: bool


async def add(transaction: Transaction, new: AddStaff) -> Staff:
    """Let somebody in, without any role yet. Raises UsernameTaken, PasswordTooShort."""
    password = new.password or secrets.token_urlsafe(32)
    return await insert(transaction, new, await passwords.hash_password(password))


async def insert(transaction: Transaction, new: AddStaff, password_hash: str, *, staff_id: UUID | None = None) -> Staff:
    """Store somebody whose password is hashed already, under the id that another service knows them by, if any.

    Raises UsernameTaken, also for who signs in already.
    """
    staff_id = await transaction.fetchval(
        queries.insert_staff, staff_id or uuid7(), new.username, password_hash, new.language, transaction.now
    )
    if staff_id is None:
        raise UsernameTaken(f"{new.username} is taken, or this person signs in already.")
    names = {"given_name": new.given_name, "family_name": new.family_name}
    await vault.seal(transaction, staff_id, names)
    await audit.record(transaction, "staff_added", object_type="staff", object_ids=[staff_id])
    return await get(transaction, staff_id)


async def get(transaction: Transaction, staff_id: UUID) -> Staff:
    """Return somebody who signs in. Raises NotFound."""
    staff = await transaction.fetch_struct(Staff, queries.select_staff, staff_id)
    if staff is None:
        raise NotFound(f"Nobody signs in as {staff_id}.")
    return staff


async def list_all(transaction: Transaction) -> list[StaffMember]:
    """Return everybody who signs in at this tenant, with their names, by username."""
    found = await transaction.fetch_structs(Staff, queries.select_all_staff)
    names = await vault.open_many(transaction, [each.id for each in found], purpose="staff_administration", only=NAME)
    return [StaffMember(staff=each, **names[each.id]) for each in found if each.id in names]


async def find_credentials(transaction: Transaction, username: str) -> Credentials | None:
    """Return what a sign-in under this username is checked against, in whichever tenant it is."""
    return await transaction.fetch_struct(Credentials, queries.select_credentials, username)


async def set_state(transaction: Transaction, staff_id: UUID, state: State) -> Staff:
    """Suspend somebody, which ends their sessions, or let them in again. Raises SameActor for oneself."""
    if staff_id == transaction.actor_id:
        raise SameActor("Nobody suspends themselves; another administrator has to.")
    if not await transaction.execute(queries.update_state, staff_id, state):
        raise NotFound(f"Nobody signs in as {staff_id}.")
    await audit.record(transaction, f"staff_{state}", object_type="staff", object_ids=[staff_id])
    return await get(transaction, staff_id)


async def propose_roles(transaction: Transaction, staff_id: UUID, roles: list[Role]) -> Proposal:
    """Propose all the roles that somebody is to hold. Raises SameActor for one's own."""
    staff = await get(transaction, staff_id)
    if staff.id == transaction.actor_id:
        raise SameActor("Nobody proposes roles for themselves.")
    payload = {"roles": sorted(set(roles))}
    return await proposals.propose(transaction, Proposing(kind=GRANT_ROLES, subject_id=staff_id, payload=payload))


async def approve_roles(transaction: Transaction, proposal_id: UUID, *, payload_hash: str) -> Staff:
    """Agree to somebody's roles, as another administrator; they hold from the next request on."""
    proposal = await proposals.get(transaction, proposal_id)
    if proposal.kind != GRANT_ROLES:
        raise NotFound(f"No roles are proposed as {proposal_id}.")
    if proposal.subject_id == transaction.actor_id:
        raise SameActor("Nobody approves roles for themselves.")
    await proposals.approve(transaction, proposal_id, payload_hash=payload_hash)
    granted = await proposals.execute(transaction, proposal_id, Roles)
    await replace_roles(transaction, proposal.subject_id, granted.roles, proposal_id=proposal_id)
    return await get(transaction, proposal.subject_id)


async def answer_roles(transaction: Transaction, proposal_id: UUID, *, agreed: bool, payload_hash: str) -> None:
    """Agree to somebody's roles or refuse them."""
    if agreed:
        await approve_roles(transaction, proposal_id, payload_hash=payload_hash)
    else:
        await proposals.reject(transaction, proposal_id)


async def replace_roles(
    transaction: Transaction, staff_id: UUID, roles: list[Role], *, proposal_id: UUID | None
) -> None:
    """Let somebody hold exactly these roles."""
    await transaction.execute(queries.delete_roles, staff_id)
    await transaction.execute(queries.insert_roles, staff_id, roles, proposal_id, transaction.now)


async def set_password(transaction: Transaction, staff_id: UUID, password_hash: str) -> None:
    """Let somebody sign in with another password from now on."""
    await transaction.execute(queries.update_password, staff_id, password_hash)
    await audit.record(transaction, "password_changed", object_type="staff", object_ids=[staff_id])


async def waiting_roles(transaction: Transaction) -> list[Proposal]:
    """Return the proposals of roles that wait for a second administrator."""
    return await proposals.waiting(transaction, kinds=[GRANT_ROLES])


async def names_with_role(transaction: Transaction, role: Role) -> dict[UUID, str]:
    """Return the names of those who hold a role, to choose one of them."""
    holders = [
        each.id for each in await transaction.fetch_structs(Staff, queries.select_all_staff) if role in each.roles
    ]
    names = await vault.open_many(transaction, holders, purpose="choose_colleague", only=NAME)
    return {staff_id: f"{each['given_name']} {each['family_name']}" for staff_id, each in names.items()}


async def usernames(transaction: Transaction, staff_ids: Collection[UUID | None]) -> dict[UUID | None, str]:
    """Return the usernames of colleagues, so that a page can say who did what; names stay in the vault."""
    rows = await transaction.fetch(queries.select_usernames_by_id, [each for each in staff_ids if each is not None])
    return {row["id"]: row["username"] for row in rows}


async def usernames_with_role(transaction: Transaction, *roles: Role) -> dict[UUID, str]:
    """Return the usernames of those who hold one of these roles and may sign in, to give work to one of them."""
    rows = await transaction.fetch(queries.select_usernames_by_role, roles)
    return {row["id"]: row["username"] for row in rows}


async def all_usernames(transaction: Transaction) -> dict[UUID, str]:
    """Return the usernames of everybody who signs in, in their order, so that a list of them can be chosen from."""
    return {row["id"]: row["username"] for row in await transaction.fetch(queries.select_usernames)}


async def names_of(transaction: Transaction, staff_id: UUID) -> dict[str, str]:
    """Return given and family name of a colleague, to be told to the service that they work with."""
    return await vault.open_fields(transaction, staff_id, purpose="choose_colleague", only=NAME)


async def own_name(transaction: Transaction, staff_id: UUID) -> str:
    """Return the name of the person who is signed in, for the head of their own pages."""
    names = await vault.open_fields(transaction, staff_id, purpose="own_page", only=NAME)
    return f"{names['given_name']} {names['family_name']}"
