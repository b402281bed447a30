"""Deeds: who did what, in every service, as each keeps it; what a deed is called, and which were only looks."""

import heapq
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

from services.console import household_choices, labels
from services.console.languages import mark
from services.kit.audit import Deed

PAGE: Final = 50

LOOKS: Final = {
    "person_read": mark("opened a person's file"),
    "person_found": mark("found a person by a number"),
    "persons_compared": mark("looked for people registered twice"),
    "texts_read": mark("read the texts of a case"),
    "file_read": mark("opened a paper"),
    "grievance_read": mark("read a complaint"),
    "messages_read": mark("read messages to a person"),
    "accesses_read": mark("looked up who opened a file"),
    "imported_decision_read": mark("read a decision made elsewhere"),
    "alert_read": mark("looked into an alert"),
    "payment_read": mark("looked at a payment"),
    "payment_traced": mark("followed a payment to where its money came from"),
    "decision_read": mark("read how a payment was decided"),
    "past_balance_read": mark("looked at a past balance"),
    "balance_asked": mark("asked for a card's balance at a till"),
    "figures_read": mark("opened a figure of the ledger"),
    "entries_opened": mark("opened entries of the ledger"),
}
"""What changes nothing. Shown only to who asks for it: each page that names somebody writes one."""

NAMES: Final = {
    **LOOKS,
    "signed_in": mark("signed in"),
    "signed_out": mark("signed out"),
    "staff_added": mark("let somebody in"),
    "staff_active": mark("let somebody in again"),
    "staff_suspended": mark("suspended somebody"),
    "grant_roles_proposed": mark("proposed roles"),
    "grant_roles_approved": mark("agreed to roles"),
    "grant_roles_rejected": mark("refused roles"),
    "grant_roles_executed": mark("gave roles"),
    "reset_sign_in_proposed": mark("proposed a new sign-in"),
    "reset_sign_in_approved": mark("agreed to a new sign-in"),
    "reset_sign_in_rejected": mark("refused a new sign-in"),
    "reset_sign_in_executed": mark("carried a new sign-in out"),
    "invited": mark("made an invitation"),
    "password_changed": mark("chose a password"),
    "second_step_set_up": mark("set up a second step"),
    "recovery_code_used": mark("used a recovery code"),
    "sign_in_reset": mark("reset a sign-in"),
    "sessions_ended": mark("ended sessions"),
    "card_code_made": mark("made a letter with a code for a card"),
    "card_code_used": mark("showed a card with a letter's code"),
    "roles_by_provider": mark("got roles from the sign-in provider"),
    "card_printed": mark("printed a card"),
    "card_handed_over": mark("handed a card over"),
    "card_returned": mark("took a card back that did not arrive"),
    "card_blocked": mark("blocked a card"),
    "card_lost": mark("noted a card as lost"),
    "card_stolen": mark("noted a card as stolen"),
    "card_replaced": mark("replaced a card"),
    "card_closed": mark("closed a card"),
    "card_expired": mark("ended a card whose time was over"),
    "card_paused": mark("paused a card"),
    "card_resumed": mark("let a paused card pay again"),
    "card_verified": mark("checked a card and its PIN"),
    "card_limits_set": mark("set a card's limits"),
    "pin_set": mark("let a holder choose the PIN"),
    "pin_reset": mark("let a holder choose a new PIN"),
    "pin_changed": mark("changed a PIN"),
    "pin_unlocked": mark("unblocked a PIN"),
    "phone_code_given": mark("made a code to put a card on a telephone"),
    "phone_added": mark("put a card on a telephone"),
    "phone_removed": mark("took a card off a telephone"),
    "wallet_statement_ordered": mark("ordered a statement on paper"),
    "cashier_pin_set": mark("chose a PIN as a cashier"),
    "cashier_signed_on": mark("signed on at a till"),
    "cashier_appointed": mark("appointed a cashier"),
    "cashier_code_given": mark("gave a cashier a code"),
    "cashier_rights_changed": mark("changed what a cashier may do"),
    "cashier_ended": mark("ended a cashier's work at the till"),
    "enrolment_code_given": mark("made a code for a new till"),
    "till_key_changed": mark("gave a till a new key"),
    "till_stopped": mark("stopped a till"),
    "outlet_closed": mark("closed an outlet"),
    "settlement_day_closed": mark("closed a settlement day"),
    "merchants_charged": mark("charged shops"),
    "journal_closed": mark("closed a month of the books"),
    "bank_statement_read": mark("read a bank statement in"),
    "bank_answer_read": mark("read a bank's answer in"),
    "bank_difference_settled": mark("settled a difference to the bank"),
    "bank_file_sent": mark("handed a bank file out"),
    "debtor_account_entered": mark("entered an account that pays"),
    "debtor_account_verified": mark("verified an account that pays"),
    "debtor_account_rejected": mark("refused an account that pays"),
    "dispute_opened": mark("opened a dispute"),
    "dispute_answered": mark("answered a dispute"),
    "dispute_credited": mark("lent money while a dispute is open"),
    "dispute_upheld": mark("decided a dispute for the holder"),
    "dispute_rejected": mark("decided a dispute for the shop"),
    "case_exported": mark("took a whole case along"),
    "applications_exported": mark("took a list of applications along"),
    "households_exported": mark("took a list of households along"),
    "memberships_exported": mark("took a list of rights along"),
    "recalculations_exported": mark("took a list of recalculations along"),
    "decisions_exported": mark("took a call's decisions along"),
    "letter_printed": mark("printed a letter"),
    "dry_run_asked": mark("tried other rules out"),
    "address_removed": mark("removed an address"),
    "address_changed": mark("changed an address"),
    "names_changed": mark("corrected a name"),
    "born_on_changed": mark("corrected a date of birth"),
    **{f"{kind}_changed": mark("corrected a number") for kinds in household_choices.NUMBERS.values() for kind in kinds},
    "phone_changed": mark("changed a telephone number"),
    "email_changed": mark("changed an e-mail address"),
    "language_changed": mark("changed a person's language"),
    "iban_changed": mark("changed a bank account"),
    "account_proposed": mark("proposed a bank account"),
    "account_confirmed": mark("confirmed a bank account"),
    "account_rejected": mark("refused a bank account"),
    "account_in_force": mark("put a bank account into use"),
    "subject_access_given": mark("gave a person what is kept about them"),
    "retention_approved": mark("agreed to erase what is kept no longer"),
    "retention_erased": mark("erased what is kept no longer"),
    "person_erased": mark("erased a person"),
    "file_erased": mark("erased a paper"),
    "legal_hold_placed": mark("kept a file from being erased"),
    "legal_hold_lift_proposed": mark("proposed that a file may be erased again"),
    "legal_hold_kept": mark("went on keeping a file from being erased"),
    "legal_hold_lifted": mark("agreed that a file may be erased again"),
    "duplicate_suspected": mark("noted people as perhaps registered twice"),
    "duplicate_dismissed": mark("found two shops to be different"),
    "grievance_assigned": mark("gave a complaint to a colleague"),
    "grievance_reviewed": mark("took a complaint up"),
    "grievance_answered": mark("answered a complaint"),
    "grievance_escalated": mark("passed a complaint on"),
    "grievance_closed": mark("closed a complaint"),
    "grievance_overdue": mark("noted that a complaint's answer is late"),
    "merchant_verified": mark("verified a shop"),
    "merchant_verified_again": mark("verified a shop again"),
    "merchant_accepted": mark("accepted a shop"),
    "merchant_suspended": mark("suspended a shop"),
    "merchant_left": mark("ended a shop's part in the programme"),
    "agreement_signed": mark("signed a shop's agreement"),
    "bank_account_entered": mark("entered a shop's bank account"),
    "bank_account_verified": mark("verified a shop's bank account"),
    "bank_account_rejected": mark("refused a shop's bank account"),
    "bank_account_stopped": mark("stopped paying to a shop's bank account"),
    "offer_ended": mark("ended an offer"),
    "certificate_issued": mark("issued a certificate"),
    "certificate_revoked": mark("revoked a certificate"),
}

