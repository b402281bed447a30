"""HTTP on the wire: what a client sends whole is answered, what it never ends is not kept for ever."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.kit.protocol import HEAD_BYTES_MAX, BoundedProtocol
from services.kit.service import configuration

SIZE = 16 * 1024


async def echo_length(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the length of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(length).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server as services run it."""
    server = uvicorn.Server(configuration(echo_length, "127.0.0.1", 0))
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells by a flag
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


async def say(port: int, *pieces: bytes) -> bytes:
    """Send pieces one after the other, and return what is answered until the server closes or has answered once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(reader.read(4096), 5)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def test_services_use_the_bounded_protocol() -> None:
    assert configuration(echo_length, "127.0.0.1", 0).http is BoundedProtocol
    assert issubclass(BoundedProtocol, HttpToolsProtocol)


async def test_a_request_is_answered(port: int) -> None:
    assert b"200 OK" in await say(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")


async def test_a_long_body_is_no_long_head(port: int) -> None:
    pieces = [b"x" * SIZE] * (2 * HEAD_BYTES_MAX // SIZE)
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {2 * HEAD_BYTES_MAX}\r\n\r\n".encode()
    answer = await say(port, head, *pieces)
    assert answer.endswith(str(2 * HEAD_BYTES_MAX).encode())


@pytest.mark.parametrize("beginning", [b"GET /", b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: "])
async def test_a_head_that_does_not_end_is_refused(port: int, beginning: bytes) -> None:
    answer = await say(port, beginning, *[b"a" * SIZE] * (10 * HEAD_BYTES_MAX // SIZE))
    assert answer == b"" or b"400 Bad Request" in answer


async def test_many_small_headers_are_refused(port: int) -> None:
    answer = await say(port, b"GET / HTTP/1.1\r\n", *[b"X-Small: a\r\n" * 1000] * 60)
    assert answer == b"" or b"400 Bad Request" in answer


async def test_trailers_that_do_not_end_are_refused(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
    answer = await say(port, head, *[b"X-Small: a\r\n" * 1000] * 60)
    assert answer == b"" or b"400 Bad Request" in answer


async def test_what_is_no_http_is_refused(port: int) -> None:
    assert b"400 Bad Request" in await say(port, b"\x16\x03\x01 no http\r\n\r\n")
