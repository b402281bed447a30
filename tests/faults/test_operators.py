"""`koinon` as operators run it: a process of its own against the running stack, under the sign-in of who may."""

import asyncio
import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from infra.demo.offices import Desk, Refused
from infra.demo.seed import PIN
from infra.demo.tills import decode
from infra.embedded.processes import ROOT, clean_environment
from infra.embedded.services import MUNICIPALITIES_FILE
from services.kit.settings import read_municipalities
from tests.faults.town import TENANT, Town
from tests.faults.waiting import until


def tenant_id() -> UUID:
    """Return the town's id."""
    found = read_municipalities(str(MUNICIPALITIES_FILE)).values()
    return next(each.id for each in found if each.slug == TENANT)


def standard(encoded: str) -> str:
    """Return base64url without padding as the base64 of a till's file."""
    return base64.b64encode(decode(encoded)).decode()


class Koinon:
    """The command on one operator's desk."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self.folder = folder

    def call(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        command = [sys.executable, "-m", "infra.koinon", "--session", str(self.folder / "session.json"), *words]
        return subprocess.run(
            command, cwd=ROOT, env=clean_environment(), input=given, capture_output=True, text=True, check=False
        )

    async def run(self, *words: str, given: str = "", status: int = 0) -> str:
        """Run the command and return what it said; it has to end with this status."""
        done = await asyncio.to_thread(self.call, *words, given=given)
        assert done.returncode == status, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return str(done.stdout + done.stderr)

    async def sign_in(self, role: str) -> str:
        """Sign in as the first of the demo's staff who has a role; the password comes through the pipe."""
        desk = self.desk(role)
        stack = str(self.town.stack.home.stack)
        return await self.run("sign-in", "--stack", stack, "--username", desk.username, given=desk.password + "\n")

    def desk(self, role: str) -> Desk:
        """Return the desk of somebody who has a role."""
        return self.town.outside.desk(TENANT, role, at=lambda: datetime.now(UTC))


@pytest.fixture
def koinon(town: Town, tmp_path: Path) -> Koinon:
    """The command, nobody being signed in."""
    return Koinon(town, tmp_path)


async def test_a_payment_is_traced_from_the_till_to_every_reader(town: Town, koinon: Koinon) -> None:
    (receipt,) = await town.sell(1)
    assert "koinon sign-in" in await koinon.run("trace", receipt["id"], status=1)
    await koinon.sign_in("auditor")

    async def has_come() -> bool:
        return "Next: Nothing" in await koinon.run("trace", receipt["id"])

    await until(has_come, 60, "the payment did not come everywhere")
    told = await koinon.run("trace", receipt["id"])
    for part in ("cards captured", "sealed as leaf", "signed in a checkpoint", "payment_captured.v1 was published",
                 "merchants has applied it", "reporting has applied it", "nothing there depends on it"):  # fmt: skip
        assert part in told, told
    assert "holds" in await koinon.run("verify")
    await koinon.run("balance", "--wallet", receipt["id"], status=1)


async def test_runs_and_lines_are_told_to_finance(town: Town, koinon: Koinon) -> None:
    await koinon.sign_in("finance_officer")
    (run, *_) = await koinon.desk("finance_officer").pages("cards", "/runs")
    assert "(100 %)" in await koinon.run("run", run["id"], "--follow")
    lines = await koinon.run("balance")
    assert "gmi: " in lines
    assert "spent" in await koinon.run("balance", "--budget-line", run["budget_line_id"])
    refused = await koinon.run("stop", "till", run["id"], status=1)
    assert "roles card_desk, merchant_officer" in refused
    assert "Next: Sign in as somebody" in refused


async def test_what_is_due_to_be_erased_is_told_to_who_may_approve_it(town: Town, koinon: Koinon) -> None:
    await koinon.sign_in("supervisor")
    assert "Next: " in await koinon.run("erase")
    assert "There is no" in await koinon.run("erase", str(tenant_id()), status=1)


