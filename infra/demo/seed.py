"""The seed: Paggaio's 500 households, 40 shops and one month of purchases, entered over HTTP at their own time.

Every command's idempotency key is derived from what it enters, so a seed that was interrupted is simply run again: what
was entered gives its first answer, and the rest follows. When it is done, it leaves the paired tills where `stack.json`
takes them from.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from infra.demo import people
from infra.demo.offices import Desk, Stack
from infra.demo.people import Household, Merchant, Purchase
from infra.demo.tills import Shop, Till, enrol, key_of_shop
from infra.embedded.stack import PairedTill, keep_tills

TENANT = "paggaio"
PIN = "1357"
AT_ONCE = 12
FUNDS_MINOR = 20_000_000
POT_MINOR = 500_000
LINES = {"benefits": "Παροχές ΕΕΕ", "bonus": "Μπόνους ΕΕΕ"}
"""What the finance office calls them: of the Guaranteed Minimum Income."""
OWN_SHOP = 0
"""The shop that the demo's owner applied for."""
BONUS = {"bonus_basis_points": 1000, "bonus_minor_max": 1000}

Item = TypeVar("Item")
Result = TypeVar("Result")


class Months:
    """The seed's calendar: applications in one month, benefits and purchases in the next, the one before today's."""

    def __init__(self, today: date) -> None:
        self.month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        self.applications = (self.month - timedelta(days=1)).replace(day=10)
        self.last = today.replace(day=1) - timedelta(days=1)

    def when_applying(self) -> datetime:
        """Return the instant at which households and shops are entered."""
        return datetime.combine(self.applications, datetime.min.time(), UTC) + timedelta(hours=9)

    def when_paid(self) -> datetime:
        """Return the instant of the benefit run."""
        return datetime.combine(self.month, datetime.min.time(), UTC) + timedelta(hours=5)

    def when_closed(self) -> datetime:
        """Return the instant at which the month is settled."""
        return datetime.combine(self.last, datetime.min.time(), UTC) + timedelta(hours=20)


class Progress:
    """Says how far a step is, on one line."""

    def __init__(self, said: str, total: int) -> None:
        self.said = said
        self.total = total
        self.done = 0
        self.started = time.monotonic()

    def step(self) -> None:
        """Count one."""
        self.done += 1
        if self.done == self.total:
            seconds = time.monotonic() - self.started
            print(f"  {self.said:<44}{self.done:>6}   {seconds:5.1f} s", flush=True)
        elif sys.stdout.isatty():
            print(f"  {self.said:<44}{self.done:>6} of {self.total}", end="\r", flush=True)


async def all_of(
    said: str, items: Iterable[Item], enter: Callable[[int, Item], Awaitable[Result]], *, at_once: int = AT_ONCE
) -> list[Result]:
    """Enter things, several at once, in their order, showing progress."""
    listed, gate = list(items), asyncio.Semaphore(at_once)
    progress = Progress(said, len(listed))

    async def enter_one(place: int, item: Item) -> Result:
        async with gate:
            result = await enter(place, item)
        progress.step()
        return result

    return list(await asyncio.gather(*(enter_one(place, item) for place, item in enumerate(listed))))


