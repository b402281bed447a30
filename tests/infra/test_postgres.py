"""Each service has its own database and logins, and no way into another's; the server keeps data and passwords."""

import asyncio
import os
import pwd
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from contracts.readers import SERVICES
from infra.embedded.postgres import NOBODY, PostgresServer
from infra.keys import Keys, ensure_keys
from infra.postgres import provision
from infra.rotation import rotate_database


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that nobody else may enter."""
    made = tmp_path_factory.mktemp("private")
    made.chmod(0o700)
    return made


@pytest.fixture(scope="module")
def keys(folder: Path) -> Keys:
    return ensure_keys(folder / "keys")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[PostgresServer]:
    started = PostgresServer(folder / "postgres", secrets.token_hex(12), log=folder / "postgres.log")
    try:
        started.start()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
async def provisioned(server: PostgresServer, keys: Keys) -> AsyncIterator[asyncpg.Connection]:
    """The superuser's connection to a server that was provisioned twice."""
    await provision.provision(server.url(), keys.passwords)
    await provision.provision(server.url(), keys.passwords)
    connection = await asyncpg.connect(server.url())
    yield connection
    await connection.close()


def url(server: PostgresServer, keys: Keys, login: str, database: str) -> str:
    return server.url(database, login=login, password=keys.password(login))


@pytest.mark.parametrize("kind", ["owner", "api", "worker"])
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.usefixtures("provisioned")
async def test_a_login_enters_its_own_database_and_no_other(
    server: PostgresServer, keys: Keys, service: str, kind: str
) -> None:
    login = f"{service}_{kind}"
    own = await asyncpg.connect(url(server, keys, login, provision.database_name(service)))
    assert await own.fetchval("SELECT current_user") == login
    await own.close()
    for database in [
        *(provision.database_name(other) for other in SERVICES if other != service),
        "postgres",
        "template1",
    ]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url(server, keys, login, database))


async def test_no_login_has_a_right_over_the_server(provisioned: asyncpg.Connection) -> None:
    mighty = await provisioned.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname ~ '_(owner|api|worker)$' "
        "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    )
    assert mighty == []
    memberships = await provisioned.fetchval(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname ~ '_(api|worker)$'"
    )
    assert memberships == 0


@pytest.mark.parametrize(("kind", "sees"), [("owner", False), ("api", False), ("worker", True)])
@pytest.mark.usefixtures("provisioned")
async def test_only_a_worker_sees_when_the_last_backup_ended(
    server: PostgresServer, keys: Keys, kind: str, sees: bool
) -> None:
    connection = await asyncpg.connect(url(server, keys, f"cards_{kind}", "koinon_cards"))
    assert await connection.fetchval("SELECT has_function_privilege('pg_ls_waldir()', 'EXECUTE')") is sees
    await connection.close()


