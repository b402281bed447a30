"""The connection to NATS, with the options without which nats-py hides failures (nats.py #735, #986, PR #289)."""

import asyncio
import contextlib
import ssl
from pathlib import Path

from nats.aio.client import Client
from nats.js import JetStreamContext

from services.kit.log import log
from services.kit.settings import Settings

CLOSING_S_MAX = 5.0


def read_seed(path: str) -> str:
    """Return the nkey seed in a file."""
    return Path(path).read_text(encoding="utf-8").strip()


def trusting(ca_file: str) -> ssl.SSLContext | None:
    """Return how servers are known by one authority's certificate; None where the machine's own decide."""
    return ssl.create_default_context(cafile=ca_file) if ca_file else None


class Broker:
    """A connection that is kept up for ever; `failure` tells of a refused permission, which its caller cannot see."""

    def __init__(self) -> None:
        self.client = Client()
        self.failure: str | None = None
        self.begun = False
        self.closed = asyncio.Event()

    @property
    def stream(self) -> JetStreamContext:
        """Return the JetStream context."""
        return self.client.jetstream()

    def healthy(self) -> bool:
        """Return whether the connection stands and no permission was refused since."""
        return self.client.is_connected and self.failure is None

    async def on_error(self, error: Exception) -> None:
        """Remember a refusal: the caller of a refused call only sees a timeout."""
        if "permissions violation" in str(error).lower():
            self.failure = "permission"
        log.warning("nats_error", error=type(error).__name__, reason=str(error)[:200])

    async def on_reconnected(self) -> None:
        """Forget the last failure."""
        self.failure = None
        log.info("nats_reconnected")

    async def on_closed(self) -> None:
        """Note that the client has given up."""
        self.closed.set()

    async def connect(self, settings: Settings) -> None:
        """Connect, waiting as long as it takes for a server to be there."""
        self.begun = True
        await self.client.connect(
            settings.nats_url,
            name=settings.service,
            nkeys_seed_str=read_seed(settings.nats_seed_file),
            inbox_prefix=f"_INBOX_{settings.service}".encode(),
            tls=trusting(settings.nats_ca_file),
            pending_size=-1,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            ping_interval=5,
            max_outstanding_pings=2,
            allow_reconnect=True,
            error_cb=self.on_error,
            reconnected_cb=self.on_reconnected,
            closed_cb=self.on_closed,
        )

    async def close(self) -> None:
        """Close the connection, if one was ever begun; whoever uses it has finished by now. A deaf server is left."""
        if self.begun and not self.client.is_closed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.client.close(), CLOSING_S_MAX)