class Seed:
    """The people of the seed at their desks."""

    def __init__(self, stack: Stack, months: Months) -> None:
        self.stack = stack
        self.months = months
        self.people = people.generate()
        self.tills: list[PairedTill] = []
        self.lines: dict[str, str] = {}

    def desk(self, role: str, at: Callable[[], datetime] | None = None, which: int = 0) -> Desk:
        """Return a desk of Paggaio at the seed's time."""
        return self.stack.desk(TENANT, role, at=at or self.months.when_applying, which=which)

    async def budget(self) -> None:
        """Open and fund a line for benefits and the pot for bonuses, by two people."""
        officer, approver = self.desk("finance_officer"), self.desk("finance_approver")
        for purpose, amount in (("benefits", FUNDS_MINOR), ("bonus", POT_MINOR)):
            body = {"programme": "gmi", "purpose": purpose, "name": f"{LINES[purpose]} {self.months.month:%Y}"}
            line = await officer.post("cards", "/budget-lines", body, key=f"seed-line-{purpose}")
            grant = {"amount_minor": amount, "decision_number": f"17/{self.months.month:%Y}"}
            path = f"/budget-lines/{line['id']}/fundings"
            proposal = await officer.post("cards", path, grant, key=f"seed-funding-{purpose}")
            await approve(approver, "cards", proposal, key=f"seed-approval-{purpose}")
            self.lines[purpose] = line["id"]

    async def shop(self, place: int, shop: Merchant) -> PairedTill:
        """Take a shop into the network: applied for, verified by a second person, accepted, a till enrolled."""
        first, second = self.desk("merchant_officer"), self.desk("merchant_officer", which=1)
        owner, key = shop.owner, f"seed-shop-{place}"
        body = {
            "trade_name": shop.trade_name,
            "kind": shop.kind,
            "registration_number": shop.afm,
            "categories": [shop.category, *shop.also_sells],
            "contact": {"name": f"{owner['given_name']} {owner['family_name']}", "phone": owner["phone"]},
            "bank_account": {"iban": shop.iban, "holder": f"{owner['given_name']} {owner['family_name']}"},
        } | ({"legal_form": shop.legal_form} if shop.legal_form else {})
        applying = self.desk("merchant_owner") if place == OWN_SHOP else first
        merchant = await applying.post("merchants", "/merchants", body, key=key)
        path = f"/merchants/{merchant['id']}"
        if shop.kind == "social_enterprise":
            seen = {"kind": "register_extract"}
            await first.post("merchants", f"{path}/originals", seen, key=f"{key}-register")
            merchant = await first.get("merchants", path)
        await first.post("merchants", f"{path}/verify", version=merchant["version"], key=f"{key}-verify")
        for account in await first.get("merchants", f"{path}/bank-accounts"):
            await second.post("merchants", f"/bank-accounts/{account['id']}/verify", key=f"{key}-bank")
        day = self.months.applications.isoformat()
        accepting = {"accepted_from": day, "agreement_signed_on": day}
        await second.post("merchants", f"{path}/accept", accepting, key=f"{key}-accept")
        outlet = await first.post(
            "merchants", f"{path}/outlets", {"name": shop.trade_name, "area": shop.town}, key=f"{key}-outlet"
        )
        secret = self.stack.file.sign_ins[0].password
        joined = Shop(TENANT, merchant["id"], outlet["id"], social=shop.social_bonus)
        return await enrol(first, joined, key_of_shop(secret, place))

    async def offer(self) -> None:
        """Offer a tenth on top at social enterprises, within a cap, confirmed by a second person."""
        day = self.months.applications
        body = {
            "programme": "gmi",
            "merchant_kind": "social_enterprise",
            "valid_from": day.isoformat(),
            "valid_until": day.replace(year=day.year + 1, day=1).isoformat(),
        } | BONUS
        offer = await self.desk("merchant_officer").post("merchants", "/offers", body, key="seed-offer")
        agreeing = {"payload_hash": offer["payload_hash"]}
        path = f"/offers/{offer['id']}/publish"
        await self.desk("merchant_officer", which=1).post("merchants", path, agreeing, key="seed-offer-publish")

    async def household(self, place: int, entered: Household) -> str | None:
        """Enter, assess, recommend and decide one household; return its holder where it is entitled."""
        caseworker, supervisor = self.desk("caseworker"), self.desk("supervisor")
        household = await caseworker.post("registry", "/households", entered.household, key=f"seed-household-{place}")
        consents = consents_of(household, entered.household, self.months.applications)
        body = entered.application | {"household_id": household["id"], "consents": consents, "submit": True}
        case = await caseworker.post("registry", "/applications", body, key=f"seed-application-{place}")
        eligible = case["assessment"]["eligible"] and not case["missing_evidence"]
        path, outcome = f"/applications/{case['id']}", {"outcome": "approved" if eligible else "rejected"}
        if not eligible:
            outcome["reason"] = "missing_evidence" if case["missing_evidence"] else "conditions_not_met"
        recommended = await caseworker.post(
            "registry", f"{path}/recommend", outcome, version=case["version"], key=f"seed-recommend-{place}"
        )
        await supervisor.post(
            "registry", f"{path}/decide", outcome, version=recommended["version"], key=f"seed-decide-{place}"
        )
        return household["members"][0]["person_id"] if eligible else None

    async def cards_of(self, holders: Sequence[str | None]) -> list[Any]:
        """Return each holder's card once the events have ordered all of them; None where nobody is entitled."""
        desk, wanted = self.desk("card_desk"), {holder_id for holder_id in holders if holder_id}
        found: dict[str, Any] = {}
        while not wanted <= found.keys():
            await self.stack.pause()
            found = {each["holder_id"]: each for each in await desk.pages("cards", "/cards")}
        return [found.get(holder_id or "") for holder_id in holders]

    async def card(self, place: int, card: Any) -> str | None:
        """Print a card, hand it over and let the holder choose a PIN; return what its QR says."""
        if card is None or card["status"] != "ordered":
            return None  # Nobody is entitled, or the seed is run again: what the QR says was told once.
        desk, path = self.desk("card_desk"), f"/cards/{card['id']}"
        printed = await desk.post("cards", f"{path}/print")
        await desk.post("cards", f"{path}/hand-over", key=f"seed-hand-over-{place}")
        await desk.post("cards", f"{path}/pin", {"pin": PIN}, key=f"seed-pin-{place}")
        token: str = printed["token"]
        return token

    async def benefits(self) -> Any:
        """Credit the month: calculated, locked, approved by a second person, credited."""
        officer = self.desk("finance_officer", self.months.when_paid)
        body = {"programme": "gmi", "budget_line_id": self.lines["benefits"], "month": self.months.month.isoformat()}
        run = await officer.post("cards", "/runs", body, key="seed-run")
        proposal = await officer.post("cards", f"/runs/{run['id']}/lock", key="seed-run-lock")
        approver = self.desk("finance_approver", self.months.when_paid)
        await approve(approver, "cards", proposal, key="seed-run-approval")
        return await officer.until("cards", f"/runs/{run['id']}", lambda read: read["status"] == "completed")

    async def purchase(self, place: int, purchase: Purchase, tokens: list[str | None]) -> None:
        """Pay one purchase of the month at the till where it was made."""
        token = tokens[purchase.household]
        if token is None:
            return
        at = datetime.combine(self.months.month.replace(day=purchase.day), datetime.min.time(), UTC)
        at += timedelta(hours=purchase.hour - 2, minutes=purchase.minute)
        till = Till(self.stack, self.tills[purchase.merchant], lambda: at)
        pin = {"pin": PIN} if purchase.amount_minor > 5000 else {}
        await till.sell(token, purchase.amount_minor, "EUR", f"seed-purchase-{place}", **pin)

    async def settle(self) -> None:
        """Close the month's settlement days and pay the shops by one bank file that two people have agreed to."""
        officer = self.desk("finance_officer", self.months.when_closed)
        body = {"settlement_date": self.months.last.isoformat()}
        day = await officer.post("cards", "/settlement-days", body, key="seed-close")
        await pay_shops(self.stack, TENANT, self.months.when_closed, day["settlement_date"], key="seed-bank-file")


