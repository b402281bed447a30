"""The Jordanian path as a whole, and its last part: a ministry's order, and what will be asked of the cohort."""

import hashlib
from datetime import timedelta
from typing import Any

from infra.demo import grants, intake
from infra.demo.calendar import first_open_day
from infra.demo.greek import compare
from infra.demo.jordan import TENANT, JordanWalk
from infra.demo.offices import Stack
from infra.demo.story import check, money

VALUE_MINOR = 750_500
INVOICE_MINOR = 745_250


async def walk(stack: Stack) -> None:
    """Walk the Jordanian path."""
    day = await first_open_day(stack, TENANT)
    walking = JordanWalk(stack, day)
    for step in (intake.open_call, intake.apply, intake.review, intake.decide):
        await step(walking)
    await walking.train()
    await grants.award(walking)
    await walking.accredit()
    await walking.join_network()
    await grants.verify_payee(walking)
    await walking.buy()
    await grants.earn(walking)
    order = await take_order(walking)
    await walking.settle(grants.FIRST_MINOR, order["invoiced_minor"])
    await see_paid(walking, order)
    await follow(walking)
    await compare(stack, TENANT, day, walking.story)


async def take_order(walking: JordanWalk) -> Any:
    """The ministry orders work of the enterprise; who offers, who approves and who has it paid differ."""
    officer, other, manager = (
        walking.desk("incubator_officer"),
        walking.desk("incubator_officer", 1),
        walking.desk("programme_manager"),
    )
    body = {
        "public_body": "وزارة التنمية الاجتماعية",
        "title": "خياطة مراييل للمطابخ",
        "category": walking.enterprise["categories"][0],
        "value_minor": VALUE_MINOR,
        "due_on": (walking.day.day + timedelta(days=30)).isoformat(),
        "budget_line_id": walking.line["id"],
    }
    order = await officer.post("incubator", "/service-orders", body)
    path = f"/service-orders/{order['id']}"
    order = await officer.until("incubator", path, lambda read: read["funds"] == "set_aside")
    matched = await officer.get("incubator", f"{path}/matches")
    ours = [each for each in matched if each["enterprise_id"] == walking.enterprise["id"]]
    check("the enterprise is matched below its ceiling", [each["stays_below_ceiling"] for each in ours], [True])
    paper = {"reference": "محضر استلام", "sha256": hashlib.sha256(order["id"].encode()).hexdigest()}
    steps: list[tuple[Any, str, Any]] = [
        (officer, "offers", {"enterprise_id": walking.enterprise["id"]}),
        (officer, "accept", None),
        (officer, "deliveries", paper),
        (manager, "approve", None),
        (officer, "invoices", {"invoice_number": "1", "amount_minor": INVOICE_MINOR}),
        (other, "payment-orders", None),
    ]
    for desk, name, content in steps:
        order = await desk.post("incubator", f"{path}/{name}", content, version=order["version"])
    check("the order", (order["state"], order["invoiced_minor"]), ("paying", INVOICE_MINOR))
    order = await officer.until("incubator", path, lambda read: read["credited_at"] is not None)
    duties = await officer.get("incubator", f"/enterprises/{walking.enterprise['id']}/duties")
    check("its public revenue", duties["public_revenue_minor"], INVOICE_MINOR)
    said = f"{money(VALUE_MINOR, 'JOD')} were set aside for an order of the ministry"
    walking.story.step(f"{said}; it was delivered, approved and invoiced with {money(INVOICE_MINOR, 'JOD')}")
    return order


async def see_paid(walking: JordanWalk, order: Any) -> None:
    """What the bank has paid is told to the grant and to the order."""
    officer, path = walking.desk("incubator_officer"), f"/service-orders/{order['id']}"
    paid = await officer.until("incubator", path, lambda read: read["state"] == "paid")
    await grants.tranche_is(walking, "paid")
    check("one payout pays the sale, the grant and the order", paid["payout_id"] is not None, True)
    walking.story.step(f"the order of {money(paid['invoiced_minor'], 'JOD')} and the grant's first part were paid")


async def follow(walking: JordanWalk) -> None:
    """Everybody in the cohort will be asked what became of them, on the id that they applied with."""
    officer = walking.desk("incubator_officer")
    planned = await officer.post("incubator", f"/cohorts/{walking.cohort['id']}/follow-ups")
    found = {each["participant_id"] for each in planned}
    check("one id through all of it", found, {each["applicant_id"] for each in walking.members})
    check("it is the founder's too", walking.enterprise["founder_id"] in found, True)
    walking.story.step("follow-ups after 6, 12 and 24 months are planned on the ids that people applied with")
