"""Charges: fees of a month, what a shop pays back and what of that is given back; two people agree to each."""

import asyncio
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from services.console.choices import PROGRAMMES
from services.console.clients import cards, charges, directory, merchants
from services.console.clients.caller import Proposal
from services.console.clients.charges import ClawBack, NewFees, TakingBack
from services.console.clients.services import optional
from services.console.labels import CHARGE_REASONS
from services.console.pages.finance import MONTH, OFFICER, READERS, MonthTyped, first_of
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.top_ups import pays
from services.console.pages.view import View, page

PATH: Final = "/charges"
KINDS: Final = frozenset({"merchant_fees", "merchant_claw_back", "merchant_charge_reversal"})
"""Kinds of proposals about what shops pay."""


class Charging(msgspec.Struct, frozen=True, kw_only=True):
    """The fees that were looked at, by whom they are received and by which decision."""

    programme: str
    month: MonthTyped
    budget_line_id: UUID
    decision_number: str

    def fees(self) -> NewFees:
        """Return what the service is asked; a month is named by its first day."""
        return NewFees(
            programme=self.programme,
            month=first_of(self.month),
            budget_line_id=self.budget_line_id,
            decision_number=self.decision_number,
        )


@get(PATH, guards=[READERS])
async def list_charges(
    view: NamedDependency[View], merchant_id: FromQuery[UUID | None] = None, cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show what waits for a second person, what shops were charged, and the forms to propose more."""
    listed, proposed = await asyncio.gather(
        charges.list_charges(view.caller, merchant_id, cursor), cards.list_proposals(view.caller)
    )
    waiting = [each for each in proposed if each.kind in KINDS]
    shops = await names_of(view, [*(each.merchant_id for each in listed.items), *shops_of(waiting)])
    found = {"listed": listed, "waiting": waiting, "shops": shops, "merchant_id": merchant_id}
    return page(view, "charges.html", programmes=PROGRAMMES.get(view.currency, {}), **found)


def shops_of(proposals: list[Proposal]) -> list[UUID]:
    """Return the shops from which proposals take something back."""
    return [each.subject_id for each in proposals if each.kind == "merchant_claw_back"]


async def names_of(view: View, merchant_ids: list[UUID]) -> dict[UUID, str]:
    """Return what shops are called; none when merchants does not answer, which keeps nobody from their money."""
    assert view.municipality is not None
    return await optional(directory.name_shops(view.caller, view.municipality.slug, {*merchant_ids})) or {}


@get(f"{PATH}/fees", guards=[READERS])
async def show_fees(
    view: NamedDependency[View],
    programme: FromQuery[str],
    month: FromQuery[Annotated[str, QueryParameter(pattern=MONTH)]],
) -> Response[Any]:
    """Show what shops would pay for a month, and the form to propose it."""
    fees = await charges.preview_fees(view.caller, programme, first_of(month))
    lines = [line for line in await cards.list_all_lines(view.caller) if pays(line) and line.programme == programme]
    shops = await names_of(view, [line.merchant_id for line in fees.lines])
    return page(view, "fees.html", fees=fees, lines=lines, shops=shops, month=month)


@post(f"{PATH}/fees", guards=[OFFICER])
@shown_again
async def propose_fees(form: NamedDependency[Form]) -> Response[Any]:
    """Propose to charge a month's fees."""
    return await propose(form, "/fees", form.read(Charging).fees())


@get(f"{PATH}/claw-backs", guards=[OFFICER])
async def show_claw_back_form(view: NamedDependency[View], merchant_id: FromQuery[UUID | None] = None) -> Response[Any]:
    """Show the form to take something back from a shop."""
    lines, shops = await asyncio.gather(cards.list_all_lines(view.caller), merchants.list_all(view.caller))
    paid = [shop for shop in shops if shop.accepted_from is not None]
    found = {"lines": [line for line in lines if pays(line)], "merchant_id": merchant_id}
    return page(view, "claw_back.html", shops=paid, reasons=CHARGE_REASONS, **found)


@post(f"{PATH}/claw-backs", guards=[OFFICER])
@shown_again
async def propose_claw_back(form: NamedDependency[Form]) -> Response[Any]:
    """Propose that a shop pays back what it should not have received."""
    return await propose(form, "/claw-backs", form.read(ClawBack))


@get(PATH + "/{charge_id:uuid}", guards=[READERS])
async def show_charge(view: NamedDependency[View], charge_id: FromPath[UUID]) -> Response[Any]:
    """Show a charge, what waits about it, and the form to take it back."""
    charge, waiting = await asyncio.gather(
        charges.read_charge(view.caller, charge_id), cards.list_proposals(view.caller, charge_id)
    )
    line = await cards.read_budget_line(view.caller, charge.budget_line_id)
    shops = await names_of(view, [charge.merchant_id])
    return page(view, "charge.html", charge=charge, waiting=waiting, line=line, shops=shops)


@post(PATH + "/{charge_id:uuid}/reversal", guards=[OFFICER])
@shown_again
async def propose_reversal(form: NamedDependency[Form], charge_id: FromPath[UUID]) -> Response[Any]:
    """Propose to take a charge back, whole."""
    await charges.propose(form.view.caller, f"/charges/{charge_id}/reversal", form.read(TakingBack), form.key)
    return go(f"{PATH}/{charge_id}")


async def propose(form: Form, path: str, body: NewFees | ClawBack) -> Response[Any]:
    """Send a proposal, and show it among what waits."""
    await charges.propose(form.view.caller, path, body, form.key)
    return go(PATH)


ROUTES = [
    list_charges, show_fees, propose_fees, show_claw_back_form, propose_claw_back, show_charge, propose_reversal,
]  # fmt: skip
