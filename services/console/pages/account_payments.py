"""Payments to accounts: what of a month goes to banks, the files that pay it, and what the bank answers."""

from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import DIFFERENCES_CLOSED, PROGRAMMES
from services.console.clients.registry import payouts
from services.console.clients.registry.payouts import NewDebtorAccount, NewFile
from services.console.languages import mark
from services.console.pages.finance import APPROVERS, OFFICER, READERS
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page
from services.kit.db import Transaction

PATH: Final = "/account-payments"
WHY: Final = {
    "unknown_file": mark("it answers a file that is not ours"),
    "unknown_transfer": mark("it names a payment that is not ours"),
    "unknown_booking": mark("the bank has booked what the ledger does not know"),
    "other_account": mark("it is about another account"),
    "currency_differs": mark("the currencies differ"),
    "amount_missing": mark("the amount is missing"),
    "count_differs": mark("the number of payments differs"),
    "sum_differs": mark("the sums differ"),
    "not_sent": mark("it answers a payment that was not sent yet"),
    "not_paid": mark("it sends back a payment that was not made"),
    "booked_again": mark("the bank has booked it twice"),
    "paid_already": mark("it was paid already"),
    "returned_already": mark("it was sent back already"),
    "rejected_already": mark("it was refused already"),
    "withdrawn_already": mark("it was withdrawn already"),
    "partly_settled": mark("only a part of it was paid"),
    "membership_unknown": mark("the right is not known yet"),
    "household_held": mark("the household's payments are held"),
    "household_closed": mark("the household is closed"),
    "holder_died": mark("the holder has died"),
    "holder_erased": mark("the holder's file was erased"),
    "account_missing": mark("no account is on file"),
    "account_unconfirmed": mark("nobody has seen the account on the bank's paper"),
    "account_outside_sepa": mark("this bank pays into SEPA accounts only"),
    "name_not_latin": mark("the name in Latin letters is missing"),
    "right_revoked": mark("the right was revoked"),
}
"""What a bank says that does not fit, and why a share cannot be paid to an account now."""
BANK_REASONS: Final = {
    "AC01": mark("the account number is wrong"),
    "AC03": mark("the account number is wrong"),
    "AC04": mark("the account is closed"),
    "AC06": mark("the account is blocked"),
    "AG01": mark("this account takes no payments of this kind"),
    "AM04": mark("the account that pays had not enough money"),
    "BE01": mark("the name is not the account holder's"),
    "MD07": mark("the account's holder has died"),
    "MS03": mark("the bank gives no reason"),
    "RC01": mark("the bank's code is wrong"),
}
"""ISO 20022 external codes, with which a bank says why it did not pay or sent back; others show as they are."""
APPROVER: Final = page_for("finance_approver")


FileStep = Literal["approve", "reject", "send", "withdraw"]


class Settling(msgspec.Struct, frozen=True, kw_only=True):
    """Why a difference needs nothing more."""

    settled_for: str


