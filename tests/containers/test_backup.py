"""What the operators' guide says of backup and restore on one server, typed as it stands there."""

import os
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest

from infra.embedded.processes import ROOT
from services.client.statuses import figures_of
from tests.containers.composed import Composed, is_well
from tests.containers.engine import Engine

GUIDE = (ROOT / "docs/guides/operators.md").read_text("utf-8")
SECTION, REHEARSAL = (
    GUIDE.partition(f"## {title}\n")[2].partition("\n## ")[0].replace("\\\n", " ")
    for title in ("Backup and restore", "Rehearse a restore")
)
ONCE, NIGHTLY = (
    re.findall(r"^ {4}(\$compose .+)$", each, re.MULTILINE) for each in re.split(r"^ {4}base=.+$", SECTION, flags=re.M)
)
RESTORE = re.findall(r"^ {4}docker (run .+)$", SECTION, re.MULTILINE)
REHEARSE = re.findall(r"^ {4}((?:docker|until|\$compose) .+)$", REHEARSAL, re.MULTILINE)
ASK = ("psql", "--username", "koinon_admin", "--dbname", "postgres", "--tuples-only", "--no-align", "--command")


class Server:
    """PostgreSQL of compose.yaml."""

    def __init__(self, composed: Composed) -> None:
        self.composed = composed
        composed.start("postgres")
        self.container = composed.started["postgres"].get_wrapped_container()

    def ask(self, question: str) -> str:
        """Return what psql says in its container."""
        return self.do(*ASK, question)

    def do(self, *command: str, user: str = "") -> str:
        """Carry out a command in its container."""
        code, said = self.container.exec_run(list(command), user=user)
        assert code == 0, f"{' '.join(command)}\n{said.decode()}\n{self.composed.log('postgres')}"
        return str(said.decode().strip())

    def type(self, line: str) -> None:
        """Do what a line of the guide does."""
        match shlex.split(line):
            case ["$compose", "restart", "postgres"]:
                self.container.restart(timeout=60)
                self.composed.wait_healthy("postgres", self.container)
            case ["$compose", "exec", "--user", user, "postgres", program, *others]:
                # The wheel that stands in for the image has a pg_verifybackup that crashes, whatever it is told.
                if program != "pg_verifybackup" or is_well(self.container, [program, "--version"]):
                    self.do(program, *others, user=user)
            case ["$compose", "exec", "postgres", *command]:
                self.do(*command)
            case ["$compose", "exec", name, *command]:
                code, said = self.composed.started[name].get_wrapped_container().exec_run(command)
                assert code == 0, said.decode()
            case ["$compose", "run", "--rm", "--no-deps", "--env", empty, "--env", address, "cards", *command]:
                told = dict(each.split("=", 1) for each in (empty, address))
                self.composed.run("cards", *command, environment=told)
            case _:
                pytest.fail(f"Say here what is meant by: {line}")

    def archive(self) -> None:
        """Wait until all of the WAL so far has been kept."""
        last = self.ask("SELECT pg_walfile_name(pg_switch_wal())")
        kept = f"SELECT coalesce(last_archived_wal >= '{last}', false) FROM pg_stat_archiver"
        self.composed.wait(lambda: self.ask(kept) == "t", "postgres")


@pytest.fixture
def server(images: Engine) -> Iterator[Server]:
    """PostgreSQL alone."""
    with Composed(f"backup-{os.getpid()}") as composed:
        yield Server(composed)


@pytest.mark.timeout(900)
def test_what_the_guide_says_keeps_a_server_and_brings_it_back(server: Server, images: Engine) -> None:
    assert (len(ONCE), len(NIGHTLY), len(RESTORE), len(REHEARSE)) == (3, 2, 1, 7)
    server.composed.start("cards")
    for line in ONCE:
        server.type(line)
    server.ask("CREATE TABLE kept AS SELECT 1 AS number")
    base = f"/backups/base-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    for line in NIGHTLY:
        server.type(line.replace("$base", base))
    server.ask("INSERT INTO kept VALUES (2)")
    server.archive()
    backups, other = f"{server.composed.name}-backups", f"{server.composed.name}-other"
    typed = RESTORE[0].replace("koinon_backups:", f"{backups}:").replace("koinon_postgres:", f"{other}:")
    try:
        images.run(*shlex.split(typed))
        volumes = ("--volume", f"{backups}:/backups:ro", "--volume", f"{other}:/var/lib/postgresql")
        image = server.composed.file["services"]["postgres"]["image"]
        images.run("run", "--detach", "--name", other, *volumes, image)
        question = (*ASK, "SELECT count(*) FROM kept")
        server.composed.wait(lambda: images.does("exec", other, *question), "postgres")
        assert images.run("exec", other, *question) == "2"
        rehearse(server, images)
    finally:
        images.does("rm", "--force", "--time", "2", other, "rehearsal")
        images.does("volume", "rm", "--force", other)


def rehearse(server: Server, images: Engine) -> None:
    """Type what the guide says of a rehearsal; the figures that the alerts ask for say so."""
    ours = {"koinon_default": server.composed.network.name, "koinon_": f"{server.composed.name}-"}
    before = int(server.ask("SELECT extract(EPOCH FROM now())::bigint"))
    for line in REHEARSE:
        match shlex.split(line.replace("koinon_default", ours["koinon_default"]), comments=True):
            case ["until", "docker", *ready, "do", "sleep", "1;", "done"]:
                ready[-1] = ready[-1].removesuffix(";")
                server.composed.wait(partial(images.does, *ready), "postgres")
            case ["docker", *command]:
                images.run(*(word.replace("koinon_", ours["koinon_"]) for word in command))
            case _:
                server.type(line)
    asked = ["python", "-c", "import httpx; print(httpx.get('http://127.0.0.1:8000/metrics').text)"]
    _, said = server.composed.started["cards"].get_wrapped_container().exec_run(asked)
    figures = figures_of(said.decode())
    assert figures["backup_timestamp_seconds"] > before - 600
    assert figures["restore_rehearsed_timestamp_seconds"] >= before
