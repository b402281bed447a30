"""The start page: what to do next, the oldest first, and the places that each of a person's roles leads to."""

from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from services.console import staff, waiting_work
from services.console.clients.waiting import list_waiting
from services.console.languages import mark
from services.console.pages.forms import go
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.db import Transaction
from services.kit.waiting import Waiting, oldest_first


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
    "second_looks": Task("/second-looks", mark("Decisions to look at again, as the household has changed")),
    "duplicates_to_judge": Task("/duplicates", mark("People who may be registered twice")),
    "duplicates_to_merge": Task("/duplicates", mark("Files that a colleague proposes to merge")),
    "household_changes_to_agree": Task("/household-proposals", mark("Changes of households that need a second person")),
    "imports_to_confirm": Task("/imports", mark("Files that were looked through and wait to be entered")),
    "imports_to_approve": Task("/imports", mark("Files of decisions that need a second person")),
    "complaints_to_assign": Task("/complaints", mark("Complaints that nobody looks into yet")),
    "complaints_to_answer": Task("/complaints", mark("Complaints that you look into")),
    "complaints_escalated": Task("/complaints", mark("Complaints that were handed on to supervisors")),
    "relatives_to_confirm": Task("/relatives", mark("Relatives of colleagues that need a second person")),
    "holds_to_lift": Task("/kept-data#holds", mark("Files that a colleague proposes to keep no longer")),
    "erasures_to_approve": Task("/kept-data", mark("Lists of what is due to be erased")),
    "letters_to_print": Task("/letters", mark("Letters to print and post")),
    "pins_to_unlock": Task("/unlocks", mark("Blocked PINs that need a second person")),
    "cards_to_print": Task("/cards?status=ordered", mark("Cards to print and hand over")),
    "cards_without_pin": Task("/cards?status=issued", mark("Cards that were handed over and have no PIN")),
    "money_to_agree": Task("/agreements", mark("Proposals about money that need a second person")),
    "bank_differences": Task("/books", mark("Differences between bank and ledger")),
    "disputes_to_decide": Task("/disputes", mark("Disputes to decide")),
    "runs_to_calculate": Task("/runs", mark("Programmes whose benefits of this month are not calculated yet")),
    "runs_to_lock": Task("/runs", mark("Benefit runs that are calculated and wait to be locked")),
    "merchants_to_verify": Task("/merchants?status=applied", mark("Shops to verify")),
    "merchants_to_accept": Task("/merchants?status=verified", mark("Shops to accept")),
    "merchants_to_verify_again": Task("/merchants?status=due", mark("Shops whose papers have to be looked at again")),
    "merchant_accounts_to_verify": Task("/merchants", mark("Bank accounts of shops that a second person compares")),
    "offers_to_publish": Task("/offers", mark("Offers that need a second person")),
    "alerts_to_take": Task("/alerts?chosen=open", mark("Alerts that nobody looks into yet")),
    "alerts_to_conclude": Task("/alerts?chosen=assigned", mark("Alerts that you look into")),
    "accounts_to_confirm": Task("/account-changes", mark("Changed accounts to compare with the bank's paper")),
    "payments_to_mend": Task(
        "/account-changes#waiting", mark("Households whose payment waits until their file is in order")
    ),
    "memberships_to_agree": Task("/memberships", mark("Changes of memberships that a colleague proposes")),
    "memberships_ended": Task("/memberships#ending", mark("Memberships whose last day is over and that wait")),
    "extensions_to_confirm": Task("/extensions", mark("Public decisions by which memberships last longer")),
    "decisions_to_confirm": Task("/decisions-elsewhere", mark("Decisions made elsewhere to confirm")),
    "repayments_to_confirm": Task("/set-offs", mark("Money that was brought back and needs a second person")),
    "share_files_to_approve": Task("/account-payments", mark("Bank files for households' accounts to approve")),
    "share_files_to_send": Task("/account-payments", mark("Approved bank files to hand out for the bank")),
    "shares_came_back": Task("/account-payments#came-back", mark("Payments to accounts that came back from the bank")),
    "share_withdrawals_to_agree": Task(
        "/account-payments", mark("Payments to accounts that a colleague proposes to withdraw")
    ),
    "statement_differences": Task("/account-payments", mark("Answers of the bank that do not fit")),
    "payout_files_to_approve": Task("/settlements", mark("Bank files for shops to approve")),
    "ideas_to_screen": Task("/calls", mark("Ideas to look through for what is missing")),
    "ideas_without_reviewers": Task("/calls", mark("Ideas that too few people were asked to review")),
    "reviews_to_close": Task("/calls", mark("Ideas whose reviews are all there: close the review")),
    "ideas_to_determine": Task("/calls", mark("Reviewed ideas to decide")),
    "sessions_to_prepare": Task(
        "/cohorts#to-confirm", mark("Sessions of the next two weeks to confirm, with what each needs")
    ),
    "sessions_to_close": Task(
        "/cohorts#to-close", mark("Sessions whose day is over and whose attendance is not closed")
    ),
    "milestones_to_check": Task("/awards#reported", mark("Milestones that were reported and wait to be looked at")),
    "awards_to_agree": Task("/awards", mark("Proposals about awards that need a second person")),
    "tranches_to_release": Task("/awards#unpaid", mark("Milestones that were reached and are not paid yet")),
    "enterprises_to_accredit": Task("/enterprises", mark("Enterprises that a colleague proposes to accredit")),
    "orders_to_offer": Task("/orders", mark("Work of public bodies that no enterprise is offered yet")),
    "orders_to_approve": Task("/orders", mark("Delivered orders to approve")),
    "orders_to_pay": Task("/orders", mark("Invoices of orders to pay")),
    "follow_ups_due": Task("/follow-ups", mark("Participants to be asked how they are doing")),
    "reviews_to_give": Task("/reviews", mark("Ideas that you were asked to review")),
    "mentorships_to_answer": Task("/mentorships", mark("Participants who wait for your answer as their mentor")),
    "mentor_actions_due": Task("/mentorships#promised", mark("What you promised to those whom you accompany")),
    "own_sessions_to_close": Task(
        "/cohorts#to-close", mark("Sessions that you held and whose attendance is not closed")
    ),
    "own_ideas_to_finish": Task("/my-ideas", mark("Your idea that you began and have not handed in")),
    "own_ideas_to_sign": Task("/my-ideas", mark("Ideas of others that ask for your signature")),
    "own_questions_to_answer": Task("/my-ideas", mark("Questions about your idea that wait for your answer")),
    "own_awards_to_accept": Task("/my-ideas", mark("What was awarded to you and waits for your yes")),
    "own_milestones_due": Task("/awards", mark("Milestones that you are to show soon")),
    "own_actions_due": Task("/mentorships#promised", mark("What you agreed on with your mentor")),
    "own_orders_to_answer": Task("/orders", mark("Work that is offered to your enterprise")),
    "own_orders_to_invoice": Task("/orders", mark("Approved work for which you can send the invoice")),
    "own_follow_ups_due": Task("/follow-ups", mark("A few questions about how you are doing")),
    "own_disputes_to_answer": Task("/merchants", mark("Objections of buyers that wait for your answer")),
    "own_agreements_to_sign": Task("/merchants", mark("The agreement of your shop, to be read and signed")),
    "own_accounts_to_replace": Task("/merchants", mark("A bank account of your shop that the bank does not pay to")),
    "roles_to_agree": Task("/people", mark("Roles and sign-ins that need a second administrator")),
    "events_undelivered": Task("/undelivered", mark("Events that a service could not apply")),
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
    there = await list_waiting(view.caller, set(view.session.roles))
    waits = oldest_first([*there, *await waiting_work.count(transaction)])
    return page(view, "start.html", name=name, waiting=[(TASKS[each.code], each) for each in waits if is_shown(each)])


def is_shown(work: Waiting) -> bool:
    """Return whether there is a page on which this work is done."""
    return work.code in TASKS


ROUTES = [show_start]
