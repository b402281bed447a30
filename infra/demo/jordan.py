"""Al-Koura: from a first idea to a social enterprise that takes the JOD card, walked from outside."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.demo import names, people
from infra.demo.calendar import Day
from infra.demo.offices import Desk, Refused, Stack
from infra.demo.seed import PIN, approve, pay_shops
from infra.demo.story import Story, Untrue, check, decimal, money
from infra.demo.tills import Shop, Till, enrol

TENANT = "al_koura"
ALLOWANCE_MINOR = 60_000
FRIDAY = 4
SCORES = ({"innovation": 4, "problem": 4, "market": 3, "model": 4, "feasibility": 4, "scalability": 3, "team": 5,
           "impact": 5},
          {"innovation": 3, "problem": 5, "market": 4, "model": 3, "feasibility": 5, "scalability": 3, "team": 4,
           "impact": 4})  # fmt: skip


class JordanWalk:
    """The walk's people and what they have made so far."""

    def __init__(self, stack: Stack, day: Day) -> None:
        self.stack = stack
        self.day = day
        self.random = Random(secrets.randbits(64))
        self.story = Story(f"A first idea in Al-Koura becomes a shop, business day {day.day}")
        self.line: Any = None
        self.call: Any = None
        self.applications: list[Any] = []
        self.cohort: Any = None
        self.enterprise: Any = None
        self.till: Till | None = None

    def desk(self, role: str, which: int = 0) -> Desk:
        """Return a desk of Al-Koura on the walk's day."""
        return self.stack.desk(TENANT, role, at=self.day.now, which=which)

    def earlier(self, role: str, which: int = 0) -> Desk:
        """Return a desk in the month before, when the call was open."""
        return self.stack.desk(TENANT, role, at=self.day.month_before, which=which)

    async def open_call(self) -> None:
        """Fund the allowance by two people and open a call by its preset."""
        officer = self.desk("finance_officer")
        body = {"programme": "johud_training", "purpose": "benefits", "name": f"Training {self.day.day}"}
        self.line = await officer.post("cards", "/budget-lines", body)
        grant = {"amount_minor": 6_000_000, "decision_number": "JOHUD-7"}
        proposal = await officer.post("cards", f"/budget-lines/{self.line['id']}/fundings", grant)
        await approve(self.desk("finance_approver"), "cards", proposal)
        opens_on = self.day.month_before().date() - timedelta(days=1)
        body = {
            "preset": "johud_intake",
            "opens_on": opens_on.isoformat(),
            "closes_on": (opens_on + timedelta(days=5)).isoformat(),
        }
        self.call = await self.earlier("programme_manager").post("incubator", "/calls", body)
        self.story.step(f"{money(6_000_000, 'JOD')} funded for training by two people; the intake is open")

    async def apply(self) -> None:
        """Two people apply with their ideas, in Arabic."""
        officer = self.earlier("incubator_officer")
        for place in range(2):
            person = {
                "given_name": self.random.choice(names.ARABIC_FEMALE),
                "family_name": self.random.choice(names.ARABIC_FAMILY),
                "phone": f"079{self.random.randrange(10**7):07d}",
                "national_number": f"9{self.random.randrange(10, 99)}2{self.random.randrange(10**6):06d}",
                "iban": people.make_iban("JO", f"CBJO0010{self.random.randrange(10**18):018d}"),
                "language": "ar",
            }
            applicant = await officer.post("incubator", "/persons", person)
            answers = {"idea": names.IDEAS[place], "customers": "عائلات اللواء والمدارس", "about_you": "من كفر الماء"}
            body = {"call_id": self.call["id"], "applicant_id": applicant["id"], "language": "ar", "answers": answers}
            application = await officer.post("incubator", "/applications", body)
            for step in ("submit", "start_screening", "start_review"):
                application = await self.step(officer, "applications", application, step)
            self.applications.append(application)
        self.story.step("two applications in Arabic were submitted and screened")

    async def step(self, desk: Desk, noun: str, thing: Any, step: str) -> Any:
        """Take a named step of an application, session or enterprise."""
        return await desk.post("incubator", f"/{noun}/{thing['id']}/steps", {"step": step}, version=thing["version"])

    async def review(self) -> None:
        """Two reviewers score without seeing who applied; a third person decides."""
        officer, manager = self.earlier("incubator_officer"), self.earlier("programme_manager")
        reviewers = [await self.register_reviewer(which) for which in range(len(SCORES))]
        for place, submitted in enumerate(self.applications):
            application = submitted
            for which, scores in enumerate(SCORES):
                reviewer = self.earlier("reviewer", which)
                body = {"reviewer_id": reviewers[which]}
                review = await officer.post("incubator", f"/applications/{application['id']}/reviews", body)
                sheet = await reviewer.get("incubator", f"/reviews/{review['id']}")
                check("who applied is hidden from reviewers", "about_you" in sheet["answers"], False)
                path = f"/reviews/{review['id']}"
                await reviewer.put("incubator", path, {"scores": scores}, version=sheet["version"])
            application = await officer.get("incubator", f"/applications/{application['id']}")
            application = await self.step(officer, "applications", application, "close_review")
            body = {"outcome": "awarded", "reason": "ranked above the threshold"}
            path = f"/applications/{application['id']}"
            await manager.post("incubator", f"{path}/determinations", body, version=application["version"])
            self.applications[place] = await officer.get("incubator", path)
        score = self.applications[0]["score_basis_points"]
        self.story.step(f"two blind reviews each, scored {decimal(score, 2)} %; a third person awarded both")

    async def register_reviewer(self, which: int) -> str:
        """Enter a reviewer as a person, so that a conflict of interest can be computed; return the person's id."""
        reviewer_id = await self.person_of(self.earlier("reviewer", which))
        person = {
            "person_id": reviewer_id,
            "given_name": names.ARABIC_MALE[which],
            "family_name": names.ARABIC_FAMILY[-1 - which],
            "phone": f"0770000{which:03d}",
        }
        officer = self.earlier("incubator_officer")
        await officer.post("incubator", "/persons", person, key=f"walk-reviewer-{which}")
        return reviewer_id

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
        starts_on = self.day.month - timedelta(days=1 if self.day.month.weekday() == FRIDAY else 0)
        dates = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        body = {"call_id": self.call["id"], "number": 1} | dates
        self.cohort = await officer.post("incubator", "/cohorts", body)
        path, enrolments = f"/cohorts/{self.cohort['id']}", []
        for application in self.applications:
            joining = {"application_id": application["id"]}
            enrolments.append(await officer.post("incubator", f"{path}/enrolments", joining))
        needs = f"/enrolments/{enrolments[0]['id']}/accommodation"
        await officer.put("incubator", needs, {"walking": 3}, version=enrolments[0]["version"])
        day = {"held_on": starts_on.isoformat(), "title": "خطة العمل"}
        session = await officer.post("incubator", f"{path}/sessions", day)
        await self.refuse_unmet(session)
        for need in await officer.get("incubator", f"/sessions/{session['id']}/needs"):
            provided = {"need_id": need["need_id"] if "need_id" in need else need["id"], "state": "met"}
            await officer.put("incubator", f"/sessions/{session['id']}/needs", provided, version=1)
        session = await officer.get("incubator", f"/sessions/{session['id']}")
        session = await self.step(officer, "sessions", session, "confirm")
        there = [{"enrolment_id": each["id"], "attended": True} for each in enrolments]
        held = await self.desk("incubator_officer").post(
            "incubator", f"/sessions/{session['id']}/attendances", {"attendances": there}
        )
        check("who was there", len(held["items"]), 2)
        self.story.step("a cohort of two; the session was confirmed only once the ramp and transport were there")

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
        officer, manager = self.desk("incubator_officer"), self.desk("programme_manager")
        trade_name = f"مشغل الكورة {self.random.randrange(10**5)}"
        body = {"application_id": self.applications[0]["id"], "trade_name": trade_name}
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
        first, second = self.desk("merchant_officer"), self.desk("merchant_officer", 1)

        def ours(read: Any) -> Any:
            return [each for each in read["items"] if each.get("enterprise_id") == self.enterprise["id"]]

        read = await first.until("merchants", "/merchant-records?status=verified&limit=200", ours)
        merchant = ours(read)[0]
        path = f"/merchants/{merchant['id']}"
        iban = people.make_iban("JO", f"ARAB0020{self.random.randrange(10**18):018d}")
        body = {"iban": iban, "holder": "تعاونية الكورة", "holder_latin": "Al Koura Cooperative"}
        account = await first.post("merchants", f"{path}/bank-accounts", body)
        await second.post("merchants", f"/bank-accounts/{account['id']}/verify")
        day = self.day.day.isoformat()
        await second.post("merchants", f"{path}/accept", {"accepted_from": day, "agreement_signed_on": day})
        outlet = await first.post("merchants", f"{path}/outlets", {"name": "المشغل", "area": "دير أبي سعيد"})
        paired = await enrol(
            first, Shop(TENANT, merchant["id"], outlet["id"], social=True), Ed25519PrivateKey.generate()
        )
        self.till = Till(self.stack, paired, self.day.now)
        self.story.step("the event made it a merchant; its IBAN was verified by a second person, its till enrolled")

    async def buy(self) -> None:
        """The other member of the cohort gets a JOD card with the allowance and buys at the new shop."""
        desk, officer, holder = (
            self.desk("card_desk"),
            self.desk("finance_officer"),
            self.applications[1]["applicant_id"],
        )
        read = await desk.until("cards", f"/cards?holder_id={holder}", lambda read: read["items"])
        path = f"/cards/{read['items'][0]['id']}"
        token = (await desk.post("cards", f"{path}/print"))["token"]
        await desk.post("cards", f"{path}/hand-over")
        await desk.post("cards", f"{path}/pin", {"pin": PIN})
        body = {"programme": "johud_training", "budget_line_id": self.line["id"], "month": self.day.month.isoformat()}
        run = await officer.post("cards", "/runs", body)
        await approve(self.desk("finance_approver"), "cards", await officer.post("cards", f"/runs/{run['id']}/lock"))
        await officer.until("cards", f"/runs/{run['id']}", lambda read: read["status"] == "completed")
        sale = await self.sell(token, 12_345)
        check("paid in fils", (sale["amount_minor"], sale["balance_minor"]), (12_345, ALLOWANCE_MINOR - 12_345))
        left = money(sale["balance_minor"], "JOD")
        self.story.step(f"a cohort member bought for {money(12_345, 'JOD')} there; the card holds {left}")

    async def sell(self, token: str, amount_minor: int) -> Any:
        """Sell at the new till as soon as cards has heard of it."""
        assert self.till is not None
        deadline = datetime.now().astimezone() + timedelta(seconds=30)
        while True:
            try:
                return await self.till.sell(token, amount_minor, "JOD")
            except Refused as refused:
                unheard = refused.problem.get("type") == "/problems/key-unknown"
                if not unheard or datetime.now().astimezone() > deadline:
                    raise
            await self.stack.pause()

    async def settle(self) -> None:
        """The day is closed and the shop paid in JOD, with three decimals."""
        body = {"settlement_date": self.day.day.isoformat()}
        day = await self.desk("finance_officer").post("cards", "/settlement-days", body)
        file = await pay_shops(self.stack, TENANT, self.day.now, day["settlement_date"])
        check("the bank file's total", file["total_minor"], 12_345)
        self.story.step(
            f"the day is closed; a bank file of {money(file['total_minor'], 'JOD')} was approved by two people"
        )
