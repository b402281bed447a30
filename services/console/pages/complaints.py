"""What somebody who holds a card has said against a payment or complained about, and what became of it."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.choices import COMPLAINTS, OBJECTION_ENDS, OBJECTIONS
from services.console.clients import complaints, holders
from services.console.clients.complaints import Complaint
from services.console.clients.holders import Objection
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.clock import wall_time

MONTHS: Final = 12
"""How many months can be chosen for printing."""


@get("/my-complaints", guards=[page_for("holder")])
async def list_own_complaints(view: NamedDependency[View]) -> Response[Any]:
    """Show own objections and complaints with their answers, newest first, and a form for another complaint."""
    said = await complaints.list_own(view.caller)
    disputes = await holders.list_disputes(view.caller)
    words = {"about": COMPLAINTS, "reasons": OBJECTIONS, "ends": OBJECTION_ENDS}
    return page(view, "my_complaints.html", complaints=said, disputes=disputes, **words)


@post("/my-complaints", guards=[page_for("holder")])
@shown_again
async def send_complaint(form: NamedDependency[Form]) -> Response[Any]:
    """Complain about something."""
    await complaints.complain(form.view.caller, form.read(Complaint), form.key)
    return go("/my-complaints")


@post("/my-purchases/{payment_id:uuid}/objections", guards=[page_for("holder")])
@shown_again
async def object_to_purchase(form: NamedDependency[Form], payment_id: FromPath[UUID]) -> Response[Any]:
    """Open a dispute about an own purchase."""
    objection = form.take({"payment_id": str(payment_id), "reason": form.text("reason")}, Objection)
    await holders.object_to(form.view.caller, objection, form.key)
    return go("/my-complaints")


@get("/my-statement", guards=[page_for("holder")])
async def show_own_statement(view: NamedDependency[View], month: FromQuery[date | None] = None) -> Response[Any]:
    """Show a month of the own wallets for printing; without a month, the one before this."""
    wallets = await holders.list_wallets(view.caller)
    months = months_until(wall_time().date())
    asked = month or months[1]
    listed = [(wallet.currency, await holders.read_statement(view.caller, wallet.id, asked)) for wallet in wallets]
    return page(view, "my_statement.html", statements=listed, months=months, asked=asked)


def months_until(day: date) -> list[date]:
    """Return the first days of this month and the eleven before it, newest first."""
    counted = day.year * 12 + day.month - 1
    return [date((counted - back) // 12, (counted - back) % 12 + 1, 1) for back in range(MONTHS)]


ROUTES = [list_own_complaints, send_complaint, object_to_purchase, show_own_statement]
