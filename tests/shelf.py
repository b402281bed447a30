"""Databases and connections that a test has used, as new for the next one.

To make and drop a database costs thirty times as much as to empty one, and a session that has just begun plans every
statement and compiles every trigger anew.
"""

import asyncio
from uuid import UUID

import asyncpg

from infra.keys import Keys
from services.kit.db import Connection, Database, connect, prepare_connection
from services.kit.settings import Municipality
from services.kit.sql import load_queries
from tests import databases
from tests.databases import Urls

queries = load_queries(__file__)


class Shelf:
    """What one worker keeps between tests: databases with a service's schema and no rows, and sessions."""

    def __init__(self, admin_url: str, keys: Keys) -> None:
        self.admin_url = admin_url
        self.keys = keys
        self.free: dict[str, list[Urls]] = {}
        self.marks: dict[str, str] = {}
        self.pools: dict[tuple[str, int], Database] = {}
        self.sessions: dict[str, Connection] = {}

    async def connect(self, urls: Urls) -> Connection:
        """Connect to one of the databases as the superuser."""
        return await asyncpg.connect(databases.admin_url_of(self.admin_url, urls.name))

    async def take(self, service: str) -> Urls:
        """Return a database with a service's schema and no rows, which is the caller's until it is put back."""
        if self.free.get(service):
            return self.free[service].pop()
        urls = await databases.clone(self.admin_url, self.keys, service)
        connection = await self.connect(urls)
        try:
            self.marks[urls.name] = await connection.fetchval(queries.schema_mark)
        finally:
            await connection.close()
        return urls

    async def put_back(self, service: str, urls: Urls) -> None:
        """Empty a database for the next test, or drop it if the schema is no longer as it was."""
        if await self.emptied(urls):
            self.free.setdefault(service, []).append(urls)
        else:
            await self.drop(urls)

    async def emptied(self, urls: Urls) -> bool:
        """Return whether a database is as a new one again."""
        try:
            connection = await self.connect(urls)
        except asyncpg.PostgresError:
            return False  # the test has dropped it, or lets nobody in
        try:
            await connection.execute(queries.end_sessions)
            await connection.execute(queries.empty)
            return bool(await connection.fetchval(queries.schema_mark) == self.marks[urls.name])
        except asyncpg.PostgresError:
            return False
        finally:
            await connection.close()

    async def pool(self, url: str, *, size: int, tenants: dict[UUID, Municipality]) -> Database:
        """Return kit's pool on one of the databases as one of its logins; it is closed when the database is dropped."""
        if (url, size) not in self.pools:
            self.pools[url, size] = await connect(url, size=size, tenants=tenants)
        return self.pools[url, size]

    async def session(self, url: str) -> Connection:
        """Return a session prepared as kit's are, for tests that roll back all they do in it."""
        if url not in self.sessions or self.sessions[url].is_closed():
            self.sessions[url] = await asyncpg.connect(url, statement_cache_size=1_000)
            await prepare_connection(self.sessions[url])
        return self.sessions[url]

    async def drop(self, urls: Urls) -> None:
        """Drop a database, and close what is kept of it."""
        for key in [key for key in self.pools if key[0] in (urls.owner, urls.api, urls.worker)]:
            self.pools.pop(key).pool.terminate()
        await databases.drop(self.admin_url, urls)

    async def clear(self) -> None:
        """Drop and close what is left."""
        left = [urls for each in self.free.values() for urls in each]
        await asyncio.gather(*(self.drop(urls) for urls in left))
        for session in self.sessions.values():
            session.terminate()
