"""Alerts: what auditors look into, the oldest first, with what was seen in words."""

from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import findings
from services.console.clients import alerts
from services.console.clients.alerts import Closing, Reopening
from services.console.clients.caller import Command
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

AUDITORS: Final = page_for("auditor")
STATES: Final = ("open", "assigned", "closed")
OF_PAYMENTS: Final = ("split_sales", "one_till_many_cards", "closed_shop_hours")
"""Patterns that payments alone show: each can be followed."""


@get("/alerts", guards=[AUDITORS])
async def list_alerts(
    view: NamedDependency[View],
    chosen: FromQuery[Literal["open", "assigned", "closed"]] = "open",
    cursor: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show the queue: what nobody has looked into, what somebody does, what is closed."""
    listed = await alerts.list_alerts(view.caller, chosen, view.language, cursor)
    return page(view, "alerts.html", alerts=listed.items, next=listed.next, chosen=chosen, states=STATES)


@post("/alert-searches", guards=[AUDITORS])
@shown_again
async def look_for_alerts(form: NamedDependency[Form]) -> Response[Any]:
    """Look for patterns now."""
    await alerts.look(form.view.caller, form.key)
    return go("/alerts")


@get("/alerts/{alert_id:uuid}", guards=[AUDITORS])
async def show_alert(view: NamedDependency[View], alert_id: FromPath[UUID]) -> Response[Any]:
    """Show what was seen, who has looked into it, and the forms to go on."""
    alert = await alerts.read_alert(view.caller, alert_id, view.language)
    steps = await alerts.list_steps(view.caller, alert_id)
    shown = {"alert": alert, "steps": steps, "of_payments": OF_PAYMENTS}
    return page(view, "alert.html", conclusions=findings.CONCLUSIONS.items(), **shown)


@post("/alerts/{alert_id:uuid}/assign", guards=[AUDITORS])
@shown_again
async def take_alert(form: NamedDependency[Form], alert_id: FromPath[UUID]) -> Response[Any]:
    """Look into an alert oneself."""
    assert form.view.session is not None
    body = {"assignee_id": form.view.session.person_id}
    await alerts.change(form.view.caller, alert_id, "assign", command(form, body))
    return go(f"/alerts/{alert_id}")


@post("/alerts/{alert_id:uuid}/close", guards=[AUDITORS])
@shown_again
async def close_alert(form: NamedDependency[Form], alert_id: FromPath[UUID]) -> Response[Any]:
    """Say what it was, and why."""
    await alerts.change(form.view.caller, alert_id, "close", command(form, form.read(Closing)))
    return go(f"/alerts/{alert_id}")


@post("/alerts/{alert_id:uuid}/reopen", guards=[AUDITORS])
@shown_again
async def reopen_alert(form: NamedDependency[Form], alert_id: FromPath[UUID]) -> Response[Any]:
    """Give an alert back to the queue, or open it again."""
    await alerts.change(
        form.view.caller, alert_id, "reopen", command(form, form.take({"reason": form.text("why")}, Reopening))
    )
    return go(f"/alerts/{alert_id}")


def command(form: Form, body: Any) -> Command:
    """Return what a form asks for."""
    return Command(path="", body=body, key=form.key, version=form.version)


ROUTES = [list_alerts, look_for_alerts, show_alert, take_alert, close_alert, reopen_alert]
