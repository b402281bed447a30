"""Generated requests to every endpoint, sensible and senseless: nothing fails here, and answers are as documented.

Schemathesis makes the requests from each service's own document and judges the answers; `make prove` makes more.
"""

from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import sizes
from tests.journeys.endpoints import Operation
from tests.journeys.filling import fill
from tests.journeys.findings import problem_with
from tests.journeys.serving import Served
from tests.sizes import SIZES

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PRIVATE = {"Authorization", "Koinon-Time"}
"""Headers of ours that no generated one replaces."""


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sensible", "senseless"])
async def test_generated_requests_are_answered_as_documented(served: Served, mode: GenerationMode) -> None:
    await fill(served)
    schema = schemathesis.openapi.from_dict((await served.http.get("/schema/openapi.json")).json())
    named = {operation.name: operation for operation in served.operations}
    name = f"fuzzing-{served.service.name}-{mode.value}"
    seed, sent = sizes.seed(name), 0
    failures: dict[str, Any] = {}
    for found in schema.get_all_operations():
        described: Any = found.ok()  # type: ignore[union-attr]
        operation = named[f"{described.method.upper()} {described.path}"]
        if operation.signed or operation.path == "/health/consuming":  # 503 is the right answer: there is no NATS here
            continue
        for case in generated(described, mode, seed):
            sent += 1
            if failure := await judge(served, operation, case):
                failures.setdefault(f"{operation.name}: {failure[:700]}", case)
    sizes.report(name, seed=seed, requests=sent, failures=list(failures))
    assert not failures, "\n\n".join(list(failures)[:20])
    assert sent


def generated(described: Any, mode: GenerationMode, seed: int) -> list[Any]:
    """Return this run's requests for an operation; there may be none that is wrong."""
    cases: list[Any] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=SIZES.requests_per_operation,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(described.as_strategy(generation_mode=mode))
    def gather(case: Any) -> None:
        cases.append(case)

    try:
        gather()
    except (hypothesis.errors.Unsatisfiable, schemathesis.errors.SchemathesisError):
        assert mode is GenerationMode.NEGATIVE, described.label
    return cases


async def judge(served: Served, operation: Operation, case: Any) -> str | None:
    """Send a generated request as somebody who may, and return what is wrong with the answer."""
    asked = case.as_transport_kwargs(base_url="http://service")
    permitted = served.permitted(operation)
    headers = dict(asked["headers"]) | {name: permitted[name] for name in PRIVATE & permitted.keys()}
    request = served.http.build_request(
        asked["method"], asked["url"], params=asked.get("params"), headers=headers, **bodies(asked)
    )
    answer = await served.http.send(request)
    if answer.status_code >= 400 and (wrong := problem_with(answer)):
        return f"{wrong}: {answer.status_code} {answer.text[:300]}"
    # An export is CSV or a workbook, as the query says; Litestar's document knows one media type for an operation.
    excluded: list[Any] = [content_type_conformance] if "/export" in operation.path else []
    try:
        case.validate_response(answer, checks=CHECKS, excluded_checks=excluded)
    except FailureGroup as group:
        return "; ".join(str(each) for each in group.exceptions)
    return None


def bodies(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a generated request as httpx takes it."""
    if asked.get("json") is not None:
        return {"json": asked["json"]}
    return {"content": asked["data"]} if isinstance(asked.get("data"), bytes | str) else {}
