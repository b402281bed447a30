"""HTTP on the wire: uvicorn's parser in C, with the bound on a request's head that only its parser in Python has."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES_MAX = 64 * 1024
"""Request line, headers, trailers and the sizes between chunks; a body is bounded by the application."""


class BoundedProtocol(HttpToolsProtocol):
    """A connection that is closed when a head does not come to its end."""

    head_bytes = 0
    """Received since a head or a piece of a body was last whole."""

    def data_received(self, data: bytes) -> None:
        """Take what has arrived. What a client leaves unfinished is kept in memory, so it may not grow for ever."""
        self.head_bytes += len(data)
        super().data_received(data)
        if self.head_bytes > HEAD_BYTES_MAX and not self.transport.is_closing():
            self.send_400_response("The head of this request is too long.")

    def on_headers_complete(self) -> None:
        """Begin to count anew behind a head."""
        self.head_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Begin to count anew behind a piece of a body."""
        self.head_bytes = 0
        super().on_body(body)
