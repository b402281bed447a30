"""Programmes: the dated rules in sentences, read-only, and a draft of them tried on a month before it begins."""

import re
from datetime import date, time
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import CATEGORIES
from services.console.clients import programmes
from services.console.clients.programmes import CardProgramme, Limits, Opening, Rules, Trial
from services.console.clients.services import optional
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.errors import NotFound

READERS: Final = page_for(
    "programme_manager", "supervisor", "finance_officer", "finance_approver", "auditor", "administrator"
)
TRIERS: Final = page_for("programme_manager", "finance_officer", "finance_approver")
MONTHS: Final = 12
"""From how many months a draft is tried on one."""


class DraftLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits as they are typed."""

    payment_minor: int | None = None
    day_minor: int | None = None
    month_minor: int | None = None
    day_count: int | None = None
    month_count: int | None = None

    def limits(self) -> Limits:
        """Return them as cards knows them."""
        return Limits(
            payment_minor_max=self.payment_minor,
            day_minor_max=self.day_minor,
            month_minor_max=self.month_minor,
            day_count_max=self.day_count,
            month_count_max=self.month_count,
        )


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as it is typed; what is left blank does not restrict."""

    month: date
    pin_above_minor: int
    pin_after_sales: int = 0
    interval_minutes: int = 0
    share_percent: int = 100
    denied: str = ""
    allowed: str = ""
    areas: str = ""
    opens: time | None = None
    closes: time | None = None
    household: DraftLimits = DraftLimits()
    card: DraftLimits = DraftLimits()

    def rules(self, in_force: Rules, valid_from: date) -> Rules:
        """Return the rules in force with what was typed; what the form does not ask for stays."""
        hours = [] if self.opens is None or self.closes is None else [Opening(opens=self.opens, closes=self.closes)]
        return msgspec.structs.replace(
            in_force,
            valid_from=valid_from,
            denied_categories=listed(self.denied),
            allowed_categories=listed(self.allowed),
            areas=listed(self.areas),
            hours=hours,
            payment_interval_minutes=self.interval_minutes,
            pin_above_minor=self.pin_above_minor,
            pin_after_sales=self.pin_after_sales,
            local_share_basis_points=self.share_percent * 100,
            household=self.household.limits(),
            card=self.card.limits(),
        )


def listed(text: str) -> list[str]:
    """Return what stands between commas or spaces."""
    return [each for each in re.split(r"[,،;\s]+", text) if each]


@get("/programmes", guards=[READERS])
async def list_programmes(view: NamedDependency[View]) -> Response[Any]:
    """Show the municipality as it is set up, and its programmes."""
    cards = {each.programme: each for each in await optional(programmes.list_card_programmes(view.caller)) or []}
    by_right = await optional(programmes.list_rights_programmes(view.caller)) or []
    rights = {each.programme: each for each in by_right if each.currency == view.currency}
    return page(view, "programmes.html", names=sorted(cards.keys() | rights.keys()), cards=cards, rights=rights)


@get("/programmes/{programme:str}", guards=[READERS])
async def show_programme(
    view: NamedDependency[View], transaction: NamedDependency[Transaction], programme: FromPath[str]
) -> Response[Any]:
    """Show by which rules a programme's right is given and its money is spent, and the form to try others."""
    card = await optional(card_programme(view, programme))
    rights = await programmes.read_rights(view.caller, programme)
    now = in_force(card, transaction.today) if card else None
    shown = {"now": now, "today": transaction.today, "months": months(transaction.today), "categories": CATEGORIES}
    return page(view, "programme.html", name=known(programme, card, rights), card=card, rights=rights, **shown)


def known(programme: str, *found: Any) -> str:
    """Return the name of a programme that a service knows. Raises NotFound."""
    if not any(found):
        raise NotFound("There is no such programme here.")
    return programme


async def card_programme(view: View, programme: str) -> CardProgramme:
    """Return how a programme's money is spent. Raises NotFound."""
    for each in await programmes.list_card_programmes(view.caller):
        if each.programme == programme:
            return each
    raise NotFound("There is no such programme here.")


def months(today: date) -> list[date]:
    """Return this month and those before it by their first days, newest first."""
    return [month_of(today, later=-back) for back in range(MONTHS)]


@post("/programmes/{programme:str}/trials", guards=[TRIERS])
@shown_again
async def try_draft(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], programme: FromPath[str]
) -> Response[Any]:
    """Run a draft over a month's payments; nothing is switched on."""
    draft = form.read(Draft)
    of = await card_programme(form.view, programme)
    rules = draft.rules(in_force(of, transaction.today), month_of(transaction.today, later=1))
    job = await programmes.start_trial(
        form.view.caller, Trial(programme=programme, month=draft.month, rules=rules), form.key
    )
    return go(f"/programmes/{programme}/trials/{job.id}")


def in_force(programme: CardProgramme, today: date) -> Rules:
    """Return the rules that have begun last; before any has begun, the first."""
    dated = sorted(programme.rules, key=lambda rules: rules.valid_from)
    return next((rules for rules in reversed(dated) if rules.valid_from <= today), dated[0])


@get("/programmes/{programme:str}/trials/{job_id:uuid}", guards=[TRIERS])
async def show_trial(view: NamedDependency[View], programme: FromPath[str], job_id: FromPath[UUID]) -> Response[Any]:
    """Show what a draft would have made of a month, or how far the trial is."""
    return page(view, "trial.html", name=programme, job=await programmes.read_trial(view.caller, job_id))


ROUTES = [list_programmes, show_programme, try_draft, show_trial]
