"""What PostgreSQL's own catalogue says about isolation, for every service's database."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest

from contracts.readers import SERVICES
from services.kit.db import Connection
from tests.databases import Urls

SHARED = {
    "aggregates": "counters of events by aggregate id",
    "outbox": "events carry ids and public register data; only the worker reads it",
    "outbox_partitions": "locks of the relay",
    "inbox": "ids of events",
    "gates": "counters of events by aggregate id",
    "event_attempts": "ids of events",
    "dead_letters": "events that could not be applied; only the worker reads them",
    "quarantined_aggregates": "ids",
    "days_compared": "counts of an owner's events by day; only the worker reads it",
    "event_differences": "ids of events that an owner and a reader do not both know; only the worker reads it",
    "migrations": "names of files",
    "rehearsals": "instants at which operators tried a backup",
    "jobs": "ids and figures; read through the tenant's own queries",
    "timers": "names of what is due",
    "allowed_steps": "the steps of the incubator's state machines, the same for all",
    "sign_in_tries": "failed sign-ins by keyed hash, counted before the tenant is known",
}
"""Tables without a tenant's policy, each with the reason (DESIGN, Tenancy)."""

DEFINERS = {
    "add_outbox_partitions": "makes the partitions of the months ahead",
    "job": "shows a job to the tenant that started it; the api login may not read the table",
    "find_till": "a till is found by its key before its tenant is known",
    "tenant_of_enrolment_code": "a till that enrols has no token yet",
    "tenant_of_till": "a till that changes its key has no token: its present key proves which one it is",
}
"""Functions that run as their owner, each with the reason."""

OWNERS_POLICIES = {
    "till_by_key": "what koinon.find_till may read",
    "tenant_of_code": "what koinon.tenant_of_enrolment_code may read",
    "tenant_of_till": "what koinon.tenant_of_till may read",
}
"""Policies beside the tenant's, for the owner alone: forced row-level security binds its functions too."""

READABLE = {"aggregates", "migrations", "allowed_steps", "sign_in_tries"}
"""The shared tables that the api login reads."""

DATABASES = ["kit", *SERVICES]


@pytest.fixture(params=DATABASES)
async def catalogue(
    request: pytest.FixtureRequest, database_of: Callable[[str], Awaitable[Urls]]
) -> AsyncIterator[Connection]:
    """A connection to each service's migrated database, as its owner."""
    connection = await asyncpg.connect((await database_of(request.param)).owner)
    yield connection
    await connection.close()


async def test_every_table_of_a_tenant_is_under_forced_row_level_security(catalogue: Connection) -> None:
    rows = await catalogue.fetch(
        """
        SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
            coalesce(bool_or(a.attname = 'municipality_id' AND a.attnotnull), false) AS tenant,
            (
                SELECT count(*) FROM pg_policy AS p WHERE p.polrelid = c.oid
                AND pg_get_expr(p.polqual, p.polrelid) LIKE '%municipality_id = ANY%koinon.municipalities()%'
            ) AS policies
        FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname IN ('public', 'koinon')
        LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
        GROUP BY c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
        """
    )
    for row in rows:
        if row["name"] in SHARED:
            continue
        assert row["tenant"], f"{row['name']} has no municipality_id NOT NULL: add it, or name the table in SHARED."
        assert row["forced"], f"{row['name']}: write SELECT koinon.tenant_table('{row['name']}'); in its migration."
        assert row["policies"] == 1, f"{row['name']} needs exactly the policy that koinon.tenant_table makes."


async def test_no_policy_lets_more_through(catalogue: Connection) -> None:
    rows = await catalogue.fetch(
        """
        SELECT polrelid::regclass::text AS name, polname, polcmd::text AS command,
            polroles = ARRAY[current_user::regrole::oid] AS owner_only
        FROM pg_policy
        """
    )
    for row in rows:
        whole = row["polname"] == "tenant" and row["command"] == "*" and not row["owner_only"]
        named = row["polname"] in OWNERS_POLICIES and row["command"] == "r" and row["owner_only"]
        assert whole or named, (
            f"{row['polname']} on {row['name']}: policies are joined by OR, so a second one opens the table. Let the "
            "owner alone read by it, in a function of one purpose, and say why in OWNERS_POLICIES."
        )


async def test_views_ask_with_the_rights_of_whoever_asks(catalogue: Connection) -> None:
    rows = await catalogue.fetch(
        """
        SELECT n.nspname, c.relname, c.relkind::text, pg_get_viewdef(c.oid) AS said,
            coalesce(c.reloptions::text, '') AS options
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        """
    )
    for row in rows:
        assert row["relkind"] == "v", f"{row['relname']}: a materialised view knows no tenant; write a table."
        if row["nspname"] == "analyst":
            assert "security_barrier=true" in row["options"], f"{row['relname']}: write security_barrier = true."
            assert "SESSION_USER" in row["said"], f"{row['relname']}: an analyst's rows follow from the login."
            continue
        assert "security_invoker=true" in row["options"], (
            f"{row['relname']}: write CREATE VIEW … WITH (security_invoker = true), or its owner's rights are used."
        )


async def test_functions_that_run_as_their_owner_are_named_here(catalogue: Connection) -> None:
    rows = await catalogue.fetch(
        """
        SELECT p.proname, coalesce(p.proconfig::text, '') AS config FROM pg_proc AS p
        JOIN pg_namespace AS n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        """
    )
    for row in rows:
        assert "search_path" in row["config"], f"{row['proname']}: SECURITY DEFINER needs SET search_path."
        assert row["proname"] in DEFINERS, f"{row['proname']} runs as its owner: say why in DEFINERS."


async def test_logins_own_nothing_and_bypass_nothing(catalogue: Connection) -> None:
    rows = await catalogue.fetch(
        """
        SELECT r.rolname,
            r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication AS powerful,
            EXISTS (SELECT FROM pg_auth_members AS m WHERE m.member = r.oid) AS belongs,
            EXISTS (
                SELECT FROM pg_class AS c WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace
            ) AS owns
        FROM pg_roles AS r
        WHERE r.rolname ~ '_(owner|api|worker)$'
        """
    )
    assert rows
    for row in rows:
        assert not row["powerful"], f"{row['rolname']} could go round row-level security."
        assert not row["belongs"], f"{row['rolname']} is a member of another role."
        assert not row["owns"] or row["rolname"].endswith("_owner"), f"{row['rolname']} owns tables."


async def test_only_the_worker_reads_what_has_no_tenant(catalogue: Connection) -> None:
    database = str(await catalogue.fetchval("SELECT current_user")).removesuffix("_owner")
    rows = await catalogue.fetch(
        """
        SELECT c.relname FROM pg_class AS c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND has_table_privilege($1, c.oid, 'SELECT')
        """,
        f"{database}_api",
    )
    readable = {row["relname"] for row in rows} & set(SHARED)
    assert readable <= READABLE, f"The api login may read {readable}, which hold all tenants' rows."


async def test_a_tenant_is_written_where_none_is_said(catalogue: Connection) -> None:
    rows = await catalogue.fetch(
        """
        SELECT c.relname, pg_get_expr(d.adbin, d.adrelid) AS value FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'municipality_id'
        LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
        """
    )
    for row in rows:
        assert row["value"] == "koinon.municipality()", (
            f"{row['relname']}: write municipality_id uuid NOT NULL DEFAULT koinon.municipality()."
        )
