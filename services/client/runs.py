"""A benefit run, looked at once or followed until its last household is credited."""

import time
from collections.abc import Callable
from datetime import date
from uuid import UUID

import httpx
import msgspec

from services.client.sessions import Session, address, read
from services.client.telling import Told, money

EVERY_SECONDS = 1.0
NEXT = {
    "calculated": "Look at the exclusions, then let a finance officer lock the run.",
    "locked": "Somebody else approves the run's proposal; the money is reserved then, and crediting begins.",
    "approved": "Crediting goes on by itself, also after a crash; follow it with --follow.",
    "completed": "Nothing. The account shares wait for the bank file at registry.",
    "cancelled": "Calculate the month again.",
}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A month's benefits of one programme."""

    id: UUID
    programme: str
    month: date
    currency: str
    status: str
    card_total_minor: int
    account_total_minor: int
    households: int
    excluded: int
    credited: int
    lines_hash: str


def show(http: httpx.Client, session: Session, run_id: UUID) -> Told:
    """Tell how far a run is."""
    return tell(look(http, session, run_id))


def follow(http: httpx.Client, session: Session, run_id: UUID, say: Callable[[str], None]) -> Told:
    """Say how far a run is whenever that changes, until it is completed, given up, or waits for people."""
    run, said = look(http, session, run_id), ""
    while True:
        line = progress(run)
        if line != said:
            say(line)
            said = line
        if run.status != "approved":
            return tell(run)
        time.sleep(EVERY_SECONDS)
        run = look(http, session, run_id)


def look(http: httpx.Client, session: Session, run_id: UUID) -> Run:
    """Return a run as it is now. Raises Refused, Unanswered."""
    return read(http, session, f"{address(session, 'cards')}/runs/{run_id}", Run)


def progress(run: Run) -> str:
    """Return how far a run is, on a line."""
    share = 100 * run.credited // run.households if run.households else 0
    return f"{run.status}: {run.credited:,} of {run.households:,} lines credited ({share} %)"


def tell(run: Run) -> Told:
    """Tell what a run is and how far."""
    on_cards, to_accounts = money(run.card_total_minor, run.currency), money(run.account_total_minor, run.currency)
    return Told(
        sentences=[
            f"Run {run.id}: {run.programme} of {run.month:%Y-%m}, {progress(run)}.",
            f"On cards {on_cards}, to accounts {to_accounts}; {run.excluded:,} left out.",
            f"Its lines have the hash {run.lines_hash}.",
        ],
        following=NEXT.get(run.status, "Nothing."),
        answer=run,
        is_well=run.status != "cancelled",
    )