def consents_of(household: Any, entered: dict[str, Any], day: date) -> list[dict[str, str]]:
    """Return the consent of every member who is of age on a day, in the order in which they were entered."""
    of_age = day.replace(year=day.year - 18).isoformat()
    return [
        {"person_id": member["person_id"], "purpose": "cross_checks"}
        for member, told in zip(household["members"], entered["members"], strict=True)
        if told["person"]["born_on"] <= of_age
    ]


async def approve(desk: Desk, service: str, proposal: Any, *, key: str | None = None) -> Any:
    """Agree to a proposal as a second person."""
    body = {"payload_hash": proposal["payload_hash"]}
    return await desk.post(service, f"/proposals/{proposal['id']}/approve", body, key=key)


async def pay_shops(
    stack: Stack, tenant: str, at: Callable[[], datetime], settlement_date: str, *, key: str | None = None
) -> Any:
    """Wait until a closed day has reached merchants, and pay the shops by a bank file of two people."""
    officer = stack.desk(tenant, "finance_officer", at=at)
    approver = stack.desk(tenant, "finance_approver", at=at)

    for day in await officer.pages("cards", "/settlement-days"):
        if day["settlement_date"] <= settlement_date:
            await officer.until("merchants", f"/settlement-days/{day['settlement_date']}", is_closed, seconds=90)
    proposed = await officer.post("merchants", "/bank-files", {"settlement_date": settlement_date}, key=key)
    body = {"payload_hash": proposed["payload_hash"]}
    path = f"/bank-files/{proposed['id']}/approve"
    return await approver.post("merchants", path, body, key=f"{key}-approve" if key else None)


def is_closed(day: Any) -> bool:
    """Return whether merchants has settled a day with every shop."""
    return bool(day["status"] == "closed")


async def seed(path: Path) -> None:
    """Enter everything."""
    started = time.monotonic()
    async with Stack(path) as stack:
        entering = Seed(stack, Months(datetime.now(UTC).date()))
        print("\n  Seeding Paggaio: invented people, at their own time", flush=True)
        await entering.budget()
        shops, households = entering.people.merchants, entering.people.households
        entering.tills = await all_of("shops joined, each with a till", shops, entering.shop)
        await entering.offer()
        holders = await all_of("households applied and were decided", households, entering.household)
        tokens = await all_of("cards handed over", await entering.cards_of(holders), entering.card)
        run = await entering.benefits()
        print(f"  {'households credited for ' + run['month'][:7]:<44}{run['credited']:>6}", flush=True)
        purchases = entering.people.purchases
        await all_of("purchases", purchases, lambda place, each: entering.purchase(place, each, tokens))
        await entering.settle()
        keep_tills(path.parent, entering.tills)
    print(f"  seeded in {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    asyncio.run(seed(Path(os.environ["STACK_FILE"])))
