"""One euro in Paggaio, from the budget line to the household, to the shop and to the bank, and into the report."""

import secrets
from datetime import date
from random import Random
from typing import Any

from infra.demo import cashiers, names, people
from infra.demo.calendar import Day, first_open_day
from infra.demo.offices import Desk, Refused, Stack
from infra.demo.seed import PIN, approve, consents_of, pay_shops
from infra.demo.story import Story, Untrue, check, decimal, money, table
from infra.demo.tills import Till
from infra.embedded.stack import PairedTill

TENANT = "paggaio"
EVIDENCE = ("identity", "tax_return", "iban_ownership", "utility_bill", "residence")
GUARANTEED_MINOR = 43_200
"""A couple with two minors and no income: 216 + 108 + 54 + 54 euro (DOMAIN §A1)."""
CARD_SHARE_MINOR = GUARANTEED_MINOR // 2


WALKERS = (1_000_000, 80_000_000)
"""Serials of the people of walks, which the seed's people do not have."""


def new_household(random: Random) -> dict[str, Any]:
    """Return a couple with two minors that nobody has entered before, nor anybody who might be taken for them.

    An AMKA has a day of birth and three digits: years of birth far apart keep one walk's numbers from another's.
    """
    family_name = random.choice(names.GREEK_FAMILY)[1]
    shape = [("applicant", (26, 60)), ("spouse", (26, 60)), ("child", (2, 13)), ("child", (2, 13))]
    members = []
    for relation, ages in shape:
        age = random.randint(*ages)
        born_on = date(2026 - age, random.randint(1, 12), random.randint(1, 28))
        person: dict[str, Any] = {
            "given_name": random.choice(names.GREEK_FEMALE),
            "family_name": family_name,
            "born_on": born_on.isoformat(),
            "language": "el",
            "identifiers": [{"kind": "amka", "number": people.make_amka(born_on, "female", random.randrange(1000))}],
        }
        if relation in {"applicant", "spouse"}:
            person["identifiers"].append({"kind": "afm", "number": people.make_afm(random.randrange(*WALKERS))})
        if relation == "applicant":
            bban = f"0110{random.randrange(10**3):03d}{random.randrange(10**16):016d}"
            person |= {"phone": "6940000000", "iban": people.make_iban("GR", bban)}
        work = "registered_unemployed" if age > 18 else "not_stated"
        members.append({"person": person, "relation": relation, "studies": age < 18, "work": work})
    address = {"street": "Παραλιακή 1", "postal_code": "64008", "town": "Ελευθερούπολη"}
    return {"members": members, "address": address}


