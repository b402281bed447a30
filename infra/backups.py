"""Keeps PostgreSQL on another disk, and brings it back on an empty machine: a base backup a night, and all WAL since.

    koinon backup --to /backups --begin           # once; then start PostgreSQL again
    koinon backup --to /backups --keep 7          # each night
    koinon restore --from /backups --data <folder> [--until 2026-02-10T12:00:00+00:00]

For one server whose PostgreSQL lies on this machine; in a container, its own image has the programs that keep it, and
on Kubernetes CloudNativePG does all of it. DATABASE_ADMIN_URL is
a superuser's address; its password stays out of the command line. Keys are kept elsewhere, apart from this.
"""

import argparse
import asyncio
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

NAME = re.compile(r"base-(\d{8}T\d{6}Z)")
STARTED = re.compile(r"START WAL LOCATION: \S+ \(file (\w+)\)")
SUMS = "--manifest-checksums=SHA256"
ARCHIVE_TIMEOUT_S = 60
"""What is lost at most when this machine is: what came since the last file of WAL was archived."""


class BackupRefused(Exception):
    """Nothing was kept or brought back, and why."""


class Programs:
    """PostgreSQL's client programs: those on the path, or of a folder where the path has another version's."""

    def __init__(self, folder: Path | None) -> None:
        self.path = str(folder) if folder else None

    def run(self, name: str, *arguments: str, told: dict[str, str] | None = None) -> None:
        """Run one of them. Raises BackupRefused with what it said."""
        found = shutil.which(name, path=self.path)
        if found is None:
            raise BackupRefused(f"{name} is not here; it comes with PostgreSQL's client programs (--programs).")
        done = subprocess.run(
            [found, *arguments], env=os.environ | (told or {}), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BackupRefused(f"{name}: {done.stderr.strip()}")


def archive_of(folder: Path) -> Path:
    """Return where each file of WAL is kept."""
    return folder / "wal"


def bases(folder: Path) -> list[Path]:
    """Return the base backups, oldest first."""
    return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))


async def begin(admin_url: str, folder: Path) -> None:
    """Have WAL archived from the server's next start on; a file that is there already is never written over."""
    archive = archive_of(folder)
    archive.mkdir(parents=True, exist_ok=True)
    connection = await asyncpg.connect(admin_url)
    try:
        if os.geteuid() == 0:
            await asyncio.to_thread(give_to_owner_of, await connection.fetchval("SHOW data_directory"), archive)
        await connection.execute("ALTER SYSTEM SET archive_mode = on")
        await connection.execute(f"ALTER SYSTEM SET archive_timeout = {ARCHIVE_TIMEOUT_S}")
        there = shlex.quote(str(archive))
        command = f"test ! -f {there}/%f && cp %p {there}/%f.part && mv {there}/%f.part {there}/%f"
        await connection.execute(f"ALTER SYSTEM SET archive_command = {literal(command)}")
    finally:
        await connection.close()


def give_to_owner_of(data: str, folder: Path) -> None:
    """Let the user as whom PostgreSQL runs write into a folder that root has made."""
    shutil.chown(folder, Path(data).stat().st_uid)


def literal(text: str) -> str:
    """Return a text as SQL and PostgreSQL's configuration files write it; neither place takes parameters."""
    return "'" + text.replace("'", "''") + "'"


async def require_archiving(admin_url: str) -> None:
    """Raise BackupRefused unless WAL is archived now: a base backup without it cannot be restored."""
    connection = await asyncpg.connect(admin_url)
    try:
        if await connection.fetchval("SHOW archive_mode") != "on":
            raise BackupRefused("WAL is not archived: `koinon backup --begin`, then start PostgreSQL again.")
        failing = "SELECT last_failed_wal FROM pg_stat_archiver WHERE last_failed_time > last_archived_time"
        if (failed := await connection.fetchval(failing)) is not None:
            raise BackupRefused(f"WAL is not archived: {failed} failed last; see PostgreSQL's log.")
    finally:
        await connection.close()


def take(programs: Programs, admin_url: str, folder: Path, *, now: datetime) -> Path:
    """Take a base backup while everything goes on, check it, and return where it is. Raises BackupRefused."""
    asyncio.run(require_archiving(admin_url))
    parts = urlsplit(admin_url)
    passfile = parse_qs(parts.query).get("passfile", [""])[0]
    told = {"PGPASSWORD": unquote(parts.password)} if parts.password else {"PGPASSFILE": passfile}
    target = folder / f"base-{now:%Y%m%dT%H%M%SZ}"
    where = [f"--host={parts.hostname}", f"--port={parts.port or 5432}", f"--username={parts.username}"]
    programs.run(
        "pg_basebackup", f"--pgdata={target}", "--checkpoint=fast", "--wal-method=none", SUMS, *where, told=told
    )
    verify(target)
    return target


