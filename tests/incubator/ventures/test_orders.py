"""Service orders: by choice or by tender, never beyond the ceiling, and paid by a third person."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories, ordering
from tests.incubator.conftest import MANAGER, execute_as
from tests.incubator.ventures.test_accounts import FIGURES


async def test_an_order_goes_from_need_to_payment(al_koura: Client) -> None:
    enterprise = await ordering.trading(al_koura)
    order = await ordering.order_in(al_koura, "paid", enterprise)
    assert (order["state"], order["invoiced_minor"], order["currency"]) == ("paid", 390_000, "JOD")
    founder = f"{enterprise['founder_id']} founder"
    assert (await al_koura.get("/service-orders", by=founder))["items"] == [order]
    assert (await al_koura.get(f"/enterprises/{enterprise['id']}/duties"))["public_revenue_minor"] == 390_000


async def test_the_database_keeps_to_three_persons(al_koura: Client, connection: Connection) -> None:
    await ordering.order_in(al_koura, "paid", await ordering.trading(al_koura))
    for change in ("approved_by = offered_by", "paid_by = approved_by", "payment_reference = NULL"):
        with pytest.raises(asyncpg.CheckViolationError):
            await execute_as("owner", connection, f"UPDATE service_orders SET {change} WHERE state = 'paid'")


async def test_three_persons_and_none_of_them_close_to_the_founder(al_koura: Client) -> None:
    enterprise = await ordering.trading(al_koura)
    order = await ordering.published(al_koura)
    path, offering = f"/service-orders/{order['id']}", {"enterprise_id": enterprise["id"]}
    own = f"{enterprise['founder_id']} incubator_officer"
    assert (await al_koura.refused("POST", f"{path}/offers", offering, by=own, If_Match=etag(order)))[1] == "same-actor"
    delivered = await ordering.order_in(al_koura, "delivered", enterprise)
    approve = f"/service-orders/{delivered['id']}/approve"
    offered = "amal programme_manager"
    assert (await al_koura.refused("POST", approve, by=offered, If_Match=etag(delivered)))[1] == "same-actor"
    back = await al_koura.post(f"/service-orders/{delivered['id']}/send-back", by=MANAGER, If_Match=etag(delivered))
    assert (back["state"], back["delivery_sha256"]) == ("accepted", None)
    invoiced = await ordering.order_in(al_koura, "invoiced", enterprise)
    payment = f"/service-orders/{invoiced['id']}/payments"
    same = await al_koura.refused("POST", payment, ordering.BODIES["payments"], by=MANAGER, If_Match=etag(invoiced))
    assert same[1] == "same-actor"


async def test_an_order_keeps_to_the_threshold_the_trade_and_the_ceiling(al_koura: Client, paggaio: Client) -> None:
    big = ordering.ORDER | {"value_minor": 5_000_001}
    assert (await al_koura.refused("POST", "/service-orders", big))[:2] == (409, "tender-missing")
    assert (await ordering.published(al_koura, value_minor=5_000_001, tender_number="T-1"))["state"] == "published"
    enterprise = await ordering.trading(al_koura)
    offering = {"enterprise_id": enterprise["id"]}
    catering = await ordering.published(al_koura, category="5812")
    path = f"/service-orders/{catering['id']}/offers"
    assert (await al_koura.refused("POST", path, offering, If_Match=etag(catering)))[:2] == (409, "no-such-trade")
    order = await ordering.published(al_koura)
    assert (await paggaio.refused("GET", f"/service-orders/{order['id']}"))[0] == 404
    hidden = await al_koura.refused("GET", f"/service-orders/{order['id']}", by=f"{enterprise['founder_id']} founder")
    assert hidden[0] == 404
    over = await ordering.order_in(al_koura, "approved", enterprise)
    invoice = {"invoice_number": "1", "amount_minor": over["value_minor"] + 1}
    wrong = await al_koura.refused("POST", f"/service-orders/{over['id']}/invoices", invoice, If_Match=etag(over))
    assert [fault["pointer"] for fault in wrong[2]["errors"]] == ["/amount_minor"]


async def test_nobody_is_offered_more_public_money_than_the_ceiling_lets(al_koura: Client) -> None:
    founded = await factories.enterprise(al_koura)
    enterprise = await factories.accredited(
        al_koura, await factories.registered_as(al_koura, founded, legal_form="cooperative")
    )
    figures = FIGURES | {"year": 2026, "revenue_minor": 1_000_000, "public_revenue_minor": 500_000}
    await al_koura.post(f"/enterprises/{enterprise['id']}/accounts", figures)
    offering = {"enterprise_id": enterprise["id"]}
    much = await ordering.published(al_koura, value_minor=500_000)
    path = f"/service-orders/{much['id']}"
    refusal = await al_koura.refused("POST", f"{path}/offers", offering, If_Match=etag(much))
    assert (refusal[1], refusal[2]["public_basis_points_after"]) == ("ceiling-reached", 6_666)
    less = await ordering.published(al_koura, value_minor=400_000)
    assert (await ordering.send(al_koura, less, "offers", enterprise))["state"] == "offered"
    more = await ordering.order_in(al_koura, "published", enterprise)
    standing = await al_koura.get(f"/enterprises/{enterprise['id']}/duties")
    assert standing["public_revenue_minor"] == 500_000
    await ordering.send(al_koura, more, "offers", enterprise)
    standing = await al_koura.get(f"/enterprises/{enterprise['id']}/duties")
    assert (standing["public_revenue_minor"], standing["revenue_minor"]) == (800_000, 1_300_000)