class GreekWalk:
    """The walk's people and what they have made so far."""

    def __init__(self, stack: Stack, day: Day) -> None:
        self.stack = stack
        self.day = day
        self.story = Story(f"One euro in Paggaio, business day {day.day}")
        self.line: Any = None
        self.case: Any = None
        self.card: Any = None
        self.token = ""
        self.sale: Any = None

    def desk(self, role: str, which: int = 0) -> Desk:
        """Return a desk of Paggaio on the walk's day."""
        return self.stack.desk(TENANT, role, at=self.day.now, which=which)

    def earlier(self, role: str) -> Desk:
        """Return a desk in the month before, when the household applied."""
        return self.stack.desk(TENANT, role, at=self.day.month_before)

    async def fund(self) -> None:
        """A finance officer opens and funds a budget line, a second one confirms it."""
        officer, amount = self.desk("finance_officer"), 15_000_000
        body = {"programme": "gmi", "purpose": "benefits", "name": f"Παροχές ΕΕΕ {self.day.day}"}
        line = await officer.post("cards", "/budget-lines", body)
        grant = {"amount_minor": amount, "decision_number": f"{self.day.day:%j}/{self.day.day:%Y}"}
        proposal = await officer.post("cards", f"/budget-lines/{line['id']}/fundings", grant)
        try:
            await approve(officer, "cards", proposal)
        except Refused as refused:
            check("who proposed money cannot confirm it", refused.problem["type"], "/problems/same-actor")
        else:
            raise Untrue("Who proposed money could confirm it.")
        await approve(self.desk("finance_approver"), "cards", proposal)
        self.line = await officer.get("cards", f"/budget-lines/{line['id']}")
        check("the line's money", self.line["available_minor"], amount)
        self.story.step(
            f"a budget line holds {money(amount, 'EUR')}; its opener could not confirm it, a second person did"
        )

    async def enrol(self) -> None:
        """A caseworker enters a household and its application; the rules give the amount line by line."""
        caseworker, entered = self.earlier("caseworker"), new_household(Random(secrets.randbits(64)))
        household = await caseworker.post("registry", "/households", entered)
        consents = consents_of(household, entered, self.day.month_before().date())
        declared = {"incomes": [], "deposits_minor": 12_000}
        body = {
            "programme": "gmi",
            "household_id": household["id"],
            "declared": declared,
            "evidence": [{"kind": kind} for kind in EVIDENCE],
            "consents": consents,
            "submit": True,
        }
        self.case = await caseworker.post("registry", "/applications", body)
        assessment = self.case["assessment"]
        check("the monthly amount", assessment["monthly_amount_minor"], GUARANTEED_MINOR)
        check("the card share", assessment["card_share_minor"], CARD_SHARE_MINOR)
        self.story.step(
            f"a couple with two children applied; assessed at {money(GUARANTEED_MINOR, 'EUR')} a month by rules "
            f"{assessment['rule_version']}, {len(assessment['explanation'])} lines, half by card"
        )

    async def decide(self) -> None:
        """A supervisor, who is not the caseworker, decides."""
        path, outcome = f"/applications/{self.case['id']}", {"outcome": "approved"}
        caseworker = self.earlier("caseworker")
        recommended = await caseworker.post("registry", f"{path}/recommend", outcome, version=self.case["version"])
        try:
            await caseworker.post("registry", f"{path}/decide", outcome, version=recommended["version"])
        except Refused as refused:
            check("a caseworker cannot decide", refused.status, 403)
        else:
            raise Untrue("A caseworker could decide.")
        await self.earlier("supervisor").post("registry", f"{path}/decide", outcome, version=recommended["version"])
        self.story.step("a supervisor approved; the caseworker could not")

    async def hand_over_card(self) -> None:
        """cards opens the wallet and orders a card; the desk prints it and hands it over, the holder sets a PIN."""
        desk, holder = self.desk("card_desk"), self.case["members"][0]["person_id"]
        found = await desk.until("cards", f"/cards?holder_id={holder}", lambda read: read["items"])
        self.card = found["items"][0]
        path = f"/cards/{self.card['id']}"
        printed = await desk.post("cards", f"{path}/print")
        self.token = printed["token"]
        await desk.post("cards", f"{path}/hand-over")
        active = await desk.post("cards", f"{path}/pin", {"pin": PIN})
        check("the card", active["status"], "active")
        self.story.step("the event opened a wallet and ordered a card; the desk handed it over, the holder chose a PIN")
        self.story.step(f"its holder signs in at /my-card with the number {printed['number']} and the PIN {PIN}")

    async def credit(self) -> None:
        """The monthly run: calculated, locked, approved by another, reserved and credited as lots."""
        officer = self.desk("finance_officer")
        body = {"programme": "gmi", "budget_line_id": self.line["id"], "month": self.day.month.isoformat()}
        run = await officer.post("cards", "/runs", body)
        proposal = await officer.post("cards", f"/runs/{run['id']}/lock")
        await approve(self.desk("finance_approver"), "cards", proposal)
        done = await officer.until("cards", f"/runs/{run['id']}", lambda read: read["status"] == "completed")
        check("households credited", done["credited"], run["households"])
        wallet = await self.wallet()
        check("the household's balance", wallet["balance_minor"], CARD_SHARE_MINOR)
        self.story.step(
            f"the run for {run['month'][:7]} credited {done['credited']} households, {done['excluded']} left out with "
            f"reasons; ours holds {money(wallet['balance_minor'], 'EUR')} until {wallet['next_expiry_on']}"
        )

    async def wallet(self) -> Any:
        """Return our household's wallet."""
        return await self.desk("card_desk").get("cards", f"/wallets/{self.card['wallet_id']}")

    async def shop(self) -> None:
        """A sale with a social enterprise's bonus, one with a part in cash, two declines, a refund, and a cashier's."""
        till = Till(self.stack, self.social_till(), self.day.now)
        self.sale = await till.sell(self.token, 4_000, "EUR")
        check("paid by card and bonus", (self.sale["amount_minor"], self.sale["bonus_minor"]), (3_600, 400))
        self.story.step("40.00 EUR at a social enterprise: 36.00 from the card, 4.00 bonus from the pot")
        denied = await till.sell(self.token, 500, "EUR", basket=[{"category": "7995", "amount_minor": 500}])
        check("gambling", denied["decline_code"], "category_denied")
        unpinned = await till.sell(self.token, 6_000, "EUR")
        check("60.00 without a PIN", unpinned["decline_code"], "pin_required")
        self.story.step(f"declined with a reason: “{denied['message']}” “{unpinned['message']}”")
        refund = await till.refund(self.sale["id"], 1_000)
        check("the refund", (refund["amount_minor"], refund["bonus_minor"]), (900, 100))
        self.story.step("10.00 EUR given back: 9.00 into the very lot it came from, 1.00 into the pot")
        await cashiers.work_a_day(self.desk("merchant_officer"), self.social_till(), self.token, self.story)
        left = (await self.wallet())["balance_minor"]
        short = await till.sell(self.token, 30_000, "EUR", pin=PIN)
        check("all that was left", short["amount_minor"], left)
        check("balance", short["balance_minor"], 0)
        bonus, cash = money(short["bonus_minor"], "EUR"), money(short["remainder_minor"], "EUR")
        self.story.step(f"300.00 EUR with {money(left, 'EUR')} left: paid in part, {bonus} bonus, {cash} in cash")

    def social_till(self) -> PairedTill:
        """Return the paired till of a social enterprise, where sales earn a bonus."""
        return next(each for each in self.stack.file.tills if each.municipality == TENANT and each.social)

    async def settle(self) -> Any:
        """The day is closed, netted, and paid by a bank file that two people have agreed to."""
        officer = self.desk("finance_officer")
        body = {"settlement_date": self.day.day.isoformat()}
        day = await officer.post("cards", "/settlement-days", body)
        file = await pay_shops(self.stack, TENANT, self.day.now, day["settlement_date"])
        url = self.stack.url("merchants") + f"/bank-files/{file['id']}/content"
        content = (await self.stack.answer("GET", url, headers=await officer.headers())).content
        check("the file's sum", f"<CtrlSum>{decimal(file['total_minor'], 2)}</CtrlSum>".encode() in content, True)
        self.story.step(
            f"the day is closed: {day['payments_count']} sales, {day['refunds_count']} refunds, "
            f"{money(day['net_minor'], 'EUR')} owed; pain.001 over {money(file['total_minor'], 'EUR')} approved by two"
        )
        return day


