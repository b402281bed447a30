"""Every command against a small model: after any sequence of them ledger and model hold the same (I1-I10)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from contracts import registry
from services.cards.deciding import programmes
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from services.kit.settings import Settings
from tests.cards.disputing import Disputing
from tests.cards.factories import APPROVER, DESK, OFFICER, PIN
from tests.cards.model import Hold, Household, Sale
from tests.cards.offer_model import shared
from tests.cards.shops.charging import clawed_back
from tests.cards.world import DISCOUNT
from tests.conftest import Run
from tests.sizes import SIZES, report

LAST_DAY = date(2027, 3, 31)
AMOUNTS = st.one_of(st.integers(1, 60_00), st.integers(1, 300_00), st.sampled_from([1, 2, 3, 99_99, 1000_00, 1000_01]))


class Spending(Disputing):
    """A town in which everything happens, and what should have come of it."""

    @rule(share=st.integers(1, 200_00))
    @precondition(lambda self: len(self.model.households) < 6)
    def a_household_enters(self, share: int) -> None:
        self.do(self.enter(share))

    @rule(days=st.sampled_from([0, 1, 1, 2, 9, 30, 75]))
    def time_goes_by(self, days: int) -> None:
        self.today = min(self.today + timedelta(days=days), LAST_DAY)
        self.tell_time()

    @rule(amount=st.integers(1, 500_00), pot=st.booleans())
    def a_line_is_funded(self, amount: int, pot: bool) -> None:
        self.do(self.town.fund(str(self.pot_line_id if pot else self.town.line_id), amount))
        self.model.fund(amount, pot=pot)

    @rule()
    def a_month_is_credited(self) -> None:
        month = self.today.replace(day=1)
        due = self.model.due(month)
        assume(date(2026, 2, 1) <= month <= date(2026, 7, 1))
        needed = sum(2 * one.share for one in due)
        if due and needed <= self.model.line:
            found = self.do(self.town.credit(month))
            assert (found["status"], found["credited"]) == ("completed", len(due))
            self.model.run(month, programmes.expires_on(programmes.get("gmi"), month))
        elif due:
            self.do(self.refused_run(month))

    async def refused_run(self, month: date) -> None:
        """A run that the line cannot pay is refused at its approval, and nothing moves."""
        run = await self.town.calculate(month)
        proposal = await self.town.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
        body = {"payload_hash": proposal["payload_hash"]}
        status, problem, _ = await self.town.client.refused(
            "POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER
        )
        assert (status, problem) == (409, "insufficient-funds")
        await self.town.client.post(f"/runs/{run['id']}/cancel", by=OFFICER)

    @rule(place=st.integers(0, 99), good=AMOUNTS, bad=st.sampled_from([0, 0, 0, 1, 7_00]),
          flags=st.tuples(st.booleans(), st.booleans(), st.booleans()))  # fmt: skip
    def something_is_bought(self, place: int, good: int, bad: int, flags: tuple[bool, bool, bool]) -> None:
        household_id, (partial, pin, social) = self.one_of(place, gone=True), flags
        household = self.model.households[household_id]
        shop = self.shop(social)
        basket = {"5411": good} | ({"7995": bad} if bad else {})
        offers = {"bonus": self.bonuses[shop], "discount": DISCOUNT}
        expected = self.model.decide(household, basket, self.today, partial=partial, pin=pin, **offers)
        self.town.till, self.town.token = self.tills[shop], self.town.tokens[household_id]
        lines = [{"category": category, "amount_minor": amount} for category, amount in basket.items()]
        key, more = self.key(), {"basket": lines, "partial": partial} | ({"pin": PIN} if pin else {})
        answer = self.answered(self.town.pay(good + bad, key, **more))
        self.compare_receipt(answer, expected, household, good + bad)
        again = self.answered(self.town.pay(good + bad, key, **more))
        assert again == answer
        if not expected[0]:
            _, paid, bonus, _ = expected
            sale = Sale(
                household=household_id, shop=shop, on=self.today, paid=paid, bonus=bonus, from_lots=[], answer=answer
            )
            self.model.sell(answer["id"], sale, self.today)

    def compare_receipt(
        self, answer: dict[str, Any], expected: tuple[str, int, int, int], household: Household, total: int
    ) -> None:
        """A receipt says what the model says."""
        code, paid, bonus, off = expected
        told = answer["amount_minor"], answer["bonus_minor"], answer["discount_minor"]
        assert (answer["decline_code"] or "", *told) == expected
        assert answer["remainder_minor"] == total - off - paid - bonus
        if household.works:
            assert answer["balance_minor"] == household.held() - paid
        assert answer["status"] == ("declined" if code else "captured")

    @rule(place=st.integers(0, 99), amount=AMOUNTS)
    def cash_is_withdrawn(self, place: int, amount: int) -> None:
        household_id, shop = self.one_of(place, gone=True), self.shop(social=False)
        expected = self.model.withdraw(self.model.households[household_id], amount, self.today)
        body = {"card_token": self.town.tokens[household_id], "amount_minor": amount, "currency": "EUR", "pin": PIN}
        answer = self.answered(self.send(shop, "/withdrawals", body))
        assert (answer["decline_code"] or "", answer["amount_minor"]) == (expected, 0 if expected else amount)
        if not expected:
            sale = Sale(
                household=household_id, shop=shop, on=self.today, paid=amount, bonus=0, from_lots=[], answer=answer,
                cash=True,
            )  # fmt: skip
            self.model.sell(answer["id"], sale, self.today)

    @rule(place=st.integers(0, 99), amount=AMOUNTS, pin=st.booleans(), partial=st.booleans(), social=st.booleans())
    def money_is_held(self, place: int, amount: int, pin: bool, partial: bool, social: bool) -> None:
        household_id, shop = self.one_of(place, gone=True), self.shop(social)
        household = self.model.households[household_id]
        expected = self.model.decide(
            household, {"5411": amount}, self.today, partial=partial, pin=pin, bonus=None, discount=None
        )
        body = {"card_token": self.town.tokens[household_id], "amount_minor": amount, "currency": "EUR"}
        more = {"partial": partial} | ({"pin": PIN} if pin else {})
        answer = self.answered(self.send(shop, "/authorisations", body | more))
        assert (answer["decline_code"] or "", answer["held_minor"]) == expected[:2]
        if not expected[0]:
            hold = Hold(household=household_id, shop=shop, parts=[], ends=self.today + timedelta(days=1))
            self.model.hold(answer["id"], hold, expected[1], self.today)

    @rule(place=st.integers(0, 999), share=st.sampled_from([1, 40, 100, 101]), final=st.booleans())
    @precondition(lambda self: self.open_holds())
    def goods_are_delivered(self, place: int, share: int, final: bool) -> None:
        hold_id = self.open_holds()[place % len(self.open_holds())]
        hold = self.model.holds[hold_id]
        wanted = max(1, hold.left() * share // 100) + (share > 100)
        body = {"amount_minor": wanted, "final": final}
        answer = self.do(self.send(hold.shop, f"/authorisations/{hold_id}/captures", body))
        if hold.ends <= self.today or wanted > hold.left():
            assert answer.status_code == 409, answer.text
            return
        assert answer.status_code == 201, answer.text
        receipt = answer.json()
        earned = self.model.earned(self.model.households[hold.household], self.today)
        paid, bonus = shared(self.bonuses[hold.shop], wanted, wanted, earned, self.model.pot)
        assert (receipt["amount_minor"], receipt["bonus_minor"]) == (paid, bonus)
        sale = Sale(
            household=hold.household,
            shop=hold.shop,
            on=self.today,
            paid=paid,
            bonus=bonus,
            from_lots=[],
            answer=receipt,
        )
        sale.from_lots = self.model.capture(hold, paid, bonus)
        self.model.receive(receipt["id"], sale, self.today)
        if final:
            self.model.let_go(hold)

    @rule(place=st.integers(0, 999))
    @precondition(lambda self: self.open_holds())
    def a_hold_is_let_go(self, place: int) -> None:
        hold_id = self.open_holds()[place % len(self.open_holds())]
        hold = self.model.holds[hold_id]
        answer = self.answered(self.send(hold.shop, f"/authorisations/{hold_id}/void", {}))
        assert (answer["status"], answer["released_minor"] + answer["captured_minor"]) == (
            "voided",
            answer["held_minor"],
        )
        self.model.let_go(hold)

    @rule()
    def holds_end(self) -> None:
        self.do(self.tick("expire_holds"))
        for hold in self.model.holds.values():
            if hold.ends <= self.today:
                self.model.let_go(hold)

    @rule(place=st.integers(0, 999), share=st.sampled_from([1, 30, 50, 99, 100, 101]))
    @precondition(lambda self: self.model.sales)
    def goods_go_back(self, place: int, share: int) -> None:
        payment_id = sorted(self.model.sales)[place % len(self.model.sales)]
        sale = self.model.sales[payment_id]
        left = sale.paid + sale.bonus - sale.back - sale.back_bonus
        wanted = max(1, left * share // 100) + (share > 100)
        answer = self.do(self.send(sale.shop, f"/payments/{payment_id}/refunds", {"amount_minor": wanted}))
        if wanted > left:
            assert answer.status_code == 409, answer.text
            return
        amount, bonus = self.model.give_back(sale, wanted, self.today)
        assert answer.status_code == 201, answer.text
        assert (answer.json()["amount_minor"], answer.json()["bonus_minor"]) == (amount, bonus)
        self.model.follow(self.model.households[sale.household])

    @rule(social=st.booleans(), amount=AMOUNTS)
    def a_shop_pays_the_other(self, social: bool, amount: int) -> None:
        payer, payee = self.shop(social), self.shop(not social)
        expected = self.model.respend(payer, payee, amount, self.today)
        body = {"payee_id": str(payee), "amount_minor": amount, "currency": "EUR"}
        answer = self.answered(self.send(payer, "/respends", body))
        assert (answer["decline_code"] or "", answer["bonus_minor"]) == expected

    @rule(social=st.booleans(), amount=AMOUNTS)
    def a_shop_pays_back_by_decision(self, social: bool, amount: int) -> None:
        shop = self.shop(social)
        charge = self.do(clawed_back(self.town, amount, merchant_id=str(shop)))
        assert charge["amount_minor"] == amount
        self.model.shops[shop] -= amount
        self.model.line += amount

    @rule(place=st.integers(0, 99), amount=st.integers(1, 50_00))
    def a_right_is_topped_up(self, place: int, amount: int) -> None:
        household = self.model.households[self.one_of(place)]
        month = self.today.replace(day=1)
        assume(
            household.right is not None and amount <= self.model.line and date(2026, 2, 1) <= month <= date(2026, 7, 1)
        )
        assert household.right is not None
        found = self.do(self.town.top_up({household.right: amount}, month, self.key()))
        assert (found["status"], found["credited"]) == ("completed", 1)
        self.model.top_up(household, amount, month, programmes.expires_on(programmes.get("gmi"), month))

    @rule(place=st.integers(0, 99))
    def a_card_is_lost(self, place: int) -> None:
        household = self.model.households[self.one_of(place)]
        assume(household.works)
        self.do(self.stop(household))
        household.works = False

    async def stop(self, household: Household) -> None:
        """The desk stops a card at once."""
        card = await self.town.client.get(f"/cards/{household.card}", by=DESK)
        body, version = {"reason": "lost"}, f'"{card["version"]}"'
        await self.town.client.post(f"/cards/{household.card}/stop", body, by=DESK, If_Match=version)

    @rule(place=st.integers(0, 99))
    def a_household_moves_away(self, place: int) -> None:
        household_id = self.one_of(place)
        assume(len(self.model.households) > 1)
        event = registry.HouseholdClosed(household_id=household_id, reason="moved_away", closed_on=self.today)
        assert self.do(self.town.tell(event)) is Outcome.APPLIED
        self.model.close(self.model.households[household_id])

    @rule(place=st.integers(0, 99), share=st.sampled_from([1, 3_333, 5_000, 9_999, 10_000]))
    @precondition(lambda self: len(self.model.households) < 6)
    def a_household_splits(self, place: int, share: int) -> None:
        household_id, new_id = self.one_of(place), uuid7()
        event = registry.HouseholdSplit(
            household_id=household_id,
            new_household_id=new_id,
            new_holder_id=uuid7(),
            share_basis_points=share,
            split_on=self.today,
        )
        assert self.do(self.town.tell(event)) is Outcome.APPLIED
        taken = self.model.split(self.model.households[household_id], share)
        self.do(self.card_of(new_id, event.new_holder_id))
        self.model.households[new_id].lots = taken

    @rule(days=st.integers(0, 3))
    def a_day_is_closed(self, days: int) -> None:
        day = self.today - timedelta(days=days)
        assume(day > self.model.closed_through)
        found = self.do(self.town.client.post("/settlement-days", {"settlement_date": day.isoformat()}, by=OFFICER))
        assert found["net_minor"] == self.model.days.get(day, 0)
        self.model.closed_through = day


def test_every_command_leaves_what_the_model_says(run: Run, settings_of: Callable[..., Settings]) -> None:
    Spending.run, Spending.settings_of = run, staticmethod(settings_of)
    chosen = settings(
        max_examples=SIZES.model_runs, stateful_step_count=SIZES.model_steps, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Spending, settings=chosen)
    report("model", towns=SIZES.model_runs, commands=SIZES.model_runs * SIZES.model_steps)
