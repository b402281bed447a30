"""Traces: what OpenTelemetry is told of a request, of an event's sending and of its application, where a collector is.

Without OTLP_URL nothing is loaded and nothing is made: a trace is then only the W3C traceparent that goes from request
to outbox to event to reader. With it each of these becomes a span of that same trace, sent to `<OTLP_URL>/v1/traces`
(OTLP over HTTP, protobuf). Attributes are those of the standard's tables (HTTP and messaging semantic conventions):
names of routes and types of events, ids of events, never an address with its parameters, a body, a person or a tenant's
name. A collector that is away costs spans and nothing else.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

import asyncpg

from contracts.envelope import Envelope, partition
from services.kit.settings import Settings

Kind = Literal["server", "producer", "consumer"]
Attributes = dict[str, str | int]
SERVER_FAULT = 500
FAILED = frozenset({"dead", "retry"})
"""Outcomes of an event that somebody may have to look at."""

_tracer: Any = None
_provider: Any = None


def begin(settings: Settings, exporter: Any = None) -> None:
    """Send spans from now on, if the settings say where to; `exporter` takes them in place of a collector."""
    global _tracer, _provider  # noqa: PLW0603 - one for the process, as logs and figures are
    if not settings.otlp_url and exporter is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

    resource = Resource({"service.namespace": "koinon", "service.name": settings.service})
    _provider = TracerProvider(
        resource=resource, sampler=TraceIdRatioBased(settings.traces_per_mille * 1e-3), shutdown_on_exit=False
    )
    sending = exporter or OTLPSpanExporter(endpoint=f"{settings.otlp_url.rstrip('/')}/v1/traces", timeout=5)
    _provider.add_span_processor(BatchSpanProcessor(sending))
    _tracer = _provider.get_tracer("koinon")


def end() -> None:
    """Send what waits, and make no more."""
    global _tracer, _provider
    provider, _provider, _tracer = _provider, None, None
    if provider is not None:
        provider.shutdown()


class Span:
    """Something that takes time; of no effect where nobody is told."""

    __slots__ = ("made",)

    def __init__(self, made: Any) -> None:
        self.made = made

    @property
    def traceparent(self) -> str | None:
        """Return what those that follow from it name as their parent; None where nobody is told."""
        if self.made is None:
            return None
        said = self.made.get_span_context()
        return f"00-{said.trace_id:032x}-{said.span_id:016x}-{int(said.trace_flags):02x}"

    def answered(self, method: str, route: str, status: int) -> None:
        """End the span of a request: its route is known when it was found, and its status when it is answered."""
        if self.made is None:
            return
        attributes: Attributes = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
        }
        self.made.update_name(f"{method} {route}")
        self.close(attributes, failed=status >= SERVER_FAULT)

    def close(self, attributes: Attributes, *, failed: bool = False) -> None:
        """End it, with attributes that were not known when it began."""
        if self.made is None:
            return
        self.made.set_attributes(attributes)
        if failed:
            from opentelemetry.trace import Status, StatusCode

            self.made.set_status(Status(StatusCode.ERROR))
        self.made.end()


def span(name: str, kind: Kind, parent: str | None, *, began_ns: int | None = None) -> Span:
    """Begin a span under a traceparent, or one of its own; at another time than now where it was begun before."""
    if _tracer is None:
        return NOTHING
    from opentelemetry.trace import SpanKind

    kinds = {"server": SpanKind.SERVER, "producer": SpanKind.PRODUCER, "consumer": SpanKind.CONSUMER}
    return Span(_tracer.start_span(name, context=_context(parent), kind=kinds[kind], start_time=began_ns))


def sent(rows: Sequence[asyncpg.Record]) -> None:
    """Tell of events that the broker has taken: each from its writing to the outbox until now."""
    if _tracer is None:
        return
    for row in rows:
        began = round(row["recorded_at"].timestamp() * 1e9)
        made = span(f"send {row['type']}", "producer", row["traceparent"], began_ns=began)
        made.close(_messaging("send", row["event_id"], row["aggregate_id"]))


def applied(envelopes: Iterable[Envelope], began_ns: int, outcome: str) -> None:
    """Tell of events that were applied together, or of one: each under the request that it follows from."""
    if _tracer is None:
        return
    for envelope in envelopes:
        made = span(f"process {envelope.type}", "consumer", envelope.traceparent, began_ns=began_ns)
        told = _messaging("process", envelope.id, envelope.subject) | {"koinon.outcome": outcome}
        made.close(told, failed=outcome in FAILED)


def now_ns() -> int:
    """Return the time at which a span begins, in nanoseconds since 1970."""
    return time.time_ns()


def _messaging(operation: str, event_id: object, aggregate_id: UUID) -> Attributes:
    """Return what the standard calls these: which message, of which partition, and what was done with it."""
    return {
        "messaging.system": "nats",
        "messaging.operation.type": operation,
        "messaging.message.id": str(event_id),
        "messaging.destination.partition.id": str(partition(aggregate_id)),
    }


def _context(parent: str | None) -> Any:
    """Return the context of a parent span elsewhere."""
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract({"traceparent": parent} if parent else {}, context=Context())


NOTHING = Span(None)
