"""What registry decides comes out in cards over real NATS: account shares to the bank and back, a household that parts.

Everything is done and seen from outside: registry's and cards' doors, the bank's files, and events between them.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests import bank
from tests.faults.town import TENANT, Town

PAYER = {"programme": "gmi", "currency": "EUR", "name": "Dimos Paggaiou", "iban": "GR1601101050000010547023795"}


class Finance:
    """The finance office of a town, which pays a month's account shares."""

    def __init__(self, town: Town) -> None:
        at = town.seed.months.when_closed
        self.town = town
        self.officer = town.outside.desk(TENANT, "finance_officer", at=at)
        self.approver = town.outside.desk(TENANT, "finance_approver", at=at)

    async def line(self) -> Any:
        """Return what cards has booked on the line of the benefits."""
        return await self.officer.get("cards", f"/budget-lines/{self.town.seed.lines['benefits']}/balances")

    async def until_paid(self, minor: int) -> Any:
        """Wait until cards has booked so much as paid to accounts."""
        path = f"/budget-lines/{self.town.seed.lines['benefits']}/balances"
        return await self.officer.until("cards", path, lambda read: read["account_paid_minor"] == minor)

    async def run(self) -> Any:
        """Return the month's account shares in sums, once registry has heard of them."""
        await self.officer.until("registry", "/account-share-runs", lambda read: bool(read["items"]))
        (run,) = await self.officer.pages("registry", "/account-share-runs")
        return await self.officer.get("registry", f"/account-share-runs/{run['id']}")

    async def send_file(self, run_id: str) -> bank.Sent:
        """Enter and verify the account that pays, prepare, approve and send a file; return what the bank finds."""
        entered = await self.officer.post("registry", "/debtor-accounts", PAYER)
        path = f"/debtor-accounts/{entered['id']}/verify"
        await self.approver.post("registry", path, version=entered["version"])
        day = self.town.seed.months.last + timedelta(days=1)
        body = {"run_ids": [run_id], "debtor_account_id": entered["id"], "execution_date": day.isoformat()}
        file = await self.officer.post("registry", "/bank-files", body)
        path = f"/bank-files/{file['id']}"
        agreed = {"sha256": file["sha256"]}
        file = await self.approver.post("registry", f"{path}/approve", agreed, version=file["version"])
        await self.officer.post("registry", f"{path}/send", version=file["version"])
        url = self.town.outside.url("registry") + f"{path}/content"
        answer = await self.town.outside.answer("GET", url, headers=await self.officer.headers())
        return bank.take(answer.content)

    async def read(self, content: bytes) -> Any:
        """Read what the bank says."""
        url = self.town.outside.url("registry") + "/bank-statements"
        return await self.town.outside.send("POST", url, content=content, headers=await self.officer.headers())


def minor(amount: str) -> int:
    """Return an amount of a bank's file in minor units."""
    return int(Decimal(amount) * 100)


async def test_account_shares_are_paid_and_sent_back_and_cards_books_both(town: Town) -> None:
    finance = Finance(town)
    run, before = await finance.run(), await finance.line()
    sent = await finance.send_file(run["id"])
    assert minor(sent.total) == run["reserved_minor"] == before["reserved_minor"]
    await finance.read(bank.statement(sent.iban, bank.Booking(amount=sent.total, batch_id=sent.batch_id)))
    paid = await finance.until_paid(minor(sent.total))
    assert (paid["reserved_minor"], paid["available_minor"]) == (0, before["available_minor"])
    order = sent.orders[0]
    part = bank.Part(end_to_end_id=order.end_to_end_id, reason="AC04")
    back = bank.Booking(amount=order.amount, credit=True, reference="R-1", parts=(part,))
    await finance.read(bank.statement(sent.iban, back, message_id="STM-2"))
    returned = await finance.until_paid(minor(sent.total) - minor(order.amount))
    assert returned["reserved_minor"] == minor(order.amount)
    statuses = {each["status"]: each["amount_minor"] for each in (await finance.run())["statuses"]}
    assert statuses["returned"] == minor(order.amount)
    await town.until_agreed()


async def test_those_who_live_apart_take_their_share_of_the_money_with_them(town: Town) -> None:
    at = town.seed.months.when_closed
    caseworker, supervisor, desk = (
        town.outside.desk(TENANT, role, at=at) for role in ("caseworker", "supervisor", "card_desk")
    )
    wallet, household = await couple(town)
    spouse = next(each for each in household["members"] if each["relation"] == "spouse")
    body = {
        "split_on": at().date().isoformat(),
        "members": [{"person_id": spouse["person_id"], "relation": "applicant"}],
        "share_basis_points": 1_000,
    }
    path = f"/households/{household['id']}/splits"
    proposal = await caseworker.post("registry", path, body, version=household["version"])
    agreed = {"payload_hash": proposal["payload_hash"]}
    await supervisor.post("registry", f"/household-proposals/{proposal['id']}/confirm", agreed)
    cards = await desk.until("cards", f"/cards?holder_id={spouse['person_id']}", lambda read: bool(read["items"]))
    share = await desk.get("cards", f"/wallets/{cards['items'][0]['wallet_id']}")
    rest = await desk.get("cards", f"/wallets/{wallet['id']}")
    assert share["balance_minor"] == wallet["balance_minor"] // 10
    assert share["balance_minor"] + rest["balance_minor"] == wallet["balance_minor"]
    await town.until_agreed()


async def couple(town: Town) -> tuple[Any, Any]:
    """Return a household with a spouse that has money on its card, and its wallet."""
    at = town.seed.months.when_closed
    desk, caseworker = town.outside.desk(TENANT, "card_desk", at=at), town.outside.desk(TENANT, "caseworker", at=at)
    for right in await caseworker.pages("registry", "/memberships"):
        household = await caseworker.get("registry", f"/households/{right['household_id']}?purpose=case_work")
        if any(member["relation"] == "spouse" for member in household["members"]):
            (card, *_) = (await desk.get("cards", f"/cards?holder_id={right['holder_id']}"))["items"]
            wallet = await desk.get("cards", f"/wallets/{card['wallet_id']}")
            if wallet["balance_minor"] > 0:
                return wallet, household
    raise AssertionError("nobody of the seed's first households is a couple with money")
