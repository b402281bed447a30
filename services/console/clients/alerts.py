"""reporting: alerts, which auditors look into; and months that were published."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_file, send

SERVICE = "reporting"

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern that was seen, in words, and what somebody made of it."""

    id: UUID
    kind: str
    rules_from: date
    seen_on: date
    merchant_id: UUID
    trade_name: str | None
    other_merchant_id: UUID | None
    till_id: UUID | None
    holder: UUID | None
    explanation: str
    movement_ids: list[UUID]
    found_at: datetime
    state: str
    assignee_id: UUID | None
    conclusion: str | None
    reason: str | None
    version: int


class AlertStep(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did with an alert, and why."""

    state: str
    conclusion: str | None
    reason: str | None
    taken_by: UUID
    taken_at: datetime


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What it was, and why."""

    conclusion: str
    reason: Reason


class Reopening(msgspec.Struct, frozen=True, kw_only=True):
    """Why it is looked into again."""

    reason: Reason


class PublishedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """A month that was told once, and the languages of its report."""

    month: date
    published_at: datetime
    languages: list[str]


class Publishing(msgspec.Struct, frozen=True, kw_only=True):
    """Which month, by its first day."""

    month: date


async def list_alerts(caller: Caller, state: str, language: str, cursor: str | None) -> Listed[Alert]:
    """Return a page of the alerts in a state, the oldest first."""
    return await fetch(caller, SERVICE, "/alerts", Listed[Alert], state=state, language=language, cursor=cursor)


async def read_alert(caller: Caller, alert_id: UUID, language: str) -> Alert:
    """Return an alert; who looked is kept."""
    return await fetch(caller, SERVICE, f"/alerts/{alert_id}", Alert, language=language)


async def list_steps(caller: Caller, alert_id: UUID) -> list[AlertStep]:
    """Return who did what with an alert."""
    return await fetch(caller, SERVICE, f"/alerts/{alert_id}/steps", list[AlertStep])


async def change(caller: Caller, alert_id: UUID, step: str, command: Command) -> Named:
    """Take an alert, close it, or give it back; the command holds the body, the key and the version."""
    path = f"/alerts/{alert_id}/{step}"
    return await send(caller, SERVICE, msgspec.structs.replace(command, path=path), Named)


async def look(caller: Caller, key: str) -> Named:
    """Look for patterns now."""
    return await send(caller, SERVICE, Command(path="/alert-searches", body={}, key=key), Named)


async def list_published(caller: Caller, municipality_id: UUID) -> list[PublishedMonth]:
    """Return the months that were published, the newest first, of two years at most."""
    path, wanted = "/public/published-months", Listed[PublishedMonth]
    return (await fetch(caller, SERVICE, path, wanted, municipality=municipality_id, limit=24)).items


async def publish(caller: Caller, publishing: Publishing, key: str) -> Named:
    """Publish a month now."""
    return await send(caller, SERVICE, Command(path="/published-months", body=publishing, key=key), Named)


async def take_report(caller: Caller, municipality_id: UUID, month: date, language: str) -> httpx.Response:
    """Return a month's report as it was published."""
    path = f"/public/monthly-reports/{month.isoformat()}"
    return await fetch_file(caller, SERVICE, path, municipality=str(municipality_id), language=language)


async def take_table(caller: Caller, table: str, query: dict[str, Any]) -> httpx.Response:
    """Return a table of whole months as a file, or the sheets that have no month."""
    return await fetch_file(caller, SERVICE, f"/{table}", **query)