def prune(programs: Programs, folder: Path, keep: int) -> int:
    """Remove all but the newest base backups, and the WAL that only those needed; return how many bases went."""
    found = bases(folder)
    former, kept = found[:-keep], found[-keep:]
    for path in former:
        shutil.rmtree(path)
    started = STARTED.search((kept[0] / "backup_label").read_text("utf-8"))
    if started is not None:
        programs.run("pg_archivecleanup", str(archive_of(folder)), started[1])
    return len(former)


def user(text: str) -> str | int:
    """Return a user's name, or number where the name is another machine's, as in a container."""
    return int(text) if text.isdigit() else text


def bring_back(folder: Path, data: Path, *, until: datetime | None = None, owner: str | int = "") -> Path:
    """Lay a base backup out where PostgreSQL will find it and read on from the archive; return which one it was.

    Nobody may look before all of the WAL was read (`hot_standby`): what is not there yet would be taken for lost.
    Raises BackupRefused where something lies already, no backup is old enough, or it is damaged.
    """
    if data.exists() and any(data.iterdir()):
        raise BackupRefused(f"{data} is not empty; PostgreSQL's files are never written over.")
    found = [each for each in bases(folder) if until is None or taken_at(each) <= until]
    if not found:
        raise BackupRefused(f"{folder} has no base backup{f' from before {until}' if until else ''}.")
    verify(found[-1])
    data.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(found[-1], data, dirs_exist_ok=True)
    command = literal(f"cp {shlex.quote(str(archive_of(folder)))}/%f %p")
    target = f"recovery_target_time = '{until.isoformat()}'\nrecovery_target_action = promote\n" if until else ""
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
        settings.write("archive_mode = off\nhot_standby = off\n")
        settings.write(f"restore_command = {command}\n{target}")
    (data / "recovery.signal").touch()
    if owner:
        for path in (data, *data.rglob("*")):
            shutil.chown(path, owner)
    data.chmod(0o700)
    return found[-1]


def verify(base: Path) -> None:
    """Hold every file of a base backup against its manifest. Raises BackupRefused, naming the first that differs."""
    for file in json.loads((base / "backup_manifest").read_bytes())["Files"]:
        name = file.get("Path") or bytes.fromhex(file["Encoded-Path"]).decode(errors="surrogateescape")
        try:
            with (base / name).open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            found = ""
        if found != file["Checksum"]:
            raise BackupRefused(f"{base / name} is not what was backed up.")


def taken_at(base: Path) -> datetime:
    """Return when a base backup was begun."""
    return datetime.strptime(base.name, "base-%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def backup(command_line: list[str]) -> int:
    """Carry out `koinon backup`."""
    parser = argparse.ArgumentParser(prog="koinon backup", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--to", type=Path, required=True, help="folder on another disk, which PostgreSQL may write")
    parser.add_argument("--begin", action="store_true", help="have WAL archived there from the next start on")
    parser.add_argument("--keep", type=int, default=7, help="how many base backups are kept (default: 7)")
    parser.add_argument("--programs", type=Path, help="folder of pg_basebackup and its like, if not on the path")
    arguments = parser.parse_args(command_line)
    programs = Programs(arguments.programs)
    admin_url = os.environ.get("DATABASE_ADMIN_URL", "")
    try:
        if not admin_url:
            raise BackupRefused("Set DATABASE_ADMIN_URL, a superuser's address.")
        if arguments.begin:
            asyncio.run(begin(admin_url, arguments.to.resolve()))
            print("WAL will be archived. Next: start PostgreSQL again, then `koinon backup` each night.")
            return 0
        made = take(programs, admin_url, arguments.to, now=datetime.now(UTC))
        gone = prune(programs, arguments.to, max(1, arguments.keep))
    except (BackupRefused, OSError, asyncpg.PostgresError) as refused:
        print(f"No backup was made. {refused}", file=sys.stderr)
        return 1
    print(f"{made} was made and checked; {gone} older ones were removed.")
    print("Next: keep the list of erasures outside the backups (`koinon erasures`), and the keys apart from both.")
    return 0


def restore(command_line: list[str]) -> int:
    """Carry out `koinon restore`."""
    parser = argparse.ArgumentParser(prog="koinon restore", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--from", dest="folder", type=Path, required=True, help="what `koinon backup --to` was given")
    parser.add_argument("--data", type=Path, required=True, help="PostgreSQL's folder, empty or not there")
    parser.add_argument("--until", type=datetime.fromisoformat, help="up to this instant (RFC 3339); else to the end")
    parser.add_argument("--owner", type=user, default="", help="user as whom PostgreSQL runs, by name or number")
    arguments = parser.parse_args(command_line)
    try:
        source = arguments.folder.resolve()
        used = bring_back(source, arguments.data, until=arguments.until, owner=arguments.owner)
    except (BackupRefused, OSError) as refused:
        print(f"Nothing was restored. {refused}", file=sys.stderr)
        return 1
    print(f"{used.name} lies in {arguments.data}. Next: bring the keys back and start PostgreSQL, which reads the WAL;")
    print("`koinon reapply-erasures <service>`; `koinon republish <service> --since …`; `koinon verify cards`; open.")
    return 0
