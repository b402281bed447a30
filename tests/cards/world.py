"""A town that lives beside its model: the world in which commands are tried."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import httpx
import msgspec
from hypothesis import assume
from hypothesis.stateful import RuleBasedStateMachine, initialize

from infra.embedded.services import MUNICIPALITIES_FILE
from services.cards.__main__ import jobs
from services.cards.__main__ import service as cards
from services.kit.db import Context, connect
from services.kit.settings import Settings, read_municipalities
from tests import databases
from tests.cards.factories import DESK, OFFICER, Town
from tests.cards.model import Household, Model
from tests.cards.offer_model import Bonus, Discount
from tests.clients import Client, Till, open_http
from tests.conftest import Run
from tests.rolled_back import application_on

BONUS = Bonus(rate=Fraction(10, 100), most=5_00, month=12_00)
"""At the social enterprise: a tenth, at most 5.00 a payment and 12.00 a household and month."""
DISCOUNT = Discount(rate=Fraction(5, 100), most=2_00, least=10_00)
"""At both shops, and beside the bonus: a twentieth from 10.00 on, at most 2.00."""


class World(RuleBasedStateMachine):
    """A town on a database of its own, and what should be true of it."""

    run: Run
    settings_of: Callable[..., Settings]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.model = Model()
        self.today = date(2026, 2, 2)
        self.serial = 0

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Carry out what is asynchronous."""
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        self.do(self.open())

    async def open(self) -> None:
        """A database of its own, a funded line, a pot, two shops and one household without money."""
        urls = await databases.clone(self.run.admin_url, self.run.keys, "cards")
        self.stack.push_async_callback(databases.drop, self.run.admin_url, urls)
        tenants = read_municipalities(str(MUNICIPALITIES_FILE))
        pools = [await connect(url, size=4, tenants=tenants) for url in (urls.api, urls.worker)]
        for pool in pools:
            self.stack.push_async_callback(pool.close)
        setting = self.settings_of("cards", urls)
        http = await self.stack.enter_async_context(open_http(application_on(cards, setting, *pools)))
        client = Client(http, setting, next(iter(tenants.values())))
        self.town = Town(http=http, client=client, worker=pools[1], settings=setting)
        self.tell_time()
        self.town.line_id = await self.town.open_line("benefits", 5_000_00)
        self.pot_line_id = await self.town.open_line("bonus", 20_00)
        self.model.fund(5_000_00)
        self.model.fund(20_00, pot=True)
        await self.town.offer(
            "social_enterprise", 1_000, BONUS.most, household_month_minor_max=BONUS.month, stacks=True
        )
        self.tills: dict[UUID, Till] = {}
        self.bonuses: dict[UUID, Bonus | None] = {}
        for kind in ("private", "social_enterprise"):
            shop = await self.town.accept_merchant(kind, gives_cash=kind == "private")
            self.tills[shop] = await self.town.enrol_till(shop)
            self.bonuses[shop] = BONUS if kind == "social_enterprise" else None
            terms = {"funded_by": "merchant", "minimum_minor": DISCOUNT.least, "stacks": True}
            await self.town.offer(shop, 500, DISCOUNT.most, **terms)
            self.model.shops[shop] = 0
        self.tell_time()
        await self.enter(100_00)

    def tell_time(self) -> None:
        """Let everybody's clock say today."""
        now = f"{self.today.isoformat()}T10:00:00+02:00"
        self.town.client.now = now
        for till in getattr(self, "tills", {}).values():
            till.now = now

    def key(self) -> str:
        """Return a new idempotency key."""
        self.serial += 1
        return f"sale-{self.serial}"

    async def enter(self, share: int) -> UUID:
        """A household gets a card."""
        household_id = await self.town.enter_household(share)
        self.model.households[household_id] = Household(
            wallet_id=self.town.wallet_id, share=share, lots=[], card=str(self.town.card_id), credited=set(),
            right=self.town.membership_id,
        )  # fmt: skip
        return household_id

    def one_of(self, place: int, *, gone: bool = False) -> UUID:
        """Choose a household."""
        known = [each for each, household in self.model.households.items() if gone or not household.gone]
        assume(known)
        return known[place % len(known)]

    async def card_of(self, household_id: UUID, holder_id: UUID) -> None:
        """Hand over the card that was ordered for a household that lives apart; it is entitled to nothing itself."""
        await self.town.hand_over(household_id, holder_id)
        self.model.households[household_id] = Household(
            wallet_id=self.town.wallet_id, share=0, lots=[], card=str(self.town.card_id), credited=set()
        )

    def shop(self, social: bool) -> UUID:
        """Return the social enterprise, or the private shop."""
        return next(each for each, bonus in self.bonuses.items() if (bonus is not None) == social)

    def open_holds(self) -> list[str]:
        """Return the holds of which something is left."""
        return sorted(key for key, hold in self.model.holds.items() if hold.left())

    async def send(self, shop: UUID, path: str, body: dict[str, Any]) -> httpx.Response:
        """Send a command from a shop's till, under a new key."""
        return await self.tills[shop].send(path, msgspec.json.encode(body), self.key())

    async def tick(self, name: str) -> None:
        """Let one of the service's timers tick, at the business time of today."""
        now = datetime.fromisoformat(self.town.client.now)
        context = Context(now=now, municipality_ids=(self.town.client.tenant.id,))
        async with self.town.worker.transaction(context) as transaction:
            await jobs.timers[name].handler(transaction, self.town.settings)

    def answered(self, sending: Awaitable[httpx.Response]) -> dict[str, Any]:
        """Return what a till was answered."""

        async def send() -> dict[str, Any]:
            answer = await sending
            assert answer.status_code in {200, 201}, answer.text
            found: dict[str, Any] = answer.json()
            return found

        found: dict[str, Any] = self.do(send())
        return found

    def teardown(self) -> None:
        try:
            if hasattr(self, "town"):
                self.do(self.compare())
        finally:
            self.do(self.stack.aclose())
            self.runner.close()

    async def compare(self) -> None:
        """Everything that is held, and everything that was moved, is as the model says."""
        town, model = self.town, self.model
        found = await town.verify()
        for household in model.households.values():
            wallet = await town.client.get(f"/wallets/{household.wallet_id}", by=DESK)
            told = ("expires_on", "month", "remaining_minor", "cash_minor")
            lots = [tuple(lot[name] for name in told) for lot in wallet["lots"]]
            expected = [
                (lot.ends.isoformat(), lot.month.isoformat(), lot.left, min(lot.free, lot.cash))
                for lot in household.open()
            ]
            assert sorted(lots) == sorted(expected)
            assert wallet["balance_minor"] == household.held()
        lines = (await town.client.get("/budget-lines", by=OFFICER))["items"]
        available = {line["purpose"]: line["available_minor"] for line in lines}
        assert available == {"benefits": model.line, "bonus": model.pot}
        kinds = {each["kind"]: each["balance_minor"] for each in found["balances"]}
        assert kinds["outside"] == -model.granted
        assert kinds.get("reserved", 0) == model.reserved_for_accounts
        assert kinds["merchant"] == sum(model.shops.values())
        assert sum(kinds.values()) == 0
