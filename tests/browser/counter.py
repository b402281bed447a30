"""A shop's counter and its customers, entered from outside by the steps of the demo's seed."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import segno

from infra.demo import offices
from infra.demo.offices import Desk
from infra.demo.seed import PIN, Months, Seed
from infra.demo.tills import Till, when_heard
from infra.embedded.stack import PairedTill
from tests.stacks import Stack

HOUSEHOLDS = 80
LEAST_MINOR = 6_000
"""Customers have at least this on their cards."""
TENANT = "paggaio"
PHARMACY = "5912"
Answer = TypeVar("Answer")


def apart(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Carry out asynchronous work beside playwright, which has an event loop of its own in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Counter:
    """An outlet of a shop in Paggaio, and cards with money; all of it happens at one time of the seed's calendar."""

    def __init__(self, stack: Stack) -> None:
        self.path = stack.home.stack
        self.months = Months(datetime.now(UTC).date())
        self.at = self.months.when_closed()
        self.merchant_id = self.outlet_id = self.line_id = ""
        self.till: PairedTill | None = None
        self.cards: list[dict[str, str]] = []
        """Of each card that nobody has taken its id, `token` and printed `number`; all have the PIN of the seed."""
        apart(self.enter())

    @property
    def clock(self) -> str:
        """Return what a clock of twelve hours says in the shop."""
        there = self.at.astimezone(ZoneInfo("Europe/Athens"))
        return f"{there.hour % 12 or 12}:{there:%M}"

    async def enter(self) -> None:
        """Enter a social enterprise with a bonus, and households with a month's benefits on their cards."""
        async with offices.Stack(self.path) as outside:
            seed = Seed(outside, self.months)
            place = next(place for place, shop in enumerate(seed.people.merchants) if shop.social_bonus)
            await seed.budget()
            sells = msgspec.structs.replace(seed.people.merchants[place], also_sells=(PHARMACY,))
            self.till = await seed.shop(place, sells)
            self.merchant_id, self.line_id = self.till.merchant_id, seed.lines["benefits"]
            await seed.offer()
            entered = enumerate(seed.people.households[:HOUSEHOLDS])
            holders = await asyncio.gather(*(seed.household(place, household) for place, household in entered))
            cards = [card for card in await seed.cards_of(holders) if card is not None]
            tokens = [await seed.card(place, card) for place, card in enumerate(cards)]
            await seed.benefits()
            for card, token in zip(cards, tokens, strict=True):
                shown = await seed.desk("card_desk").get("cards", f"/cards/{card['id']}")
                wallet = await seed.desk("card_desk", self.months.when_closed).get(
                    "cards", f"/wallets/{card['wallet_id']}"
                )
                if token is not None and wallet["balance_minor"] >= LEAST_MINOR:
                    known = {name: shown[name] for name in ("id", "number", "holder_id")}
                    self.cards.append({"token": token, **known})
            place_of_it = {"name": "Στο πανηγύρι", "area": "Ελευθερούπολη"}
            officer = seed.desk("merchant_officer")
            outlet = await officer.post("merchants", f"/merchants/{self.merchant_id}/outlets", place_of_it)
            self.outlet_id = outlet["id"]

    def take_card(self) -> dict[str, str]:
        """Return a customer's card for oneself alone: what others spend of a shared one would be missed on it."""
        assert self.cards, f"More than {HOUSEHOLDS} households are needed."
        return self.cards.pop()

    def sell(self, token: str, amount_minor: int) -> None:
        """Sell at the counter's own till, until cards has heard of it."""
        apart(self.take_payment(token, amount_minor))

    async def take_payment(self, token: str, amount_minor: int) -> None:
        """Pay with a card without its PIN."""
        assert self.till is not None
        async with offices.Stack(self.path) as outside:
            till = Till(outside, self.till, lambda: self.at)
            await when_heard(outside, lambda: till.sell(token, amount_minor, "EUR"))

    def officer(self, outside: offices.Stack) -> Desk:
        """Return the desk of a merchant officer at the counter's time."""
        return outside.desk(TENANT, "merchant_officer", at=lambda: self.at)

    def till_code(self) -> str:
        """Return a code by which a device becomes a till."""
        return str(apart(self.ask(f"/outlets/{self.outlet_id}/enrolment-codes", {}))["code"])

    def cashier_code(self) -> tuple[int, str]:
        """Let somebody work here; return the number, and the code to choose a PIN by."""
        who = {"name": "Μαρία", "rights": ["sell", "refund", "close_day"]}
        cashier = apart(self.ask(f"/outlets/{self.outlet_id}/cashiers", who))
        code = apart(self.ask(f"/cashiers/{cashier['id']}/pin-codes", {}))
        return int(cashier["number"]), str(code["code"])

    def phone_code(self, card: dict[str, str]) -> str:
        """Return a code by which a phone becomes this card."""
        return str(apart(self.ask_desk(f"/cards/{card['id']}/phone-keys"))["code"])

    async def ask_desk(self, path: str) -> Any:
        """Command something of cards as the card desk."""
        async with offices.Stack(self.path) as outside:
            return await outside.desk(TENANT, "card_desk", at=lambda: self.at).post("cards", path, {})

    async def ask(self, path: str, body: Any) -> Any:
        """Command something of merchants as the officer."""
        async with offices.Stack(self.path) as outside:
            return await self.officer(outside).post("merchants", path, body)


def film(path: Path, text: str) -> Path:
    """Write what a camera sees that looks at a QR code: one frame of raw video (YUV4MPEG2), which browsers repeat."""
    width, height, module = 640, 480, 8
    code = [bytes(row) for row in segno.make(text, error="m").matrix_iter(scale=module, border=4)]
    top, left = (height - len(code)) // 2, (width - len(code[0])) // 2
    luma = bytearray(b"\xeb" * (width * height))
    for row, dark in enumerate(code):
        begin = (top + row) * width + left
        luma[begin : begin + len(dark)] = bytes(16 if each else 235 for each in dark)
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420\n".encode() + frame)
    return path


class Wire:
    """The way from a browser to the console, which can be cut: what is under way is lost, and nothing gets through."""

    def __init__(self, port: int) -> None:
        self.far = port
        self.whole = True
        self.open: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = self.run(asyncio.start_server(self.carry, "127.0.0.1", 0))
        self.port: int = self.server.sockets[0].getsockname()[1]

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Carry out work in the wire's own thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def carry(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        """Carry bytes both ways until an end closes or the wire is cut."""
        if not self.whole:
            near_out.transport.abort()
            return
        far, far_out = await asyncio.open_connection("127.0.0.1", self.far)
        self.open |= {near_out, far_out}
        try:
            await asyncio.gather(self.pour(near, far_out), self.pour(far, near_out))
        except ConnectionError:
            pass
        finally:
            for end in (near_out, far_out):
                end.transport.abort()
                self.open.discard(end)

    async def pour(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Carry one way; the end of one is the end of both."""
        while read := await source.read(65536):
            target.write(read)
            await target.drain()
        raise ConnectionResetError

    def cut(self, after_s: float, for_s: float) -> None:
        """Cut the wire in a while, and mend it later; the test goes on meanwhile."""
        self.loop.call_soon_threadsafe(self.loop.call_later, after_s, self.tear, for_s)

    def tear(self, for_s: float) -> None:
        """Lose what is under way, and let nothing through for a while."""
        self.whole = False
        for end in list(self.open):
            end.transport.abort()
        self.loop.call_later(for_s, setattr, self, "whole", True)

    def close(self) -> None:
        """End everything."""
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)


__all__ = ["PIN", "Counter", "Wire", "film"]
