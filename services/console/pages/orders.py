"""Service orders: published, offered to whom it is fairest, delivered with a paper, approved, invoiced and paid."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients.incubator import orders
from services.console.clients.incubator.orders import Match, NewOrder, Order
from services.console.languages import mark
from services.console.pages.awards import lines_for
from services.console.pages.enterprises import UPLOAD_BYTES_MAX, digest_of
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

OFFICER: Final = "incubator_officer"
MANAGER: Final = "programme_manager"
FOUNDER: Final = "founder"
NEXT: Final = {
    "published": mark("Offer it to an enterprise."),
    "offered": mark("The enterprise takes it on or declines it."),
    "accepted": mark("The enterprise does the work and shows it by a paper."),
    "delivered": mark("A programme manager who has not offered it looks at what was done."),
    "approved": mark("The enterprise sends its invoice."),
    "invoiced": mark("Somebody who has not approved the work has it paid."),
    "paying": mark("The money is on its way to the enterprise."),
    "failed": mark("The bank did not pay it; it goes into the next bank file."),
}
"""What comes next, by state."""
STEPS: Final[dict[str, dict[str, tuple[str, tuple[str, ...]]]]] = {
    "published": {"cancel": (mark("Take it back"), (OFFICER,))},
    "offered": {
        "accept": (mark("Take it on"), (OFFICER, FOUNDER)),
        "decline": (mark("Decline it"), (OFFICER, FOUNDER)),
    },
    "delivered": {
        "approve": (mark("The work is done: approve it"), (MANAGER,)),
        "send-back": (mark("Send it back"), (OFFICER, MANAGER)),
    },
}
"""Steps that are one button: what it says, and for whom it is."""
READERS: Final = page_for(OFFICER, MANAGER, FOUNDER)


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that shows the work, beside its file."""

    reference: str


class Invoiced(msgspec.Struct, frozen=True, kw_only=True):
    """The enterprise's invoice."""

    invoice_number: str
    amount_minor: int


class Paid(msgspec.Struct, frozen=True, kw_only=True):
    """How the public body has paid from its own account."""

    reference: str
    paid_on: str


@get("/orders", guards=[READERS])
async def list_orders(view: NamedDependency[View]) -> Response[Any]:
    """Show orders, those that wait for something first, and the form for a new one."""
    found = await orders.list_orders(view.caller)
    waiting = [each for each in found if each.state in NEXT]
    ended = [each for each in reversed(found) if each.state not in NEXT]
    return page(view, "orders.html", waiting=waiting, ended=ended[:50], next=NEXT, lines=await lines_for(view))


@post("/orders", guards=[page_for(OFFICER)])
@shown_again
async def publish_order(form: NamedDependency[Form]) -> Response[Any]:
    """Publish work that a public body needs."""
    published = await orders.publish_order(form.view.caller, form.read(NewOrder), form.key)
    return go(f"/orders/{published.id}")


@get("/orders/{order_id:uuid}", guards=[READERS])
async def show_order(view: NamedDependency[View], order_id: FromPath[UUID]) -> Response[Any]:
    """Show an order, and to whom who looks what comes next."""
    order = await orders.read_order(view.caller, order_id)
    matches = await matches_for(view, order)
    return page(view, "order.html", order=order, matches=matches, next=NEXT, steps=steps_for(view, order))


def steps_for(view: View, order: Order) -> dict[str, str]:
    """Return the buttons of an order's state for who looks; nobody approves what they have offered themselves."""
    assert view.session is not None
    mine = {*view.session.roles}
    offered = STEPS.get(order.state, {})
    own = order.offered_by == view.session.person_id
    return {
        step: said for step, (said, roles) in offered.items() if mine & {*roles} and not (step == "approve" and own)
    }


async def matches_for(view: View, order: Order) -> list[Match]:
    """Return who could do the work, for an officer while the order is to be offered."""
    assert view.session is not None
    if order.state != "published" or OFFICER not in view.session.roles:
        return []
    return await orders.list_matches(view.caller, order.id)


@post("/orders/{order_id:uuid}/offers", guards=[page_for(OFFICER)])
@shown_again
async def offer_order(form: NamedDependency[Form], order_id: FromPath[UUID]) -> Response[Any]:
    """Offer an order to an enterprise."""
    body = {"enterprise_id": form.text("enterprise_id")}
    await orders.advance_order(form.view.caller, order_id, "offers", body, (form.key, form.version))
    return go(f"/orders/{order_id}")


@post("/orders/{order_id:uuid}/steps/{step:str}", guards=[READERS])
@shown_again
async def take_order_step(form: NamedDependency[Form], order_id: FromPath[UUID], step: FromPath[str]) -> Response[Any]:
    """Take a step that is one button; the service refuses those that are not for who asks."""
    await orders.advance_order(form.view.caller, order_id, step, None, (form.key, form.version))
    return go(f"/orders/{order_id}")


@post(
    "/orders/{order_id:uuid}/deliveries",
    guards=[page_for(OFFICER, FOUNDER)],
    request_max_body_size=UPLOAD_BYTES_MAX,
)
@shown_again
async def deliver_order(form: NamedDependency[Form], order_id: FromPath[UUID]) -> Response[Any]:
    """Show by a paper that the work was done."""
    body = {"reference": form.read(Delivered).reference, "sha256": await digest_of(form, "file")}
    await orders.advance_order(form.view.caller, order_id, "deliveries", body, (form.key, form.version))
    return go(f"/orders/{order_id}")


@post("/orders/{order_id:uuid}/invoices", guards=[page_for(OFFICER, FOUNDER)])
@shown_again
async def invoice_order(form: NamedDependency[Form], order_id: FromPath[UUID]) -> Response[Any]:
    """Record the enterprise's invoice."""
    body = form.read(Invoiced)
    await orders.advance_order(form.view.caller, order_id, "invoices", body, (form.key, form.version))
    return go(f"/orders/{order_id}")


@post("/orders/{order_id:uuid}/payment-orders", guards=[page_for(OFFICER, MANAGER)])
@shown_again
async def pay_from_line(form: NamedDependency[Form], order_id: FromPath[UUID]) -> Response[Any]:
    """Have an invoice paid from the order's budget line."""
    await orders.advance_order(form.view.caller, order_id, "payment-orders", None, (form.key, form.version))
    return go(f"/orders/{order_id}")


@post("/orders/{order_id:uuid}/payments", guards=[page_for(OFFICER, MANAGER)])
@shown_again
async def record_payment(form: NamedDependency[Form], order_id: FromPath[UUID]) -> Response[Any]:
    """Record that the public body has paid from its own account."""
    body = form.read(Paid)
    await orders.advance_order(form.view.caller, order_id, "payments", body, (form.key, form.version))
    return go(f"/orders/{order_id}")


ROUTES = [
    list_orders, publish_order, show_order, offer_order, take_order_step, deliver_order, invoice_order, pay_from_line,
    record_payment,
]  # fmt: skip
