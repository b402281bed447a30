"""The first accounts of an installation: read from a JSON file of the operator, before anybody can sign in.

In demo and test the console adds what is missing of STAFF_FILE each time it starts. In production the operator runs
`koinon accounts console <file>`, and only a tenant without any staff gets them: it is no way around the two
administrators who grant roles.
"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from services.console import passwords, staff
from services.console.roles import Role
from services.console.staff import AddStaff, Language, Username
from services.kit import log as logs
from services.kit import vault
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction, connect
from services.kit.settings import Municipality, Settings, read_settings


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is let in before there is an administrator."""

    municipality: str
    """The tenant's slug."""
    username: Username
    password: Annotated[str, Meta(min_length=passwords.LENGTH_MIN, max_length=passwords.LENGTH_MAX)]
    given_name: str = ""
    family_name: str = ""
    language: Language | None = None
    roles: list[Role]


class UnknownMunicipality(Exception):
    """An account names a municipality that this installation does not serve."""


def read_accounts(path: Path) -> list[Account]:
    """Read a file with a JSON list of accounts. Raises msgspec.ValidationError naming what is wrong."""
    return msgspec.json.decode(path.read_bytes(), type=list[Account])


async def add_first(database: Database, accounts: list[Account], *, repeatable: bool) -> int:
    """Add what is missing and return how many accounts were added. `repeatable` adds to tenants that have staff too."""
    tenants = {municipality.slug: municipality for municipality in database.tenants.values()}
    if unknown := {account.municipality for account in accounts} - tenants.keys():
        raise UnknownMunicipality(", ".join(sorted(unknown)))
    added = 0
    for slug, municipality in tenants.items():
        own = [account for account in accounts if account.municipality == slug]
        added += await add_tenant(database, municipality, own, repeatable=repeatable)
    return added


async def add_tenant(
    database: Database, municipality: Municipality, accounts: list[Account], *, repeatable: bool
) -> int:
    """Add the missing accounts of one tenant in one transaction, and return how many they were."""
    context = Context(now=wall_time(), municipality_ids=(municipality.id,))
    async with database.transaction(context) as transaction:
        if not repeatable and await transaction.fetchval(staff.queries.has_staff):
            return 0
        present = {row["username"] for row in await transaction.fetch(staff.queries.select_usernames)}
        missing = [account for account in accounts if account.username not in present]
        # The demo gives one password to all; hashing it once keeps the first start short.
        hashes = {each: await passwords.hash_password(each) for each in {account.password for account in missing}}
        for account in missing:
            await add(transaction, account, hashes[account.password])
    return len(missing)


async def add(transaction: Transaction, account: Account, password_hash: str) -> None:
    """Add one account with its roles."""
    municipality = transaction.municipality
    new = AddStaff(
        username=account.username,
        password=account.password,
        given_name=account.given_name or account.username.partition("@")[0],
        family_name=account.family_name or municipality.name[municipality.language],
        language=account.language or msgspec.convert(municipality.language, Language),
    )
    added = await staff.insert(transaction, new, password_hash)
    await staff.replace_roles(transaction, added.id, account.roles, proposal_id=None)


def run_command() -> bool:
    """Carry out `koinon accounts console <file>` and return whether that was asked for."""
    if sys.argv[1:2] != ["accounts"]:
        return False
    if len(sys.argv) != 3:
        sys.exit("usage: koinon accounts console FILE (JSON; see services/console/README.md)")
    try:
        settings = read_settings("console")
        logs.configure(settings.service, settings.log_level)
        vault.unlock(settings.keyring)
        added = asyncio.run(add_from_file(settings, Path(sys.argv[2])))
    except (msgspec.MsgspecError, OSError, UnknownMunicipality) as error:
        sys.exit(f"console: the accounts were not added: {error}")
    sys.stdout.write(f"console: {added} accounts added\n")
    return True


async def add_from_file(settings: Settings, path: Path) -> int:
    """Add what is missing of a file, and return how many accounts that were."""
    database = await connect(settings.worker_database_url, size=1, tenants=settings.municipalities)
    try:
        return await add_first(database, read_accounts(path), repeatable=settings.environment != "production")
    finally:
        await database.close()
