"""The line between a service and PostgreSQL, which can be late, or lose what it carries."""

import asyncio

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
"""The message of PostgreSQL's protocol by which kit ends a transaction."""


class Line:
    """A TCP proxy before PostgreSQL that can be told to lose the answer to the next COMMIT."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.armed = False
        """Whether the next COMMIT loses its answer."""
        self.spared = 0
        """How many COMMITs are answered before that one."""
        self.losing = False
        self.cut = 0
        self.server: asyncio.Server | None = None

    async def open(self, port: int = 0) -> int:
        """Listen, and return the port."""
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", port)
        found: int = self.server.sockets[0].getsockname()[1]
        return found

    async def serve(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        """Carry bytes both ways until one side ends or the line is cut."""
        far, far_out = await asyncio.open_connection(self.host, self.port)
        try:
            await asyncio.gather(self.forth(near, far_out), self.back(far, near_out))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            near_out.transport.abort()
            far_out.transport.abort()

    async def forth(self, near: asyncio.StreamReader, far_out: asyncio.StreamWriter) -> None:
        """Carry the client's bytes; an armed line loses the answer to the COMMIT among them."""
        while read := await near.read(65536):
            if self.armed and COMMIT in read:
                self.armed, self.losing = self.spared > 0, self.spared == 0
                self.spared = max(0, self.spared - 1)
            far_out.write(read)
            await far_out.drain()
        raise ConnectionResetError

    async def back(self, far: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        """Carry the server's bytes, but not the answer that is to be lost."""
        while read := await far.read(65536):
            if self.losing and b"COMMIT\x00" in read:
                self.losing = False
                self.cut += 1
                raise ConnectionResetError
            near_out.write(read)
            await near_out.drain()
        raise ConnectionResetError

    async def close(self) -> None:
        """Listen no more."""
        if self.server is not None:
            self.server.close()
