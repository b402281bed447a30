"""A cashier at an own counter: appointed by the shop, signed on by number and PIN, a sale, and the report of the day.

The counter stands apart from the paired tills of `stack.json`: where an outlet has a cashier its tills sell only while
somebody is signed on, and at those the load sells with nobody there.
"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.demo.offices import Desk, Refused
from infra.demo.story import Story, Untrue, check, money
from infra.demo.tills import Shop, Till, enrol, when_heard
from infra.embedded.stack import PairedTill

PIN = "2580"
SALE_MINOR = 500


async def open_counter(officer: Desk, shop: PairedTill) -> tuple[Till, str]:
    """Open another outlet of a shop, with a till; return the till and the outlet's id."""
    place = {"name": "Δεύτερο ταμείο", "area": "Ελευθερούπολη"}
    outlet = await officer.post("merchants", f"/merchants/{shop.merchant_id}/outlets", place)
    where = Shop(shop.municipality, shop.merchant_id, outlet["id"], social=shop.social)
    paired = await enrol(officer, where, Ed25519PrivateKey.generate())
    return Till(officer.stack, paired, officer.at), outlet["id"]


async def work_a_day(officer: Desk, shop: PairedTill, token: str, story: Story) -> None:
    """Appoint a cashier, who chooses a PIN, signs on, sells and ends the day."""
    till, outlet_id = await open_counter(officer, shop)
    rights = ["sell", "refund", "close_day"]
    cashier = await officer.post(
        "merchants", f"/outlets/{outlet_id}/cashiers", {"name": "Άννα Ταμία", "rights": rights}
    )
    code = await officer.post("merchants", f"/cashiers/{cashier['id']}/pin-codes")
    choosing = {"code": code["code"], "pin": PIN}
    await when_heard(officer.stack, lambda: till.send("/cashier-pins", choosing))
    try:
        await till.sell(token, SALE_MINOR, "EUR")
    except Refused as refused:
        check("a till with cashiers sells with nobody", refused.problem["type"], "/problems/cashier-missing")
    else:
        raise Untrue("A till with cashiers sold with nobody signed on.")
    await till.send("/cashier-sign-ons", {"number": cashier["number"], "pin": PIN})
    sale = await till.sell(token, SALE_MINOR, "EUR")
    report: dict[str, Any] = await till.send("/till-reports", {})
    check("the till's day", report["net_minor"], sale["amount_minor"] + sale["bonus_minor"])
    check("who ended it", report["closed_by_number"], cashier["number"])
    story.step(
        f"cashier {cashier['number']} signed on at a counter, sold for {money(SALE_MINOR, 'EUR')} and ended "
        "the day; with nobody signed on the till had refused"
    )
