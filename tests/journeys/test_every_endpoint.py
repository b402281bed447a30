"""Whatever is sent to whichever address of any service, the answer is what was asked for or a problem document."""

import json
from typing import Any, get_args

import msgspec
from litestar.routes import HTTPRoute

from services.kit.web import BODY_BYTES_MAX
from tests.journeys.endpoints import Operation, kinds, leaves, placed, pointer, sample, wrong
from tests.journeys.findings import Faults
from tests.journeys.serving import Served

MALFORMED = {
    "nothing": b"",
    "half an object": b'{"a": ',
    "two values": b"{} {}",
    "a NaN": b'{"a": NaN}',
    "no UTF-8": b'{"a": "\xff\xfe"}',
    "half a surrogate pair": b'{"a": "\\ud800"}',
    "null": b"null",
    "a list": b"[]",
    "a number": b"7",
    "an unknown field": b'{"no_such_field": 1}',
    "deep nesting": b"[" * 30_000 + b"]" * 30_000,
    "deep nesting in a field": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "one field twice": b'{"a": 1, "a": 2}',
}
NUMBERS = (2**31, 2**53, 2**63, -(2**63) - 1, 10**40, -1, 0)
TEXTS = ("a\x00b", "\x00", "", " ", "x" * 50_000, "\u202e\u2066", "'; DROP TABLE persons; --", "{{7*7}}", "../../etc")
MEDIA_TYPES = ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "")
TIMES = ("yesterday", "2026-02-10T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
QUERIES = ("%00", "x'--", "-1", "99999999999999999999", "%FF%FE", "%F0%9F%92%A9", "x" * 5_000)
TAGS = ("3", 'W/"3"', '""', '"x"', '"1", "2"', "*", '"99999999999"', '"-1"')


def with_body(served: Served) -> list[Operation]:
    return [operation for operation in served.operations if operation.body is not None and not operation.signed]


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


async def test_malformed_bodies_are_refused(served: Served, faults: Faults) -> None:
    for operation in with_body(served):
        for name, content in MALFORMED.items():
            faults.expect_problem(operation, name, await served.send(operation, content=content), 400)


async def test_a_wrong_type_is_named_by_its_place(served: Served, faults: Faults) -> None:
    for operation in with_body(served):
        for at, schema in leaves(operation.body or {}, operation.components):
            value = wrong(schema, operation.components)
            if value is None:
                continue
            answer = await served.send(operation, content=encode(placed({}, at, value)))
            faults.expect_problem(operation, f"{pointer(at)} = {value}", answer, 400)
            places = [fault["pointer"] for fault in answer.json().get("errors", [])]
            if not any(pointer(at).startswith(place.rstrip("/")) or place.startswith(pointer(at)) for place in places):
                faults.note(operation, f"{pointer(at)} = {value}", answer, "the fault is not named")


async def test_no_value_of_the_right_type_breaks_anything(served: Served, faults: Faults) -> None:
    for operation in with_body(served):
        whole = sample(operation.body or {}, operation.components)
        faults.expect_no_failure(operation, "a sample", await served.send(operation, content=encode(whole)))
        for at, schema in leaves(operation.body or {}, operation.components):
            types = kinds(schema, operation.components)
            values = (*(NUMBERS if "integer" in types else ()), *(TEXTS if "string" in types else ()))
            for value in values:
                answer = await served.send(operation, content=encode(placed(whole, at, value)))
                faults.expect_no_failure(operation, f"{pointer(at)} = {str(value)[:20]!r}", answer)


async def test_a_body_that_is_too_large_is_refused(served: Served, faults: Faults) -> None:
    large = b'{"a": "' + b"x" * BODY_BYTES_MAX + b'"}'
    for operation in with_body(served):
        faults.expect_problem(operation, "a large body", await served.send(operation, content=large), 413)


async def test_a_body_of_another_media_type_is_refused(served: Served, faults: Faults) -> None:
    for operation in with_body(served):
        content = encode(sample(operation.body or {}, operation.components))
        for media_type in (
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "",
        ):
            headers = served.permitted(operation) | {"Content-Type": media_type}
            answer = await served.send(operation, headers=headers, content=content)
            faults.expect_problem(operation, f"as {media_type!r}", answer, 415)


async def test_a_query_that_makes_no_sense_is_refused(served: Served, faults: Faults) -> None:
    for operation in served.operations:
        for parameter in () if operation.signed else operation.of("query"):
            for value in QUERIES:
                bare = operation.address().partition("?")[0]
                path = f"{bare}?{parameter['name']}={value}"
                answer = await served.send(operation, path=path)
                if senseless(parameter["schema"], operation, value):
                    faults.expect_problem(operation, f"?{parameter['name']}={value[:30]}", answer, 400)
                else:
                    faults.expect_no_failure(operation, f"?{parameter['name']}={value[:30]}", answer)


def senseless(schema: dict[str, Any], operation: Operation, value: str) -> bool:
    """Return whether what a query parameter declares leaves no room for a value."""
    declared, types = json.dumps(schema), kinds(schema, operation.components)
    if types == {"integer"} and value.lstrip("-").isdigit():
        return "maximum" in declared
    if types != {"string"} or "format" in declared or "enum" in declared:
        return True
    return "pattern" in declared or ("maxLength" in declared and len(value) > 1_000)


def test_no_query_parameter_leans_on_a_constraint_that_is_ignored(served: Served) -> None:
    """Litestar keeps bounds of its own QueryParameter only, outside bodies; see `Limit` in services/kit/web.py."""
    ignored = [
        f"{route.path}: {name}: write Annotated[…, QueryParameter(…)] for msgspec's Meta"
        for route in served.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for name, field in handler.parsed_fn_signature.parameters.items()
        if name != "data" and any(isinstance(each, msgspec.Meta) for each in constraints(field.raw))
    ]
    assert not ignored, "\n".join(ignored)


def constraints(annotation: Any) -> list[Any]:
    """Return what an annotation carries, and the types inside it."""
    inside = [found for each in get_args(annotation) for found in constraints(each)]
    return [*getattr(annotation, "__metadata__", ()), *inside]


async def test_an_address_that_makes_no_sense_is_refused(served: Served, faults: Faults) -> None:
    for operation in served.operations:
        for parameter in operation.of("path"):
            for value in ("x", "%00", "..%2F..", "%FF", "0" * 300, "2026-02-31"):
                path = operation.address(**{parameter["name"]: value})
                faults.expect_problem(operation, path[:60], await served.send(operation, path=path), 400, 404, 405)


async def test_a_change_names_the_version_that_it_changes(served: Served, faults: Faults) -> None:
    for operation in served.operations:
        if not operation.wants("If-Match"):
            continue
        content = encode(sample(operation.body, operation.components)) if operation.body else None
        headers = served.permitted(operation)
        del headers["If-Match"]
        answer = await served.send(operation, headers=headers, content=content)
        faults.expect_problem(operation, "without If-Match", answer, 428)
        for tag in TAGS:
            headers = served.permitted(operation) | {"If-Match": tag}
            answer = await served.send(operation, headers=headers, content=content)
            faults.expect_problem(operation, f"If-Match: {tag}", answer, 400)


async def test_a_command_has_a_key(served: Served, faults: Faults) -> None:
    for operation in served.operations:
        if not operation.wants("Idempotency-Key"):
            continue
        content = encode(sample(operation.body, operation.components)) if operation.body else None
        headers = served.permitted(operation)
        del headers["Idempotency-Key"]
        answer = await served.send(operation, headers=headers, content=content)
        faults.expect_problem(operation, "without a key", answer, 400)
        for key in ("", "x" * 201):
            headers = served.permitted(operation) | {"Idempotency-Key": key}
            answer = await served.send(operation, headers=headers, content=content)
            faults.expect_problem(operation, f"the key {key[:9]!r}", answer, 400)


async def test_a_time_that_is_none_is_refused(served: Served, faults: Faults) -> None:
    for operation in served.operations:
        if operation.roles is None or operation.path.startswith(("/dead-letters", "/events", "/inbox")):
            continue
        for time in (
            "yesterday",
            "2026-02-10",
            "2026-02-10T10:00:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
        ):
            headers = served.permitted(operation) | {"Koinon-Time": time}
            answer = await served.send(operation, headers=headers)
            faults.expect_problem(operation, f"at {time}", answer, 400)


async def test_another_method_is_refused(served: Served, faults: Faults) -> None:
    known = {(operation.method, operation.path) for operation in served.operations}
    for operation in served.operations:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if (method, operation.path) not in known:
                answer = await served.http.request(method, operation.address())
                faults.expect_problem(operation, method, answer, 401, 403, 404, 405)
