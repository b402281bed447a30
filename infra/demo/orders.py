"""The Jordanian path as a whole, and its last part: a ministry's order, and what will be asked of the cohort."""

import hashlib
from datetime import timedelta
from typing import Any

from infra.demo.calendar import first_open_day
from infra.demo.greek import compare
from infra.demo.jordan import TENANT, JordanWalk
from infra.demo.offices import Stack
from infra.demo.story import check, money

VALUE_MINOR = 750_500


async def walk(stack: Stack) -> None:
    """Walk the Jordanian path."""
    day = await first_open_day(stack, TENANT)
    walking = JordanWalk(stack, day)
    for step in (
        walking.open_call,
        walking.apply,
        walking.review,
        walking.train,
        walking.accredit,
        walking.join_network,
        walking.buy,
        walking.settle,
    ):
        await step()
    await take_order(walking)
    await follow(walking)
    await compare(stack, TENANT, day, walking.story)


async def take_order(walking: JordanWalk) -> None:
    """The ministry orders work of the enterprise; who offers, who approves and who records the payment differ."""
    officer, manager = walking.desk("incubator_officer"), walking.desk("programme_manager")
    day = walking.day.day
    body = {
        "public_body": "وزارة التنمية الاجتماعية",
        "title": "خياطة مراييل للمطابخ",
        "category": walking.enterprise["categories"][0],
        "value_minor": VALUE_MINOR,
        "due_on": (day + timedelta(days=30)).isoformat(),
    }
    order = await officer.post("incubator", "/service-orders", body)
    path = f"/service-orders/{order['id']}"
    matched = await officer.get("incubator", f"{path}/matches")
    ours = [each for each in matched if each["enterprise_id"] == walking.enterprise["id"]]
    check("the enterprise is matched below its ceiling", [each["stays_below_ceiling"] for each in ours], [True])
    paper = {"reference": "محضر استلام", "sha256": hashlib.sha256(order["id"].encode()).hexdigest()}
    steps: list[tuple[Any, str, Any]] = [
        (officer, "offers", {"enterprise_id": walking.enterprise["id"]}),
        (officer, "accept", None),
        (officer, "deliveries", paper),
        (manager, "approve", None),
        (officer, "invoices", {"invoice_number": "1", "amount_minor": VALUE_MINOR}),
        (officer, "payments", {"reference": "MOSD-1", "paid_on": day.isoformat()}),
    ]
    for desk, name, content in steps:
        order = await desk.post("incubator", f"{path}/{name}", content, version=order["version"])
    check("the order", (order["state"], order["invoiced_minor"]), ("paid", VALUE_MINOR))
    duties = await officer.get("incubator", f"/enterprises/{walking.enterprise['id']}/duties")
    check("its public revenue", duties["public_revenue_minor"], VALUE_MINOR)
    walking.story.step(f"an order of the ministry over {money(VALUE_MINOR, 'JOD')} was delivered, approved and paid")


async def follow(walking: JordanWalk) -> None:
    """Everybody in the cohort will be asked what became of them, on the id that they applied with."""
    officer = walking.desk("incubator_officer")
    planned = await officer.post("incubator", f"/cohorts/{walking.cohort['id']}/follow-ups")
    found = {each["participant_id"] for each in planned}
    check("one id through all of it", found, {each["applicant_id"] for each in walking.applications})
    check("it is the founder's too", walking.enterprise["founder_id"] in found, True)
    walking.story.step("follow-ups after 6, 12 and 24 months are planned on the ids that people applied with")
