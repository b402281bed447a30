"""Traces: from a request through the outbox to a reader one trace; nothing in it names anybody."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import msgspec
import pytest
from litestar import post
from litestar.datastructures import State
from litestar.params import FromPath
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from infra.embedded.nats import NatsServer
from services.kit import log as logs
from services.kit import traces
from services.kit.application import build
from services.kit.auth import public
from services.kit.db import Database, uuid7
from services.kit.events import publish
from services.kit.events.inbox import apply
from services.kit.events.relay import relay_once
from services.kit.nats import Broker
from services.kit.settings import Settings
from tests.clients import open_http
from tests.databases import Urls
from tests.kit.events.consuming import Owner, consumed, until
from tests.kit.things import Moods, ThingTicked, context, tenant, ticks

PARENT = f"00-{'ab' * 16}-{'cd' * 8}-01"
TOLD = {
    "http.request.method", "http.route", "http.response.status_code", "messaging.system", "messaging.message.id",
    "messaging.operation.type", "messaging.destination.partition.id", "koinon.outcome",
}  # fmt: skip
"""All that a span may say. Who adds to it says why it names nobody."""


@pytest.fixture
def told(settings_of: Callable[..., Settings], own_urls: Urls) -> Iterator[InMemorySpanExporter]:
    """What a collector gets."""
    exporter = InMemorySpanExporter()
    traces.begin(settings_of("cards", own_urls), exporter)
    yield exporter
    traces.end()


@post("/things/{name:str}", guards=[public])
async def tick(name: FromPath[str], state: State) -> None:
    """Tick once, in a transaction under the request's trace."""
    said = msgspec.structs.replace(context(state.database), traceparent=logs.traceparent.get())
    async with state.database.transaction(said) as transaction:
        await publish(transaction, ThingTicked(thing_id=state.thing, number=1))


@pytest.fixture
async def brokers(
    nats_server: NatsServer, own_urls: Urls, settings_of: Callable[..., Settings]
) -> AsyncIterator[dict[str, Broker]]:
    """Connections as cards and as reporting."""
    found = {name: Broker() for name in ("cards", "reporting")}
    for name, broker in found.items():
        await broker.connect(settings_of(name, own_urls, nats_url=nats_server.url))
    yield found
    for broker in found.values():
        await broker.close()


async def test_a_trace_goes_from_the_request_through_the_outbox_to_the_reader(
    told: InMemorySpanExporter, own_database: Database, brokers: dict[str, Broker]
) -> None:
    moods, state = Moods(), {"database": own_database, "thing": uuid7()}
    async with open_http(build("kit", "", [tick], state)) as http:
        answer = await http.post("/things/maria?name=maria", headers={"traceparent": PARENT}, json={"name": "maria"})
        assert answer.status_code == 201
    async with consumed(brokers["reporting"], own_database, moods.reader, Owner(brokers["cards"])):
        assert await relay_once(own_database, brokers["cards"].stream) == 1

        async def called() -> bool:
            return moods.calls != []

        await until(called)
    traces.end()
    spans: dict[str, Any] = {each.name: each for each in told.get_finished_spans()}
    request, sent, applied = (
        spans[name] for name in ("POST /things/{name}", f"send {ThingTicked.type}", f"process {ThingTicked.type}")
    )
    assert {f"{each.context.trace_id:032x}" for each in spans.values()} == {"ab" * 16}
    assert f"{request.parent.span_id:016x}" == "cd" * 8
    assert {sent.parent.span_id, applied.parent.span_id} == {request.context.span_id}
    assert request.start_time <= sent.start_time <= applied.end_time
    assert applied.attributes["koinon.outcome"] == "applied"
    assert sent.attributes["messaging.message.id"] == applied.attributes["messaging.message.id"]
    assert {key for each in spans.values() for key in each.attributes} == TOLD
    assert "maria" not in "".join(each.to_json() for each in spans.values())


async def test_what_somebody_has_to_look_at_is_marked(told: InMemorySpanExporter, own_database: Database) -> None:
    moods, thing = Moods(), uuid7()
    moods.refused.add((thing, 1))
    (message,) = ticks(thing, 1, municipality=tenant(own_database))
    await apply(own_database, moods.reader, message)
    traces.end()
    (span,) = told.get_finished_spans()
    assert (span.attributes or {})["koinon.outcome"] == "dead"
    assert not span.status.is_ok


async def test_a_sample_is_whole_traces(settings_of: Callable[..., Settings], own_urls: Urls) -> None:
    """What is chosen follows from the trace's id alone, so that every service chooses the same."""
    exporter = InMemorySpanExporter()
    settings = msgspec.structs.replace(settings_of("cards", own_urls), traces_per_mille=500)
    traces.begin(settings, exporter)
    parents = [f"00-{'1' * 16}{half}-{'cd' * 8}-01" for half in ("0" * 15 + "1", "f" * 16)]
    for parent in parents * 2:
        traces.span("GET", "server", parent).answered("GET", "/", 200)
    traces.end()
    found = [f"{each.context.trace_id:032x}" for each in exporter.get_finished_spans()]
    assert found == [parents[0].split("-")[1]] * 2


class Collector(BaseHTTPRequestHandler):
    """Takes what is sent, and keeps it."""

    taken: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        self.taken.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - as the library calls it
        """Say nothing."""


def test_a_collector_gets_them_by_otlp(settings_of: Callable[..., Settings], own_urls: Urls) -> None:
    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = msgspec.structs.replace(
        settings_of("cards", own_urls), otlp_url=f"http://127.0.0.1:{server.server_port}/"
    )
    try:
        traces.begin(settings)
        traces.span("GET", "server", PARENT).answered("GET", "/payments/{payment_id:uuid}", 503)
        traces.end()
    finally:
        server.shutdown()
        server.server_close()
    ((path, body),) = Collector.taken
    said = ExportTraceServiceRequest.FromString(body)
    assert path == "/v1/traces"
    resource = {each.key: each.value.string_value for each in said.resource_spans[0].resource.attributes}
    assert (resource["service.namespace"], resource["service.name"]) == ("koinon", "cards")
    (span,) = said.resource_spans[0].scope_spans[0].spans
    assert (span.name, span.trace_id.hex()) == ("GET /payments/{payment_id:uuid}", "ab" * 16)


async def test_without_a_collector_nothing_is_made(settings_of: Callable[..., Settings], own_urls: Urls) -> None:
    traces.begin(settings_of("cards", own_urls))
    span = traces.span("GET", "server", PARENT)
    span.answered("GET", "/", 200)
    assert (span.made, span.traceparent) == (None, None)
