"""PostgreSQL is kept on another disk and comes back on an empty machine, to the end or to an instant."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from infra import backups
from infra.embedded.postgres import NOBODY, PostgresServer, program_path
from services.kit import ground
from tests.faults.waiting import until

OWNER = NOBODY if os.geteuid() == 0 else ""
PROGRAMS = program_path("pg_basebackup").parent
"""Those of the server's own version; this machine's may be older."""


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PostgresServer]:
    """A server of which WAL is archived, as `koinon backup --begin` says."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    started = PostgresServer(tmp_path / "here", "secret", log=tmp_path / "here.log")
    try:
        started.start()
        monkeypatch.setenv("DATABASE_ADMIN_URL", started.url())
        kept = str(tmp_path / "kept")
        assert [await run(backups.backup, "--to", kept), await run(backups.backup, "--to", kept, "--begin")] == [1, 0]
        started.stop()
        started.start()
        yield started
    finally:
        started.stop()


async def run(command: Callable[[list[str]], int], *words: str) -> int:
    """Carry a command out beside the test's event loop, and return its exit code."""
    return await asyncio.to_thread(command, list(words))


async def restored(folder: Path, name: str, *options: str) -> list[int]:
    """Return what stands in a table on a machine that had nothing."""
    other = PostgresServer(folder / name, "secret", log=folder / f"{name}.log")
    given = ["--from", str(folder / "kept"), "--data", str(other.data), "--owner", OWNER, *options]
    assert await run(backups.restore, *given) == 0
    try:
        other.start()
        connection = await asyncpg.connect(other.url())
        rows = [row["number"] for row in await connection.fetch("SELECT number FROM kept ORDER BY number")]
        await connection.close()
    finally:
        other.stop()
    return rows


async def test_what_was_committed_after_the_backup_comes_back_and_what_came_after_an_instant_does_not(
    server: PostgresServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = await asyncpg.connect(server.url())
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
    before = datetime.now(UTC).replace(microsecond=0)
    assert await connection.fetchval(ground.queries.select_last_backup) is None
    code = await run(backups.backup, "--to", str(tmp_path / "kept"), "--programs", str(PROGRAMS))
    assert code == 0, capsys.readouterr().err
    assert before <= await connection.fetchval(ground.queries.select_last_backup) <= datetime.now(UTC)
    await connection.execute("INSERT INTO kept VALUES (2)")
    instant = datetime.now(UTC)
    await connection.execute("INSERT INTO kept VALUES (3)")
    last = await connection.fetchval("SELECT pg_walfile_name(pg_switch_wal())")

    async def archived() -> bool:
        return bool(await connection.fetchval("SELECT last_archived_wal >= $1 FROM pg_stat_archiver", last))

    await until(archived)
    await connection.close()
    server.stop()
    assert await restored(tmp_path, "whole") == [1, 2, 3]
    assert await restored(tmp_path, "earlier", "--until", instant.isoformat()) == [1, 2]
    whole = tmp_path / "whole" / "data"
    assert backups.restore(["--from", str(tmp_path / "kept"), "--data", str(whole)]) == 1
    assert "not empty" in capsys.readouterr().err
    damaged = next(path for path in backups.bases(tmp_path / "kept")[0].rglob("*/PG_VERSION"))
    damaged.write_text("17")
    assert backups.restore(["--from", str(tmp_path / "kept"), "--data", str(tmp_path / "third")]) == 1
    assert f"{damaged} is not what was backed up" in capsys.readouterr().err


def test_older_backups_go_with_the_wal_that_only_they_needed(tmp_path: Path) -> None:
    segments = [f"0000000100000000000000{number:02X}" for number in range(1, 6)]
    backups.archive_of(tmp_path).mkdir()
    for segment in segments:
        (backups.archive_of(tmp_path) / segment).touch()
    for day, segment in ((1, segments[0]), (2, segments[2]), (3, segments[4])):
        base = tmp_path / f"base-2026020{day}T020000Z"
        base.mkdir()
        (base / "backup_label").write_text(f"START WAL LOCATION: 0/2000028 (file {segment})\n")
    assert backups.prune(backups.Programs(PROGRAMS), tmp_path, 2) == 1
    assert [backups.taken_at(each).day for each in backups.bases(tmp_path)] == [2, 3]
    assert sorted(path.name for path in backups.archive_of(tmp_path).iterdir()) == segments[2:]


def test_without_a_backup_from_before_the_instant_nothing_is_restored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "base-20260202T020000Z").mkdir()
    wanted = ["--from", str(tmp_path), "--data", str(tmp_path / "data"), "--until", "2026-02-01T00:00:00+00:00"]
    assert backups.restore(wanted) == 1
    assert "no base backup from before 2026-02-01" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
