"""Databases for tests: a template for each service, migrated once for all workers, and clones of it."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import msgspec

from infra.embedded.home import Home
from infra.embedded.postgres import PostgresServer
from infra.embedded.processes import ROOT
from infra.keys import LOGINS, Keys
from infra.postgres import provision
from services.kit import migrate

LOCK = 7_201_964


class Urls(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of one database for a service's three logins."""

    name: str
    owner: str
    api: str
    worker: str


@contextmanager
def admin_url(home: Home) -> Iterator[str]:
    """Give the superuser's address of the server in DATABASE_ADMIN_URL, or of a private one while the context lasts."""
    given = os.environ.get("DATABASE_ADMIN_URL")
    if given:
        yield given
        return
    # Nothing pulls the plug in these tests; those that do start a server of their own with the default durability.
    server = PostgresServer(home.postgres, secrets.token_hex(12), log=home.log("postgres"), fast=True)
    try:
        server.start()
        yield server.url()
    finally:
        server.stop()


def given_nats_url() -> str:
    """Return the NATS that the environment names, or nothing."""
    return os.environ.get("NATS_URL", "")


def address(url: str) -> str:
    """Return the host:port of a database address."""
    return urlsplit(url).netloc.rpartition("@")[2]


def login_url(url: str, login: str, password: str, database: str) -> str:
    """Return an address on the same server for another login and database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{login}:{password}@{address(url)}", path=f"/{database}"))


def admin_url_of(url: str, database: str) -> str:
    """Return the superuser's address of a database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def urls_of(url: str, keys: Keys, service: str, name: str) -> Urls:
    """Return the addresses of a database for a service's logins."""
    owner, api, worker = (
        login_url(url, f"{service}_{kind}", keys.password(f"{service}_{kind}"), name)
        for kind in ("owner", "api", "worker")
    )
    return Urls(name=name, owner=owner, api=api, worker=worker)


def migrations_folder(service: str) -> Path:
    """Return the folder whose migrations follow kit's; kit's own database has none."""
    return ROOT / "tests" / "kit" if service == "kit" else ROOT / "services" / service


def template_name(service: str) -> str:
    """Return the name of a service's template; it changes with its migrations."""
    texts = b"".join(path.read_bytes() for _, path in migrate.files(migrations_folder(service)))
    return f"koinon_template_{service}_{hashlib.sha256(texts).hexdigest()[:12]}"


async def ensure_template(connection: provision.Connection, url: str, keys: Keys, service: str) -> str:
    """Make and migrate a service's template unless it is there; one worker does it and the others wait."""
    name = template_name(service)
    await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
    try:
        if not await connection.fetchval(provision.queries.has_database, name):
            draft = f"{name}_{secrets.token_hex(4)}"
            logins = [f"{service}_{kind}" for kind in LOGINS]
            await provision.ensure_logins(connection, service, {each: keys.password(each) for each in logins})
            await provision.ensure_database(connection, service, name=draft)
            await migrate.migrate(urls_of(url, keys, service, draft).owner, migrations_folder(service))
            await connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)
    return name


async def clone(url: str, keys: Keys, service: str) -> Urls:
    """Return the addresses of a new database with a service's schema and no rows."""
    connection = await provision.connect(url)
    try:
        template = await ensure_template(connection, url, keys, service)
        name = f"koinon_test_{service}_{secrets.token_hex(6)}"
        await provision.ensure_database(connection, service, name=name, template=template)
        return urls_of(url, keys, service, name)
    finally:
        await connection.close()


async def drop(url: str, urls: Urls) -> None:
    """Remove a database, whoever is still connected."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{urls.name}" WITH (FORCE)')
    finally:
        await connection.close()