async def test_a_stopped_card_pays_nothing_from_then_on(town: Town, koinon: Koinon) -> None:
    await koinon.sign_in("card_desk")
    desk = koinon.desk("card_desk")
    card = next(each for each in await desk.pages("cards", "/cards?status=active"))
    assert "is active" in await koinon.run("balance", "--card", card["id"])
    assert "is stopped (lost)" in await koinon.run("stop", "card", card["id"], "--reason", "lost")
    assert "was stopped before" in await koinon.run("stop", "card", card["id"], "--reason", "lost")
    again = await desk.post("cards", f"/cards/{card['id']}/replace")
    token = (await desk.post("cards", f"/cards/{again['id']}/print"))["token"]
    await desk.post("cards", f"/cards/{again['id']}/hand-over")
    await desk.post("cards", f"/cards/{again['id']}/pin", {"pin": PIN})
    receipts = [await town.tills[0].sell(each, 10, "EUR") for each in town.cards]
    stopped = [place for place, receipt in enumerate(receipts) if receipt["status"] == "declined"]
    assert len(stopped) <= 1, "one card was stopped"
    for place in stopped:
        town.cards[place] = token


async def test_what_the_guide_to_verifying_says_can_be_done(town: Town, koinon: Koinon) -> None:
    paired = town.tills[0].paired
    till = {"cards_url": town.stack.url("cards"), "till_id": paired.till_id, "merchant_id": paired.merchant_id}
    (koinon.folder / "till.json").write_text(json.dumps(till | {"private_key": standard(paired.private_key)}))
    file = ["--till", str(koinon.folder / "till.json")]
    receipt = await town.tills[0].sell(town.cards[0], 30, "EUR")
    tenant = f"municipality={tenant_id()}"
    public = town.outside

    async def published() -> Any:
        return await public.send("GET", f"{public.url('reporting')}/transparency?{tenant}")

    async def is_proven() -> bool:
        try:
            size = (await published())["latest"]["size"]
        except Refused as refused:
            if refused.status != 404:
                raise
            return False
        command = ["prove", "--payment", receipt["id"], "--size", str(size)]
        done = await asyncio.to_thread(koinon.call, *file, *command)
        (koinon.folder / "receipt.json").write_text(done.stdout)
        return done.returncode == 0

    await until(is_proven, 120, "no published checkpoint vouches for the sale")
    shown = await published()
    verified = await koinon.run(
        "verify-receipt", str(koinon.folder / "receipt.json"), "--key", shown["keys"][0]["verifier_key"]
    )
    assert '"key_given": true' in verified
    checked = await public.send(
        "POST",
        f"{public.url('reporting')}/public/receipt-checks?{tenant}",
        content=(koinon.folder / "receipt.json").read_bytes(),
        headers={"Content-Type": "application/json"},
    )
    assert (checked["holds"], checked["is_published"]) == (True, True)
    sizes = f"earlier={shown['days'][-1]['size']}&later={shown['latest']['size']}"
    consistent = await public.send("GET", f"{public.url('cards')}/checkpoints/consistency?{tenant}&{sizes}")
    assert consistent["later_size"] == shown["latest"]["size"]
    assert shown["sizes_told_twice"] == []
    assert "0 broken" in await town.in_thread(town.stack.run_command, "cards", "verify")


async def test_a_till_is_enrolled_and_stopped(town: Town, koinon: Koinon) -> None:
    officer = koinon.desk("merchant_officer")
    merchant = town.tills[0].paired.merchant_id
    (till, *_) = await officer.pages("merchants", f"/merchants/{merchant}/tills")
    code = await officer.post("merchants", f"/outlets/{till['outlet_id']}/enrolment-codes")
    at = ["--merchants", town.stack.url("merchants"), "--cards", town.stack.url("cards"), "--code", code["code"]]
    file = ["--till", str(koinon.folder / "till.json")]
    enrolled: Any = msgspec.json.decode(await koinon.run(*file, "enrol", *at))
    await koinon.sign_in("merchant_officer")
    await officer.until("cards", f"/tills/{enrolled['id']}", lambda read: read["stopped_at"] is None)
    sale = ["pay", "--card", town.cards[0], "--amount-minor", "10", "--currency", "EUR"]
    assert '"captured"' in await koinon.run(*file, *sale)
    assert "its next request is refused" in await koinon.run("stop", "till", enrolled["id"])
    await koinon.run(*file, *sale, status=1)
    assert "is signed out" in await koinon.run("sign-out")
