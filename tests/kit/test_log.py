"""Logs: one JSON object a line, and nothing in it that is not on the list."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from services.kit import log as logs

PLANTED = "Μαρία Παπαδοπούλου"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written to standard output."""
    output = io.StringIO()
    before = structlog.get_config()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", output)
        logs.configure("cards", "info")
        patched.setattr(logging.getLogger(), "handlers", [])
        yield output
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()


def written(output: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines as objects."""
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_what_is_not_on_the_list_is_dropped(lines: io.StringIO) -> None:
    structlog.get_logger().info("enrolled", name=PLANTED, count=1)
    (line,) = written(lines)
    assert (line["event"], line["count"], line["level"]) == ("enrolled", 1, "info")
    assert PLANTED not in lines.getvalue()


def test_an_exception_is_told_by_its_kind_and_places_never_by_its_words(lines: io.StringIO) -> None:
    try:
        raise ValueError(PLANTED)
    except ValueError:
        structlog.get_logger().warning("failed", exc_info=True)
    (line,) = written(lines)
    assert line["error"] == "ValueError"
    assert line["traceback"][0].startswith("test_log.py:")
    assert PLANTED not in json.dumps(line, ensure_ascii=False)


def test_a_line_names_its_service_request_and_trace(lines: io.StringIO) -> None:
    request, trace = logs.request_id.set("request-1"), logs.traceparent.set("00-1-2-01")
    structlog.get_logger().info("request")
    logs.request_id.reset(request)
    logs.traceparent.reset(trace)
    (line,) = written(lines)
    assert (line["service"], line["request_id"], line["traceparent"]) == ("cards", "request-1", "00-1-2-01")


def test_what_is_less_important_than_the_level_is_not_written(lines: io.StringIO) -> None:
    structlog.get_logger().debug("detail")
    assert written(lines) == []


def test_a_trace_goes_on_under_its_parent_and_begins_without_one() -> None:
    parent = logs.new_traceparent()
    child = logs.new_traceparent(parent)
    assert child.split("-")[1] == parent.split("-")[1]
    assert child.split("-")[2] != parent.split("-")[2]
    assert logs.new_traceparent("nonsense").count("-") == 3
