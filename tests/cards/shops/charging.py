"""What is proposed about charges, and a programme that takes fees."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.cards.deciding import programmes
from tests.cards.factories import OFFICER, Town


def claw_back(town: Town, amount_minor: int, **changes: Any) -> dict[str, Any]:
    """A claw-back of the town's shop for the town's line."""
    known = {"budget_line_id": str(town.line_id), "decision_number": "7/2026", "reason": "goods_not_given"}
    shop = {} if "merchant_id" in changes else {"merchant_id": str(town.merchant_id)}
    return known | shop | {"amount_minor": amount_minor} | changes


async def clawed_back(town: Town, amount_minor: int, **changes: Any) -> dict[str, Any]:
    """Let two people claw something back, and return the charge."""
    body = claw_back(town, amount_minor, **changes)
    await town.approve(await town.client.post("/claw-backs", body, by=OFFICER))
    path = f"/charges?merchant_id={body['merchant_id']}&limit=200"
    charge: dict[str, Any] = (await town.client.get(path, by=OFFICER))["items"][-1]
    return charge


def asked(town: Town, **changes: Any) -> dict[str, Any]:
    """February's fees, for the town's line."""
    known = {"programme": "gmi", "month": "2026-02-01", "budget_line_id": str(town.line_id), "decision_number": "3"}
    return known | changes


async def settle_february(town: Town) -> None:
    """Close the month's days, in the month after."""
    town.client.now = "2026-03-02T10:00:00+02:00"
    await town.client.post("/settlement-days", {"settlement_date": "2026-02-28"}, by=OFFICER)


@contextmanager
def fees_in(folder: Path) -> Iterator[None]:
    """Let the programme take 1.5 % and 2.00 a month, of social enterprises nothing: a service that runs reads it."""
    file = programmes.FOLDER / "gmi.toml"
    text = file.read_text(encoding="utf-8").replace("basis_points = 0\nmonthly_minor = 0", "basis_points = 150")
    (folder / file.name).write_text(text.replace("\nexempt_kinds", "\nmonthly_minor = 200\nexempt_kinds"))
    before, programmes.reading.folder = programmes.reading.folder, folder
    try:
        yield
    finally:
        programmes.reading.folder = before
