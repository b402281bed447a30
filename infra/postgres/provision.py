"""Makes each service's database and its three logins, none of which can see another service's.

`<service>_owner` owns the tables and migrates; `<service>_api` and `<service>_worker` use them under row-level
security. Each has a deputy, `<service>_api_b` and so on, whose sessions are the first one's in everything but the name
and password by which they begin: while one is let in no more, the other works (`infra/rotation.py`).
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from contracts.readers import SERVICES
from infra.keys import TURNS
from services.kit.sql import load_queries

queries = load_queries(__file__)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

LIMITS = {
    # A request is short; what waits for a lock gives up before the person does.
    "api": {"statement_timeout": "10s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s"},
    # Jobs work in chunks of one transaction each.
    "worker": {"statement_timeout": "60s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
    # A migration may take long but must not hold up a queue of sessions behind its lock: it is tried again.
    "owner": {"statement_timeout": "0", "lock_timeout": "500ms", "idle_in_transaction_session_timeout": "60s"},
}
# A tool for charts asks what it likes: it may wait longer, writes nothing, and takes no connections from the service.
ANALYST_LIMITS = {
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "transaction_timeout": "120s",
    "default_transaction_read_only": "on",
}
TRANSACTION_LIMITS = {"api": "30s", "worker": "120s", "owner": "0"}


def database_name(service: str) -> str:
    """Return the name of a service's database."""
    return f"koinon_{service}"


async def ensure_logins(connection: Connection, service: str, passwords: Mapping[str, str]) -> None:
    """Let in those of a service's logins that have a password here, and none of the others.

    The first of each pair stays a role without login where it has none: the rights are given to it.
    """
    for kind, limits in LIMITS.items():
        for turn in TURNS:
            role, login = f"{service}_{kind}", f"{service}_{kind}{turn}"
            await connection.execute(queries.ensure_role, role)
            if login not in passwords:
                await connection.execute(queries.shut_out, login)
                continue
            await connection.execute(queries.ensure_login, login, passwords[login])
            for parameter, value in {**limits, "transaction_timeout": TRANSACTION_LIMITS[kind]}.items():
                await connection.execute(queries.set_default, login, parameter, value)
            if login != role:
                await connection.execute(queries.stand_in, login, role)


async def ensure_database(connection: Connection, service: str, *, name: str = "", template: str = "template1") -> None:
    """Make a database for a service's logins, from a template if one is given; one that exists keeps its content."""
    name = name or database_name(service)
    if not await connection.fetchval(queries.has_database, name):
        # CREATE DATABASE takes no parameters and runs in no function; both names are our own identifiers.
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    await connection.execute(queries.close_database, name, service)


async def connect(admin_url: str) -> Connection:
    """Connect as the superuser, with the functions that the commands below call."""
    connection = await asyncpg.connect(admin_url)
    await connection.execute(queries.define_functions)
    return connection


async def show_backups(admin_url: str, service: str, *, name: str = "") -> None:
    """Let a service's worker see when the last base backup ended."""
    connection = await connect(urlsplit(admin_url)._replace(path=f"/{name or database_name(service)}").geturl())
    try:
        await connection.execute(queries.show_backups, service)
    finally:
        await connection.close()


def analyst_login(slug: str) -> str:
    """Return the login of a municipality's analysts."""
    return f"reporting_analyst_{slug}"


async def provision_analyst(admin_url: str, municipality_id: UUID, login: str, password: str) -> None:
    """Make the login by which a municipality's analysts read the published figures, or set its password anew.

    `admin_url` is the superuser's address of reporting's database, which was migrated. The login sees the views of the
    schema `analyst`, of this municipality alone.
    """
    connection = await connect(admin_url)
    try:
        await connection.execute(queries.ensure_login, login, password)
        for parameter, value in {**ANALYST_LIMITS, "koinon.municipalities": f"{{{municipality_id}}}"}.items():
            await connection.execute(queries.set_default, login, parameter, value)
        await connection.execute(queries.ensure_analyst, login, municipality_id)
    finally:
        await connection.close()


async def provision(admin_url: str, passwords: Callable[[str], Mapping[str, str]]) -> None:
    """Make every service's logins and database; safe to run at every start. `passwords` gives those of a service."""
    connection = await connect(admin_url)
    try:
        await connection.execute(queries.close_shared_databases)
        for service in SERVICES:
            await ensure_logins(connection, service, passwords(service))
            await ensure_database(connection, service)
            await show_backups(admin_url, service)
    finally:
        await connection.close()
