"""What an operator keeps of PostgreSQL outside its machine: a base backup, and each file of WAL once it is full."""

import os
import shutil
import subprocess
from pathlib import Path

import asyncpg

from infra.embedded.home import Home
from infra.embedded.postgres import SUPERUSER, identity_for, program_path
from infra.embedded.processes import LOOPBACK, clean_environment
from tests.faults.waiting import until


class Backups:
    """Another disk: what is on it stays when the machine is gone."""

    def __init__(self, folder: Path) -> None:
        self.base = folder / "base"
        self.archive = folder / "wal"
        self.archive.mkdir(parents=True)
        identity = identity_for(self.archive)
        if identity is not None:
            os.chown(self.archive, identity.uid, identity.gid)

    async def begin(self, admin_url: str) -> None:
        """Have WAL archived from the server's next start on."""
        connection = await asyncpg.connect(admin_url)
        await connection.execute("ALTER SYSTEM SET archive_mode = on")
        await connection.execute(f"ALTER SYSTEM SET archive_command = 'cp %p {self.archive}/%f'")
        await connection.close()

    def take(self, port: int, password: str) -> None:
        """Take last night's base backup, while everything goes on; the WAL of that time comes by the archive."""
        command = [
            str(program_path("pg_basebackup")),
            f"--pgdata={self.base}",
            "--checkpoint=fast",
            "--wal-method=none",
        ]
        command += [f"--host={LOOPBACK}", f"--port={port}", f"--username={SUPERUSER}"]
        subprocess.run(command, env=clean_environment() | {"PGPASSWORD": password}, check=True, capture_output=True)

    async def until_archived(self, admin_url: str) -> None:
        """Wait until all that was committed before is in the archive."""
        connection = await asyncpg.connect(admin_url)
        last = await connection.fetchval("SELECT pg_walfile_name(pg_switch_wal())")

        async def kept() -> bool:
            return bool(await connection.fetchval("SELECT last_archived_wal >= $1 FROM pg_stat_archiver", last))

        await until(kept)
        await connection.close()

    def restore(self, home: Home) -> None:
        """Put the backup where a machine that has never run anything will find it, to be read on from the archive."""
        data = home.postgres / "data"
        data.parent.mkdir(parents=True)
        shutil.copytree(self.base, data)
        with (data / "postgresql.auto.conf").open("a") as settings:
            # Nobody may look before all of the WAL was read: what is not there yet would be taken for lost.
            settings.write("archive_mode = off\nhot_standby = off\n")
            settings.write(f"restore_command = 'cp {self.archive}/%f %p'\n")
        (data / "recovery.signal").touch()
        identity = identity_for(data)
        if identity is not None:
            for path in (data, *data.rglob("*")):
                os.chown(path, identity.uid, identity.gid)