@pytest.mark.parametrize("kind", ["api", "worker"])
@pytest.mark.usefixtures("provisioned")
async def test_only_the_owner_makes_tables(server: PostgresServer, keys: Keys, kind: str) -> None:
    connection = await asyncpg.connect(url(server, keys, f"cards_{kind}", "koinon_cards"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("CREATE TABLE mine (id int)")
    await connection.close()


@pytest.mark.parametrize(
    ("kind", "statement", "lock"), [("api", "10s", "2s"), ("worker", "1min", "5s"), ("owner", "0", "500ms")]
)
@pytest.mark.usefixtures("provisioned")
async def test_each_login_has_its_time_limits(
    server: PostgresServer, keys: Keys, kind: str, statement: str, lock: str
) -> None:
    connection = await asyncpg.connect(url(server, keys, f"cards_{kind}", "koinon_cards"))
    assert await connection.fetchval("SHOW statement_timeout") == statement
    assert await connection.fetchval("SHOW lock_timeout") == lock
    assert await connection.fetchval("SHOW idle_in_transaction_session_timeout") != "0"
    await connection.close()


async def test_a_deputy_is_the_login_that_it_stands_in_for_and_ends_it(
    provisioned: asyncpg.Connection, server: PostgresServer, keys: Keys, tmp_path: Path
) -> None:
    """A whole rotation and the next one: at each step the addresses that services have been given are good."""
    own = Keys(tmp_path / "keys")
    shutil.copytree(keys.folder, own.folder)
    former = await asyncpg.connect(url(server, own, "cards_api", "koinon_cards"))
    for step, present in (("prepared", "cards_api"), ("switched", "cards_api_b"), ("retired", "cards_api_b")):
        assert rotate_database(own, "cards") == step
        await provision.provision(server.url(), own.passwords)
        assert own.login("cards", "api") == present
        connection = await asyncpg.connect(url(server, own, own.login("cards", "api"), "koinon_cards"))
        await connection.execute("RESET ALL")
        assert await connection.fetchval("SELECT current_user || current_setting('lock_timeout')") == "cards_api2s"
        await connection.close()
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
        await former.execute("SELECT 1")
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(url(server, keys, "cards_api", "koinon_cards"))
    owner = await asyncpg.connect(url(server, own, "cards_owner_b", "koinon_cards"))
    await owner.execute("CREATE TABLE made_by_a_deputy (id int)")
    assert await owner.fetchval("SELECT relowner::regrole::text FROM pg_class WHERE relname = 'made_by_a_deputy'") == (
        "cards_owner"
    )
    await owner.close()
    await provision.provision(server.url(), keys.passwords)
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(url(server, own, "cards_api_b", "koinon_cards"))


@pytest.mark.usefixtures("provisioned")
async def test_a_wrong_password_is_refused(server: PostgresServer) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.url("koinon_cards", login="cards_api", password="guessed"))


async def test_a_killed_server_comes_back_on_its_port_with_what_was_committed(folder: Path) -> None:
    server = PostgresServer(folder / "killed", "secret", log=folder / "killed.log")
    try:
        server.start()
        before = server.url()
        connection = await asyncpg.connect(before)
        await connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        server.process.kill()
        connection.terminate()
        server.start()
        assert server.url() == before
        again = await asyncpg.connect(before)
        assert await again.fetchval("SELECT one FROM kept") == 1
        await again.close()
    finally:
        server.stop()


async def test_what_is_left_of_a_killed_server_is_waited_for(folder: Path) -> None:
    server = PostgresServer(folder / "orphaned", "secret", log=folder / "orphaned.log")
    try:
        server.start()
        connection = await asyncpg.connect(server.url())
        left = await connection.fetchval("SELECT pg_backend_pid()")
        os.kill(left, signal.SIGSTOP)
        server.process.kill()
        connection.terminate()
        starting = asyncio.create_task(asyncio.to_thread(server.start))
        while "pre-existing shared memory block" not in server.log.read_text():
            assert not starting.done(), "the stopped session holds the server's memory"
            await asyncio.sleep(0.01)
        os.kill(left, signal.SIGKILL)
        await starting
        again = await asyncpg.connect(server.url())
        await again.close()
    finally:
        server.stop()


async def test_a_lock_file_that_names_a_stranger_does_not_hinder_the_start(folder: Path) -> None:
    server = PostgresServer(folder / "stale", "secret", log=folder / "stale.log")
    try:
        server.start()
        lock = server.data / "postmaster.pid"
        text = lock.read_text()
        server.stop()
        lock.write_text(text.replace(text.splitlines()[0], str(os.getppid()), 1))
        server.start()
        connection = await asyncpg.connect(server.url())
        await connection.close()
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another user to run it as")
def test_root_runs_it_as_nobody_even_in_a_folder_closed_to_others(server: PostgresServer) -> None:
    assert server.process.pid is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    nobody = pwd.getpwnam(NOBODY).pw_uid
    assert f"\nUid:\t{nobody}\t{nobody}\t{nobody}\t{nobody}\n" in status
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:")).split()[1]
    assert int(effective, 16) in (0, 1 << 1)  # None, or CAP_DAC_OVERRIDE alone.
