"""A small town on a whole stack, entered and seen from outside only: a few shops, a few households, and their sales."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec

from infra.demo import offices
from infra.demo.greek import Figures, figures_of_ledger, figures_of_report
from infra.demo.seed import Months, Seed
from infra.demo.tills import Till
from infra.embedded import stack as stack_file
from tests.faults.waiting import until
from tests.stacks import Stack

TENANT = "paggaio"
SHOPS = 4
HOUSEHOLDS = 12
REPORTS = ("/totals", "/indicators", "/multiplier")


class Town:
    """Paggaio with a few people. What waits for events waits here, never in the services."""

    def __init__(self, stack: Stack, outside: offices.Stack) -> None:
        self.stack = stack
        self.outside = outside
        self.seed = Seed(outside, Months(datetime.now(UTC).date()))
        self.cards: list[str] = []
        """What the QR codes of the households' cards say."""
        self.tills: list[Till] = []
        self.sales = 0

    async def enter(self) -> None:
        """Enter shops of every kind and households, and credit a month, by the seed's own steps."""
        seed = self.seed
        places = [place for place, shop in enumerate(seed.people.merchants) if shop.social_bonus][: SHOPS // 2]
        places += [place for place, shop in enumerate(seed.people.merchants) if not shop.social_bonus][: SHOPS // 2]
        await seed.budget()
        seed.tills = list(await asyncio.gather(*(seed.shop(each, seed.people.merchants[each]) for each in places)))
        await seed.offer()
        entered = enumerate(seed.people.households[:HOUSEHOLDS])
        holders = await asyncio.gather(*(seed.household(place, household) for place, household in entered))
        cards = await seed.cards_of(holders)
        given = await asyncio.gather(*(seed.card(place, card) for place, card in enumerate(cards)))
        await seed.benefits()
        self.keep_tills()
        self.cards = [token for token in given if token is not None and await self.has_money(token)]
        assert len(self.cards) >= 3, "too few of the seed's first households are entitled"

    async def has_money(self, token: str) -> bool:
        """Return whether a card can pay for all that the faults will sell to it."""
        receipt = await self.tills[0].sell(token, 100, "EUR")
        return bool(receipt["status"] == "captured" and receipt["balance_minor"] > 5_000)

    def keep_tills(self) -> None:
        """Let the walk find the paired tills, as it does after the whole seed."""
        stack_file.keep_tills(self.stack.home.folder, self.seed.tills)
        stack_file.write(self.stack.home.stack, msgspec.structs.replace(self.stack.file, tills=tuple(self.seed.tills)))
        at = self.seed.months.when_closed
        self.tills = [Till(self.outside, paired, at) for paired in self.seed.tills]

    async def sell(self, count: int) -> list[Any]:
        """Sell small things to everybody in turn, and return the receipts; each sale has to be paid."""

        async def sale(place: int) -> Any:
            till = self.tills[place % len(self.tills)]
            return await till.sell(self.cards[place % len(self.cards)], 100 + place % 50, "EUR", f"fault-sale-{place}")

        receipts = await asyncio.gather(*(sale(place) for place in range(self.sales, self.sales + count)))
        self.sales += count
        assert {receipt["status"] for receipt in receipts} == {"captured"}
        return list(receipts)

    async def refund(self, receipt: Any) -> Any:
        """Refund a sale whole at the till where it was made."""
        till = next(each for each in self.tills if each.paired.merchant_id == receipt["merchant_id"])
        return await till.refund(receipt["id"])

    def auditor(self) -> offices.Desk:
        """Return the desk from which ledger and report are read."""
        return self.outside.desk(TENANT, "auditor", at=lambda: datetime.now(UTC))

    async def ledger(self) -> Figures:
        """Return the ledger's totals; it has to verify."""
        found = await self.auditor().get("cards", "/verify")
        broken = [check["name"] for check in found["checks"] if check["violations"]]
        assert broken == []
        return without_zeros(figures_of_ledger(found))

    async def report(self) -> Figures:
        """Return reporting's totals."""
        return without_zeros(figures_of_report(await self.auditor().get("reporting", "/totals")))

    async def reports(self) -> str:
        """Return all that reporting says, to compare."""
        desk = self.auditor()
        return json.dumps([await desk.get("reporting", path) for path in REPORTS], sort_keys=True)

    async def agreed(self) -> bool:
        """Return whether reporting's totals equal the ledger's."""
        return await self.report() == await self.ledger()

    async def until_agreed(self, seconds: float = 60) -> None:
        """Wait until reporting's totals equal the ledger's; say both where they do not."""
        try:
            await until(self.agreed, seconds)
        except AssertionError as late:
            said = [f"reporting {await self.report()}", f"ledger {await self.ledger()}", *self.failures()]
            raise AssertionError("\n".join(said)) from late

    async def metric(self, service: str, name: str) -> float:
        """Return one measurement of a service."""
        async with httpx.AsyncClient(timeout=10) as client:
            lines = (await client.get(self.stack.url(service) + "/metrics")).text.splitlines()
        return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])

    def failures(self) -> list[str]:
        """Return what the services have said about faults of their own."""
        said = [
            f"{path.stem}: {line[:1500]}"
            for path in self.stack.home.logs.glob("*.log")
            for line in path.read_text(errors="replace").splitlines()
            if '"level":"error"' in line
        ]
        return said[-20:]

    async def in_thread(self, act: Callable[..., Any], *arguments: Any) -> Any:
        """Do to the stack what waits, while the town goes on."""
        return await asyncio.to_thread(act, *arguments)


def without_zeros(figures: Figures) -> Figures:
    """Return what has happened at all; only one side names what has not."""
    return {name: value for name, value in figures.items() if value}
