"""What happens in the model's town about disputes: they are opened, credited until they are decided, and end."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.cards.factories import APPROVER, DESK
from tests.cards.lot_model import Credit, Dispute, Lot
from tests.cards.model import GRACE, Sale
from tests.cards.world import World
from tests.clients import etag

JUDGE = "irini dispute_officer"


class Disputing(World):
    """A town in which sales are disputed."""

    @rule(place=st.integers(0, 999), share=st.sampled_from([1, 50, 100]), credited=st.booleans())
    @precondition(lambda self: self.model.sales)
    def a_payment_is_disputed(self, place: int, share: int, credited: bool) -> None:
        payment_id = sorted(self.model.sales)[place % len(self.model.sales)]
        sale = self.model.sales[payment_id]
        left = sale.paid + sale.bonus - sale.back - sale.back_bonus
        assume(left and payment_id not in self.model.disputes)
        assume(self.today <= date.fromisoformat(sale.answer["paid_at"][:10]) + timedelta(days=119))
        wanted = max(1, left * share // 100)
        dispute_id = self.do(self.dispute(sale, payment_id, wanted))
        dispute = Dispute(id=dispute_id, wanted=wanted, back_before=sale.back + sale.back_bonus)
        self.model.disputes[payment_id] = dispute
        if credited:
            self.it_is_credited(sale, dispute)

    async def dispute(self, sale: Sale, payment_id: str, amount: int) -> str:
        """A payment is disputed, and the shop agrees."""
        card_id = self.model.households[sale.household].card
        body = {"payment_id": payment_id, "card_id": card_id, "reason": "not_made", "amount_minor": amount}
        opened = await self.town.client.post("/disputes", body, by=DESK)
        await self.send(sale.shop, f"/disputes/{opened['id']}/answers", {"answer": "accepted"})
        found: str = opened["id"]
        return found

    def it_is_credited(self, sale: Sale, dispute: Dispute) -> None:
        """The line pays again what a refund would put into lots, or refuses."""
        model, household = self.model, self.model.households[sale.household]
        amount, _ = model.parted(sale, dispute.wanted)
        problem = "" if amount else "nothing-to-credit"
        if amount > model.line:
            problem = "insufficient-funds"
        assert self.do(self.credit(dispute.id)) == problem
        if problem:
            return
        credit = Credit(owed=Counter(), back_before=sale.back)
        for lot, part in reversed(sale.from_lots):
            given = min(part, amount)
            amount -= given
            if given:
                ends = lot.ends if lot.ends >= self.today else self.today + GRACE
                household.lots.append(Lot(month=lot.month, ends=ends, left=given, credit=credit))
                credit.owed[lot.month] += given
        model.line -= credit.owed.total()
        dispute.credit = credit
        model.follow(household)

    async def credit(self, dispute_id: str) -> str:
        """Two people credit it; return the problem, if there is one."""
        client, path = self.town.client, f"/disputes/{dispute_id}/provisional-credit"
        version = {"If_Match": etag(await client.get(f"/disputes/{dispute_id}", by=JUDGE))}
        answer = await client.send("POST", path, by=JUDGE, **version)
        if answer.status_code == 201:
            proposal = answer.json()
            body = {"payload_hash": proposal["payload_hash"]}
            answer = await client.send("POST", f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
            if answer.status_code == 409:
                await client.post(f"/proposals/{proposal['id']}/reject", by=APPROVER)
        return "" if answer.status_code == 201 else str(answer.json()["type"]).rpartition("/")[2]

    @rule(place=st.integers(0, 99), outcome=st.sampled_from(["upheld", "rejected", "withdrawn"]))
    @precondition(lambda self: self.model.disputes)
    def a_dispute_ends(self, place: int, outcome: str) -> None:
        payment_id = sorted(self.model.disputes)[place % len(self.model.disputes)]
        sale, dispute = self.model.sales[payment_id], self.model.disputes.pop(payment_id)
        found = self.do(self.end(dispute.id, outcome))
        rest = max(0, dispute.wanted - (sale.back + sale.back_bonus - dispute.back_before))
        if outcome == "upheld" and rest:
            self.model.give_back(sale, rest, self.today)
        assert found["uncovered_minor"] == (self.taken_back(sale, dispute.credit) if dispute.credit else 0)
        self.model.follow(self.model.households[sale.household])

    async def end(self, dispute_id: str, outcome: str) -> dict[str, Any]:
        """Two people decide, or the desk gives it up for its holder."""
        client, path = self.town.client, f"/disputes/{dispute_id}"
        version = etag(await client.get(path, by=JUDGE))
        if outcome == "withdrawn":
            await client.post(f"{path}/withdraw", by=DESK, If_Match=version)
        else:
            body = {"outcome": outcome}
            await self.town.approve(await client.post(f"{path}/decision", body, by=JUDGE, If_Match=version))
        found: dict[str, Any] = await client.get(path, by=JUDGE)
        return found

    def taken_back(self, sale: Sale, credit: Credit) -> int:
        """What is free of a credit goes back, then of what came back of the sale; return what nothing covers."""
        model = self.model
        for household in model.households.values():
            model.line += sum(lot.go_back() for lot in household.open() if lot.credit is credit)
        came_back = sale.back - credit.back_before
        restored = {id(lot) for lot in [*(lot for lot, _ in sale.from_lots), *sale.grace]}
        for lot in model.households[sale.household].open():
            if id(lot) in restored:
                part = min(lot.free, credit.owed[lot.month], came_back)
                model.line += lot.move(part).left
                credit.owed[lot.month] -= part
                came_back -= part
        return credit.owed.total()