KINDS: Final = {
    "accredit_enterprise": mark("Accreditation of an enterprise"),
    "commit_award": mark("Money set aside for an award"),
    "accept_milestone": mark("A milestone reached"),
    "extend_award": mark("An award extended"),
    "close_award": mark("An award closed"),
    "pin_unlock": mark("A blocked PIN"),
    "merchant_fees": mark("Fees of shops"),
    "merchant_claw_back": mark("Money to be taken back from a shop"),
    "merchant_charge_reversal": mark("A charge of a shop taken back"),
    "extend_rights": mark("A right for a longer time"),
    "exit_membership": mark("The end of a right"),
    "revoke_membership": mark("A right revoked"),
    "order_set_off": mark("A set-off"),
    "lift_set_off": mark("The end of a set-off"),
    "lift_suspension": mark("The end of a suspension"),
    "import_decision": mark("A decision made elsewhere"),
    "import_decisions": mark("A file of decisions made elsewhere"),
    "death_revocation": mark("A death that was noted in error"),
    "household_closure": mark("A household's file closed"),
    "household_split": mark("A household divided"),
    "household_merge": mark("Two households made one"),
    "merge_persons": mark("Two files of one person made one"),
    "send_bank_file": mark("A bank file"),
    "withdraw_bank_file": mark("A bank file withdrawn"),
    "cancel_account_share": mark("A payment to an account cancelled"),
    "publish_offer": mark("An offer to be published"),
}
"""What two people decide about, besides what the page of agreements names."""

STEPS: Final = {
    "proposed": mark("proposed"),
    "approved": mark("agreed to"),
    "rejected": mark("refused"),
    "executed": mark("carried out"),
}
"""What became of a proposal: the end of its deed's code."""


def newest(found: Mapping[str, Sequence[Deed] | None]) -> list[Deed]:
    """Return the newest deeds of all services, one more than a page; None is for a service that does not answer."""
    lists = [deeds for deeds in found.values() if deeds is not None]
    return list(heapq.merge(*lists, key=attrgetter("id"), reverse=True))[: PAGE + 1]


def called(action: str) -> list[str]:
    """Return the English name of a deed: of a proposal, what it is about and what became of it."""
    kind, _, step = action.rpartition("_")
    if action in NAMES or step not in STEPS:
        return [NAMES.get(action, action.replace("_", " "))]
    return [KINDS.get(kind) or labels.of(kind), STEPS[step]]