async def walk(stack: Stack) -> None:
    """Walk the Greek path."""
    day = await first_open_day(stack, TENANT)
    walking = GreekWalk(stack, day)
    for step in (
        walking.fund,
        walking.enrol,
        walking.decide,
        walking.hand_over_card,
        walking.credit,
        walking.shop,
        walking.settle,
    ):
        await step()
    await compare(stack, TENANT, day, walking.story)


async def compare(stack: Stack, tenant: str, day: Day, story: Story) -> None:
    """Verify the ledger and wait until reporting's totals equal it."""
    auditor = stack.desk(tenant, "auditor", at=day.now)
    ledger = await auditor.get("cards", "/verify")
    broken = [check["name"] for check in ledger["checks"] if check["violations"]]
    check("the ledger's invariants", broken, [])
    expected = figures_of_ledger(ledger)
    report = await auditor.until("reporting", "/totals", lambda read: figures_of_report(read) == expected)
    story.step(f"the ledger verifies ({len(ledger['checks'])} invariants) and reporting's totals equal it")
    rows: list[tuple[str, ...]] = [("", "ledger", "reporting")]
    for (currency, name), amount in expected.items():
        pair = (amount, figures_of_report(report)[currency, name])
        shown = [str(each) if name.endswith("count") else money(each, currency) for each in pair]
        rows.append((name.removesuffix("_minor").replace("_", " "), *shown))
    table("What happened, in all", rows)
    ledger = await auditor.get("cards", "/verify")
    balances = [
        (each["kind"].replace("_", " "), each["balance_minor"], each["currency"]) for each in ledger["balances"]
    ]
    balances.append(("in all", sum(amount for _, amount, _ in balances), balances[0][2]))
    table("Who holds it now", [(kind, money(amount, currency)) for kind, amount, currency in balances])


Figures = dict[tuple[str, str], int]


def figures_of_ledger(ledger: Any) -> Figures:
    """Return the ledger's totals by currency and name."""
    found: Figures = {}
    kinds = {"funding": "funded_minor", "credit": "credited_minor"}
    for flow in ledger["flows"]:
        if flow["kind"] in kinds:
            found[flow["currency"], kinds[flow["kind"]]] = flow["amount_minor"]
    names = {"refunded_bonus_minor": "bonus_refunded_minor"}
    for total in ledger["payments"]:
        for name, value in total.items():
            if name != "currency":
                found[total["currency"], names.get(name, name)] = value
    return found


def figures_of_report(report: Any) -> Figures:
    """Return reporting's totals by currency and name, those that the ledger has too."""
    names = ("funded", "credited", "spent", "bonus", "refunded", "bonus_refunded")
    wanted = [f"{name}_minor" for name in names] + ["payments_count", "declined_count"]
    return {(each["currency"], name): each[name] for each in report["figures"] for name in wanted}
