"""The start page: what to do next, the oldest first, and the places that each of a person's roles leads to."""

from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from services.console import staff
from services.console.clients import waiting
from services.console.clients.waiting import Waiting
from services.console.languages import mark
from services.console.pages.forms import go
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction


class Task(msgspec.Struct, frozen=True):
    """Where work of a kind is done, and what it is called."""

    path: str
    name: str


TASKS: Final = {
    "applications_draft": Task(
        "/applications?status=draft", mark("Applications that you began and have not handed in")
    ),
    "applications_to_review": Task("/applications?status=in_review", mark("Applications to assess and recommend")),
    "applications_unanswered": Task(
        "/applications?status=info_requested", mark("Applications whose household has not answered in time")
    ),
    "applications_to_decide": Task("/applications?status=recommended", mark("Applications to decide")),
    "appeals_to_rule": Task("/applications?status=appealed", mark("Appeals to rule on")),
    "duplicates_to_judge": Task("/duplicates", mark("People who may be registered twice")),
    "duplicates_to_merge": Task("/duplicates", mark("Files that a colleague proposes to merge")),
    "imports_to_confirm": Task("/imports", mark("Files that were looked through and wait to be entered")),
    "imports_to_approve": Task("/imports", mark("Files of decisions that need a second person")),
    "letters_to_print": Task("/letters", mark("Letters to print and post")),
    "pins_to_unlock": Task("/unlocks", mark("Blocked PINs that need a second person")),
    "cards_to_print": Task("/cards?status=ordered", mark("Cards to print and hand over")),
    "cards_without_pin": Task("/cards?status=issued", mark("Cards that were handed over and have no PIN")),
    "money_to_agree": Task("/agreements", mark("Proposals about money that need a second person")),
    "bank_differences": Task("/books", mark("Differences between bank and ledger")),
    "disputes_to_decide": Task("/disputes", mark("Disputes to decide")),
    "runs_to_lock": Task("/runs", mark("Benefit runs that are calculated and wait to be locked")),
    "merchants_to_verify": Task("/merchants?status=applied", mark("Shops to verify")),
    "merchants_to_accept": Task("/merchants?status=verified", mark("Shops to accept")),
    "offers_to_publish": Task("/offers", mark("Offers that need a second person")),
    "alerts_to_take": Task("/alerts?chosen=open", mark("Alerts that nobody looks into yet")),
    "alerts_to_conclude": Task("/alerts?chosen=assigned", mark("Alerts that you look into")),
    "share_files_to_approve": Task("/account-payments", mark("Bank files for households' accounts to approve")),
    "share_files_to_send": Task("/account-payments", mark("Approved bank files to hand out for the bank")),
    "shares_came_back": Task("/account-payments#came-back", mark("Payments to accounts that came back from the bank")),
    "share_withdrawals_to_agree": Task(
        "/account-payments", mark("Payments to accounts that a colleague proposes to withdraw")
    ),
    "statement_differences": Task("/account-payments", mark("Answers of the bank that do not fit")),
    "payout_files_to_approve": Task("/settlements", mark("Bank files for shops to approve")),
}
"""What each kind of waiting work is called. A kind that has no page here is not shown."""


@get("/", guards=[page_for()])
async def show_start(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show what to do next; who has shown a card is led to it."""
    assert view.session is not None
    return go("/my-card") if "holder" in view.session.roles else await start_of_staff(view, transaction)


async def start_of_staff(view: View, transaction: Transaction) -> Response[Any]:
    """Return the start page of somebody who works here."""
    assert view.session is not None
    name = await staff.own_name(transaction, transaction.actor_id)
    waits = await waiting.list_waiting(view.caller, set(view.session.roles))
    return page(view, "start.html", name=name, waiting=[(TASKS[each.code], each) for each in waits if is_shown(each)])


def is_shown(work: Waiting) -> bool:
    """Return whether there is a page on which this work is done."""
    return work.code in TASKS


ROUTES = [show_start]
