"""Al-Koura: from a first idea to a social enterprise that takes the JOD card, walked from outside."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.demo import bank, people
from infra.demo.calendar import Day
from infra.demo.offices import Desk, Refused, Stack, together
from infra.demo.seed import PIN, approve, pay_shops
from infra.demo.story import Story, Untrue, check, money
from infra.demo.tills import Shop, Till, enrol, when_heard

TENANT = "al_koura"
ALLOWANCE_MINOR = 60_000
FRIDAY = 4
SALE_MINOR = 12_345
COHORT = 20
GOOD = 22
"""So many ideas are scored above the threshold; the marks of the others are below it."""
BEFORE_MONTH = timedelta(days=8)
COOLED = timedelta(days=4)
"""A day more than the second call asks between the payee's verification and the release of money."""
WASHINGTON_GROUP: tuple[dict[str, Any], ...] = ({"walking": 3}, {"hearing": 4}, {"seeing": 3}, {"also": ["transport"]})


class JordanWalk:
    """The walk's people and what they have made so far."""

    def __init__(self, stack: Stack, day: Day) -> None:
        self.stack = stack
        self.day = day
        self.random = Random(secrets.randbits(64))
        self.story = Story(f"A first idea in Al-Koura becomes a shop, business day {day.day}")
        self.line: Any = None
        self.call: Any = None
        self.reviewers: dict[str, Desk] = {}
        self.applications: list[Any] = []
        self.awarded: list[Any] = []
        self.members: list[Any] = []
        self.cards: dict[str, str] = {}
        self.award: Any = None
        self.cohort: Any = None
        self.enterprise: Any = None
        self.till: Till | None = None

    @property
    def founder(self) -> Any:
        """Return the application of the one who founds an enterprise."""
        return self.awarded[0]

    def desk(self, role: str, which: int = 0) -> Desk:
        """Return a desk of Al-Koura on the walk's day."""
        return self.stack.desk(TENANT, role, at=self.day.now, which=which)

    def earlier(self, role: str, which: int = 0) -> Desk:
        """Return a desk in the month before, when the call was open."""
        return self.stack.desk(TENANT, role, at=self.day.month_before, which=which)

    def before(self, role: str, which: int = 0) -> Desk:
        """Return a desk some days before, when the enterprise was accredited and its payee verified."""
        return self.stack.desk(TENANT, role, at=lambda: self.day.now() - COOLED, which=which)

    def is_good(self, application: Any) -> bool:
        """Return whether reviewers think well of an idea: the first of them that applied are the good ones."""
        places = {each["id"]: place for place, each in enumerate(self.applications)}
        return places.get(application["id"], 0) < GOOD

    async def step(self, desk: Desk, noun: str, thing: Any, step: str) -> Any:
        """Take a named step of an application, session or enterprise."""
        return await desk.post("incubator", f"/{noun}/{thing['id']}/steps", {"step": step}, version=thing["version"])

    async def person_of(self, desk: Desk) -> str:
        """Return the person id of a member of staff: the subject of the token."""
        claims = (await self.stack.token(desk.username, desk.password)).split(".")[1]
        found: str = msgspec.json.decode(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        return found

    async def train(self) -> None:
        """A cohort with a session that is held once its needs are met, and attendance."""
        officer = self.earlier("incubator_officer")
        ends_on = self.day.month + timedelta(days=80)
        # On Fridays Al-Koura rests.
        starts_on = self.day.month - BEFORE_MONTH
        starts_on -= timedelta(days=1 if starts_on.weekday() == FRIDAY else 0)
        dates = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        body = {"call_id": self.call["id"], "number": 1} | dates
        self.cohort = await officer.post("incubator", "/cohorts", body)
        path = f"/cohorts/{self.cohort['id']}"
        self.members = self.awarded[:COHORT]
        enrolments = await together(
            self.members, lambda each: officer.post("incubator", f"{path}/enrolments", {"application_id": each["id"]})
        )
        for enrolment, answers in zip(enrolments[2:], WASHINGTON_GROUP, strict=False):
            needs = f"/enrolments/{enrolment['id']}/accommodation"
            await officer.put("incubator", needs, answers, version=enrolment["version"])
        day = {"held_on": starts_on.isoformat(), "title": "خطة العمل"}
        session = await officer.post("incubator", f"{path}/sessions", day)
        await self.refuse_unmet(session)
        needs = await officer.get("incubator", f"/sessions/{session['id']}/needs")
        for need in needs:
            await self.provide(session, need, "met")
        session = await officer.get("incubator", f"/sessions/{session['id']}")
        session = await self.step(officer, "sessions", session, "confirm")
        await self.attend(session, enrolments, needs)
        self.story.step(
            f"a cohort of {len(enrolments)}; a session was confirmed only once its {len(needs)} needs were met"
        )

    async def provide(self, session: Any, need: Any, state: str) -> None:
        """Say how a need stands at a session."""
        body = {"need_id": need["id"], "state": state}
        officer = self.earlier("incubator_officer")
        await officer.put("incubator", f"/sessions/{session['id']}/needs", body, version=1)

    async def attend(self, session: Any, enrolments: Sequence[Any], needs: Sequence[Any]) -> None:
        """Keep the list: one misses it with no reason, another since what was promised did not come."""
        failed = needs[-1]
        await self.provide(session, failed, "unmet")
        absent = {failed["enrolment_id"], enrolments[-1]["id"]}
        there = [{"enrolment_id": each["id"], "attended": each["id"] not in absent} for each in enrolments]
        path = f"/sessions/{session['id']}/attendances"
        held = await self.before("incubator_officer").post("incubator", path, {"attendances": there})
        missed = {each["enrolment_id"]: each["counts_against"] for each in held["items"] if not each["attended"]}
        check("who missed it", missed, {failed["enrolment_id"]: False, enrolments[-1]["id"]: True})

    async def refuse_unmet(self, session: Any) -> None:
        """Check that a session is not confirmed while a need is unmet."""
        officer = self.earlier("incubator_officer")
        fresh = await officer.get("incubator", f"/sessions/{session['id']}")
        try:
            await self.step(officer, "sessions", fresh, "confirm")
        except Refused as refused:
            check("a session with unmet needs", refused.status, 409)
        else:
            raise Untrue("A session was confirmed although a need is unmet.")

    async def accredit(self) -> None:
        """The founder's enterprise passes its gates with evidence; two people open the trading gate."""
        officer, manager = self.before("incubator_officer"), self.before("programme_manager")
        trade_name = f"مشغل الكورة {self.random.randrange(10**5)}"
        body = {"application_id": self.founder["id"], "trade_name": trade_name}
        enterprise = await officer.post("incubator", "/enterprises", body)
        particulars = {
            "trade_name": trade_name,
            "country": "JO",
            "legal_form": "cooperative",
            "registration_number": f"{self.random.randrange(10**9):09d}",
            "categories": ["5651"],
        }
        path = f"/enterprises/{enterprise['id']}"
        enterprise = await officer.put("incubator", path, particulars, version=enterprise["version"])
        enterprise = await self.pass_gate(officer, enterprise, "start_registration", "business_plan")
        enterprise = await self.pass_gate(officer, enterprise, "register", "registration_certificate")
        for kind in ("municipal_licence", "site_visit"):
            await self.show(officer, enterprise, "accredit", kind)
        enterprise = await officer.get("incubator", path)
        proposal = await officer.post("incubator", f"{path}/accreditations", version=enterprise["version"])
        body = {"payload_hash": proposal["payload_hash"]}
        self.enterprise = await manager.post("incubator", f"{path}/accreditations/approve", body)
        check("the enterprise", self.enterprise["state"], "trading")
        self.story.step("an idea became a registered cooperative; two people opened the trading gate")

    async def pass_gate(self, officer: Desk, enterprise: Any, gate: str, kind: str) -> Any:
        """Show a gate's evidence and take its step."""
        await self.show(officer, enterprise, gate, kind)
        fresh = await officer.get("incubator", f"/enterprises/{enterprise['id']}")
        return await self.step(officer, "enterprises", fresh, gate)

    async def show(self, officer: Desk, enterprise: Any, gate: str, kind: str) -> None:
        """Record a paper for a gate."""
        digest = hashlib.sha256(f"{enterprise['id']} {kind}".encode()).hexdigest()
        body = {"gate": gate, "kind": kind, "reference": f"archive/{kind}", "sha256": digest}
        await officer.post("incubator", f"/enterprises/{enterprise['id']}/evidence", body)

    async def join_network(self) -> None:
        """The event makes the enterprise a merchant; its IBAN is entered and verified by a second person."""
        first, second = self.before("merchant_officer"), self.before("merchant_officer", 1)

        def ours(read: Any) -> Any:
            return [each for each in read["items"] if each.get("enterprise_id") == self.enterprise["id"]]

        read = await first.until("merchants", "/merchant-records?status=verified&limit=200", ours)
        merchant = ours(read)[0]
        path = f"/merchants/{merchant['id']}"
        iban = people.make_iban("JO", f"ARAB0020{self.random.randrange(10**18):018d}")
        body = {"iban": iban, "holder": "تعاونية الكورة", "holder_latin": "Al Koura Cooperative"}
        account = await first.post("merchants", f"{path}/bank-accounts", body)
        await second.post("merchants", f"/bank-accounts/{account['id']}/verify")
        day = (self.day.day - COOLED).isoformat()
        await second.post("merchants", f"{path}/accept", {"accepted_from": day, "agreement_signed_on": day})
        outlet = await first.post("merchants", f"{path}/outlets", {"name": "المشغل", "area": "دير أبي سعيد"})
        paired = await enrol(
            first, Shop(TENANT, merchant["id"], outlet["id"], social=True), Ed25519PrivateKey.generate()
        )
        self.till = Till(self.stack, paired, self.day.now)
        self.story.step("the event made it a merchant; its IBAN was verified by a second person, its till enrolled")

    async def buy(self) -> None:
        """The other member of the cohort gets a JOD card with the allowance and buys at the new shop."""
        desk, officer = self.desk("card_desk"), self.desk("finance_officer")
        # A run lists who is known when it is calculated: cards has to have heard of the whole cohort.
        for each in self.members:
            read = await desk.until("cards", f"/cards?holder_id={each['applicant_id']}", lambda read: read["items"])
            self.cards[each["id"]] = read["items"][0]["id"]
        path = f"/cards/{self.cards[self.members[1]['id']]}"
        printed = await desk.post("cards", f"{path}/print")
        token = printed["token"]
        await desk.post("cards", f"{path}/hand-over")
        await desk.post("cards", f"{path}/pin", {"pin": PIN})
        body = {"programme": "johud_training", "budget_line_id": self.line["id"], "month": self.day.month.isoformat()}
        run = await officer.post("cards", "/runs", body)
        await approve(self.desk("finance_approver"), "cards", await officer.post("cards", f"/runs/{run['id']}/lock"))
        done = await officer.until("cards", f"/runs/{run['id']}", lambda read: read["status"] == "completed")
        # Where others have walked here before, their cohorts get theirs of a new month too.
        check("whether the cohort was credited the allowance", done["credited"] >= COHORT, True)
        sale = await self.sell(token, SALE_MINOR)
        check("paid in fils", (sale["amount_minor"], sale["balance_minor"]), (SALE_MINOR, ALLOWANCE_MINOR - SALE_MINOR))
        left = money(sale["balance_minor"], "JOD")
        self.story.step(f"a cohort member bought for {money(SALE_MINOR, 'JOD')} there; the card holds {left}")
        self.story.step(f"who holds it signs in at /my-card with the number {printed['number']} and the PIN {PIN}")

    async def sell(self, token: str, amount_minor: int) -> Any:
        """Sell at the new till as soon as cards has heard of it."""
        till = self.till
        assert till is not None
        return await when_heard(self.stack, lambda: till.sell(token, amount_minor, "JOD"))

    async def settle(self, *more: int) -> None:
        """The day is closed, and the shop paid by one file in JOD, with three decimals; the bank says that it has."""
        officer = self.desk("finance_officer")
        body = {"settlement_date": self.day.day.isoformat()}
        day = await officer.post("cards", "/settlement-days", body)
        file = await pay_shops(self.stack, TENANT, self.day.now, day["settlement_date"])
        check("the bank file's total", file["total_minor"], SALE_MINOR + sum(more))
        url, headers = self.stack.url("merchants"), await officer.headers()
        ordered = await self.stack.answer("GET", f"{url}/bank-files/{file['id']}/content", headers=headers)
        booked = bank.book(ordered.content, self.day.day)
        await self.stack.answer("POST", f"{url}/bank-answers", content=booked, headers=headers)
        self.story.step(
            f"the day is closed; two people approved a bank file of {money(file['total_minor'], 'JOD')}; the bank paid"
        )