@get(PATH, guards=[READERS])
async def show_payments(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show runs in sums, bank files, what came back, the accounts that pay, and what the bank said and does not fit."""
    overview = await payouts.read_overview(view.caller)
    said = {"why": WHY, "bank_reasons": BANK_REASONS, "reasons": DIFFERENCES_CLOSED}
    programmes = PROGRAMMES.get(view.currency, {})
    return page(view, "account_payments.html", overview=overview, now=transaction.now, programmes=programmes, **said)


@post(f"{PATH}/accounts", guards=[OFFICER])
@shown_again
async def enter_account(form: NamedDependency[Form]) -> Response[Any]:
    """Enter the account from which a programme pays."""
    await payouts.enter_account(form.view.caller, form.read(NewDebtorAccount), form.key)
    return go(PATH)


@post(PATH + "/accounts/{account_id:uuid}/{step:str}", guards=[APPROVER])
@shown_again
async def check_account(
    form: NamedDependency[Form], account_id: FromPath[UUID], step: FromPath[Literal["verify", "reject"]]
) -> Response[Any]:
    """Agree to an account that somebody else entered, or refuse it."""
    await payouts.check_account(form.view.caller, account_id, step, form=(form.key, form.version))
    return go(PATH)


@post(f"{PATH}/files", guards=[OFFICER])
@shown_again
async def prepare_file(form: NamedDependency[Form]) -> Response[Any]:
    """Write a bank file of what is open; somebody else approves it."""
    await payouts.prepare_file(form.view.caller, form.read(NewFile), form.key)
    return go(PATH)


@post(PATH + "/files/{file_id:uuid}/{step:str}", guards=[APPROVERS])
@shown_again
async def change_file(form: NamedDependency[Form], file_id: FromPath[UUID], step: FromPath[FileStep]) -> Response[Any]:
    """Approve a file, refuse it, hand an approved one out for the bank, or propose to withdraw it."""
    seen = (form.key, form.version)
    await payouts.change_file(form.view.caller, file_id, step, form=seen, seen=form.text("hash"))
    return go(PATH)


@post(PATH + "/withdrawals/{file_id:uuid}", guards=[APPROVER])
@shown_again
async def agree_to_withdrawal(form: NamedDependency[Form], file_id: FromPath[UUID]) -> Response[Any]:
    """Agree that a file is not paid after all: its payments wait for the next one."""
    seen = (form.key, form.version)
    await payouts.agree(form.view.caller, f"/bank-files/{file_id}/withdraw/approve", form=seen, seen=form.text("hash"))
    return go(PATH)


@post(PATH + "/shares/{share_id:uuid}/{step:str}", guards=[OFFICER])
@shown_again
async def change_share(
    form: NamedDependency[Form], share_id: FromPath[UUID], step: FromPath[Literal["reopen", "cancel"]]
) -> Response[Any]:
    """Let a share that came back be paid again, or propose never to pay one."""
    await payouts.change_share(form.view.caller, share_id, step, form=(form.key, form.version))
    return go(PATH)


@post(PATH + "/cancellations/{share_id:uuid}", guards=[APPROVER])
@shown_again
async def agree_to_cancellation(form: NamedDependency[Form], share_id: FromPath[UUID]) -> Response[Any]:
    """Agree that a share is never paid: its money returns to the budget line."""
    seen = (form.key, form.version)
    await payouts.agree(
        form.view.caller, f"/account-shares/{share_id}/cancel/approve", form=seen, seen=form.text("hash")
    )
    return go(PATH)


@get(PATH + "/files/{file_id:uuid}/content", guards=[OFFICER])
async def open_file(view: NamedDependency[View], file_id: FromPath[UUID]) -> Response[Any]:
    """Hand out a file for the bank (pain.001)."""
    return as_file(await payouts.open_file(view.caller, file_id), name=f"{file_id}.xml")


@post(f"{PATH}/answers", guards=[OFFICER], request_max_body_size=UPLOAD_MAX)
@shown_again
async def read_answer(form: NamedDependency[Form]) -> Response[Any]:
    """Read what the bank answers or has booked."""
    await payouts.read_answer(form.view.caller, await file_of(form))
    return go(PATH)


@post(PATH + "/answers/{answer_id:uuid}", guards=[OFFICER])
@shown_again
async def match_again(form: NamedDependency[Form], answer_id: FromPath[UUID]) -> Response[Any]:
    """Look again at what did not fit, after a file of the bank was read that belongs before it."""
    await payouts.match_again(form.view.caller, answer_id, form.key)
    return go(PATH)


@post(PATH + "/differences/{line_id:uuid}", guards=[OFFICER])
@shown_again
async def settle_difference(form: NamedDependency[Form], line_id: FromPath[UUID]) -> Response[Any]:
    """Note why a difference needs nothing more."""
    settled_for = form.read(Settling).settled_for
    await payouts.settle(form.view.caller, line_id, settled_for, form=(form.key, form.version))
    return go(PATH)


ROUTES = [
    show_payments, enter_account, check_account, prepare_file, change_file, agree_to_withdrawal, open_file,
    change_share, agree_to_cancellation, read_answer, match_again, settle_difference,
]  # fmt: skip
