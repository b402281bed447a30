"""Structured logs with an allow-list: what is not named here never reaches a log, so no personal data can."""

import logging
import secrets
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import msgspec
import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "service", "request_id", "traceparent", "method", "route", "status",
        "duration_ms", "problem", "error", "traceback", "event_id", "event_type", "aggregate_id", "sequence",
        "partition", "count", "attempts", "municipality_id", "actor_id", "job_id", "job", "kind", "state", "subject",
        "migration",
        "address", "port", "reason", "lag_ms", "stream", "durable", "source", "run", "seconds", "query",
    }
)  # fmt: skip

traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def new_traceparent(parent: str | None = None) -> str:
    """Return a W3C traceparent: a new span under the given parent, or the first span of a new trace."""
    trace_id = parent.split("-")[1] if parent and parent.count("-") == 3 else secrets.token_hex(16)
    return f"00-{trace_id}-{secrets.token_hex(8)}-01"


def keep_allowed(logger: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not on the list, and say how many were dropped."""
    dropped = [key for key in entry if key not in ALLOWED]
    for key in dropped:
        del entry[key]
    return entry


def add_context(logger: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the request and trace that this line belongs to."""
    for name, value in (("request_id", request_id.get()), ("traceparent", traceparent.get())):
        if value is not None:
            entry.setdefault(name, value)
    return entry


def describe_exception(logger: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its type and the places it passed; its message may quote personal data."""
    exc_info = entry.pop("exc_info", None)
    error = sys.exc_info()[1] if exc_info is True else exc_info
    if isinstance(error, BaseException):
        entry["error"] = type(error).__name__
        places, trace = [], error.__traceback__
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        entry["traceback"] = places
    return entry


def rendered(entry: MutableMapping[str, Any], **options: Any) -> str:
    """Return an entry as JSON; what JSON does not know, by its representation."""
    return msgspec.json.encode(entry, enc_hook=repr).decode()


def configure(service: str, level: str) -> None:
    """Write one JSON object a line to standard output for our own logs and for those of the libraries."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            add_context,
            describe_exception,
            keep_allowed,
            structlog.processors.JSONRenderer(serializer=rendered),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stdout, format='{"logger": "%(name)s"}')


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
