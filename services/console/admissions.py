"""Letting in whom a sign-in provider has signed in: an account here, with the roles that their groups give."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console import invitations, sessions, staff
from services.console.providers import NoRoleThere, Person, Provider, ProviderRefused
from services.console.roles import Role
from services.console.staff import AddStaff, Credentials, Language
from services.kit import audit, vault
from services.kit.db import Context, Database, Transaction
from services.kit.settings import Municipality
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def admit(database: Database, provider: Provider, person: Person, now: datetime) -> Credentials:
    """Return what the sign-in of somebody goes on with, their names and roles being those that the provider says.

    Raises NoRoleThere, ProviderRefused for somebody suspended here, UsernameTaken for the username of another.
    """
    tenant = next((each for each in database.tenants.values() if each.slug == person.municipality), None)
    roles = sorted({role for group in person.groups for role in provider.roles.get(group, [])})
    if tenant is None or not roles:
        raise NoRoleThere("Ask who keeps the groups of the provider to add you to one of Koinon.")
    async with database.transaction(Context(now=now, municipality_ids=(tenant.id,))) as transaction:
        staff_id = await account_of(transaction, tenant, provider, person)
        await agree(transaction, staff_id, person, roles)
        member = await staff.get(transaction, staff_id)
        found = await staff.find_credentials(transaction, member.username)
    if found is None:
        raise ProviderRefused("This account is suspended.")
    return found


async def account_of(transaction: Transaction, tenant: Municipality, provider: Provider, person: Person) -> UUID:
    """Return the account of somebody, made at the first sign-in. It is found by the provider's lasting name alone."""
    found = await transaction.fetchval(queries.select_account, tenant.id, provider.issuer, person.subject)
    if found is not None:
        return UUID(str(found))
    try:
        new = msgspec.convert(
            {
                "username": person.username,
                "given_name": person.given_name,
                "family_name": person.family_name,
                "language": msgspec.convert(tenant.language, Language),
            },
            AddStaff,
        )
    except msgspec.ValidationError:
        raise ProviderRefused("The provider gives a username that cannot be one here.") from None
    added = await staff.insert(transaction, new, await invitations.unknown_password())
    await transaction.execute(queries.insert_account, provider.issuer, person.subject, added.id)
    return added.id


async def agree(transaction: Transaction, staff_id: UUID, person: Person, roles: list[Role]) -> None:
    """Let somebody be called and hold what the provider says now; a change of roles ends the other sessions."""
    await vault.seal(transaction, staff_id, {"given_name": person.given_name, "family_name": person.family_name})
    if (await staff.get(transaction, staff_id)).roles != roles:
        await staff.replace_roles(transaction, staff_id, roles, proposal_id=None)
        await sessions.end_all(transaction, staff_id)
        await audit.record(transaction, "roles_by_provider", object_type="staff", object_ids=[staff_id])
