"""Alerts: the queue of patterns that auditors look into."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from services.kit import jobs
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.reporting.telling.monthly_reports import Language
from services.reporting.watching import alerts
from services.reporting.watching.alerts import (
    Alert,
    AlertState,
    AlertStep,
    Assigning,
    Closing,
    Filter,
    Handling,
    Looking,
    Reopening,
)
from services.reporting.watching.patterns import Kind

AUDITORS = ("auditor",)


def chosen_by(
    kind: FromQuery[Kind | None] = None,
    alert_state: Annotated[AlertState | None, QueryParameter(name="state")] = None,
    language: FromQuery[Language | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Filter:
    """Return which alerts are asked for."""
    return Filter(state=alert_state, kind=kind, language=language, after=decode_cursor(cursor), limit=limit)


CHOOSING = {"chosen": Provide(chosen_by, sync_to_thread=False)}


@get("/alerts", guards=[requires(*AUDITORS)], tags=["alerts"], dependencies=CHOOSING)
async def list_alerts(
    transaction: NamedDependency[Transaction], state: State, chosen: NamedDependency[Filter]
) -> Page[Alert]:
    """Return the queue of alerts, the oldest first."""
    return page(await alerts.list_all(transaction, state.settings, chosen), chosen.limit)


@get("/alerts/{alert_id:uuid}", guards=[requires(*AUDITORS)], tags=["alerts"])
async def read_alert(
    transaction: NamedDependency[Transaction],
    state: State,
    alert_id: FromPath[UUID],
    language: FromQuery[Language | None] = None,
) -> Alert:
    """Return an alert with what was seen; who looked is kept."""
    return await alerts.get(transaction, state.settings, alert_id, language)


@get("/alerts/{alert_id:uuid}/steps", guards=[requires(*AUDITORS)], tags=["alerts"])
async def list_alert_steps(transaction: NamedDependency[Transaction], alert_id: FromPath[UUID]) -> list[AlertStep]:
    """Return who did what with an alert, and why."""
    return await alerts.steps_of(transaction, alert_id)


@post("/alerts/{alert_id:uuid}/assign", guards=[requires(*AUDITORS)], tags=["alerts"])
@idempotent(alerts.handling)
async def assign_alert(
    data: JSONBody[Assigning],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    alert_id: FromPath[UUID],
) -> Handling:
    """Look into an alert oneself, or let another auditor do so."""
    return await alerts.assign(transaction, alert_id, data, version=version)


@post("/alerts/{alert_id:uuid}/close", guards=[requires(*AUDITORS)], tags=["alerts"])
@idempotent(alerts.handling)
async def close_alert(
    data: JSONBody[Closing],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    alert_id: FromPath[UUID],
) -> Handling:
    """Say what it was, and why; whoever looked into it does. Nothing else changes by it."""
    return await alerts.close(transaction, alert_id, data, version=version)


@post("/alerts/{alert_id:uuid}/reopen", guards=[requires(*AUDITORS)], tags=["alerts"])
@idempotent(alerts.handling)
async def reopen_alert(
    data: JSONBody[Reopening],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    alert_id: FromPath[UUID],
) -> Handling:
    """Give an alert back to the queue, or open one again that was closed."""
    return await alerts.reopen(transaction, alert_id, data, version=version)


@post("/alert-searches", guards=[requires(*AUDITORS)], tags=["alerts"], status_code=202)
@idempotent(jobs.get)
async def look_for_alerts(data: JSONBody[Looking], transaction: NamedDependency[Transaction]) -> jobs.Job:
    """Look for patterns now, instead of when the clock says so."""
    return await alerts.start_looking(transaction, data)


ROUTES = [
    list_alerts, read_alert, list_alert_steps, assign_alert, close_alert, reopen_alert, look_for_alerts,
]  # fmt: skip
