"""What the codes of the services are called on a page: states, kinds, reasons. An unknown code shows as it is."""

from typing import Final

from services.console import choices
from services.console.languages import mark
from services.console.roles import ROLE_NAMES
from services.kit.errors import Problem

STATES: Final = {
    "draft": mark("draft"),
    "submitted": mark("submitted"),
    "in_review": mark("in review"),
    "info_requested": mark("information requested"),
    "recommended": mark("recommended"),
    "approved": mark("approved"),
    "rejected": mark("rejected"),
    "withdrawn": mark("withdrawn"),
    "appealed": mark("appealed"),
    "upheld": mark("upheld"),
    "overturned": mark("overturned"),
    "ordered": mark("ordered"),
    "printed": mark("printed"),
    "issued": mark("issued"),
    "active": mark("active"),
    "paused": mark("paused"),
    "blocked": mark("blocked"),
    "lost": mark("lost"),
    "stolen": mark("stolen"),
    "replaced": mark("replaced"),
    "closed": mark("closed"),
    "expired": mark("expired"),
    "suspended": mark("suspended"),
    "exited": mark("exited"),
    "proposed": mark("waiting for a second person"),
    "executed": mark("carried out"),
    "calculated": mark("calculated"),
    "calculating": mark("being calculated"),
    "locked": mark("locked"),
    "crediting": mark("being credited"),
    "credited": mark("credited"),
    "cancelled": mark("cancelled"),
    "failed": mark("failed"),
    "queued": mark("queued"),
    "running": mark("running"),
    "done": mark("done"),
    "open": mark("open"),
    "instructed": mark("sent to the bank"),
    "paid": mark("paid"),
    "returned": mark("returned by the bank"),
    "applied": mark("applied"),
    "verified": mark("verified"),
    "accepted": mark("accepted"),
    "left": mark("left"),
    "screening": mark("screening"),
    "screening_info": mark("waiting for the applicant"),
    "review_info": mark("waiting for the applicant"),
    "determination_info": mark("waiting for the applicant"),
    "ineligible": mark("not eligible"),
    "review": mark("under review"),
    "determination": mark("for decision"),
    "awarded": mark("awarded"),
    "reserve": mark("on the reserve list"),
    "idea": mark("idea"),
    "pre_registration": mark("before registration"),
    "registered": mark("registered"),
    "trading": mark("trading"),
    "dormant": mark("dormant"),
    "present": mark("present"),
    "absent": mark("absent"),
    "refused": mark("refused by a rule"),
    "undecodable": mark("not readable"),
    "quarantined": mark("waiting behind another"),
    "sent": mark("sent"),
    "completed": mark("completed"),
    "published": mark("published"),
    "ended": mark("ended"),
    "enrolled": mark("enrolled"),
    "stopped": mark("stopped"),
    "entered": mark("waiting to be verified"),
    "written": mark("written"),
    "lapsed": mark("lapsed"),
    "planned": mark("planned"),
    "confirmed": mark("confirmed"),
    "held": mark("held"),
    "assigned": mark("to do"),
    "abstained": mark("abstained"),
    "recused": mark("taken out"),
    "not_yet_started": mark("the benefit begins later"),
    "already_credited": mark("credited already"),
    "household_left": mark("the household is no more, or not here"),
    "nothing_due": mark("nothing is due"),
}

WORDS: Final = {
    "customers": mark("who will buy, and why"),
    "means": mark("what is needed to begin"),
    "discount": mark("discount"),
    "all": mark("all"),
    "el": mark("Greek"),
    "en": mark("English"),
    "ar": mark("Arabic"),
    "email": mark("e-mail"),
    "sms": mark("text message"),
    "print": mark("letter"),
    "inbox": mark("message on the page"),
    "sole_trader": mark("sole trader"),
    "johud_training": mark("Training allowance"),
    "decision_number": mark("number of the decision"),
    "amount_minor": mark("amount"),
    "card_total_minor": mark("on cards"),
    "account_total_minor": mark("to accounts"),
    "given_name": mark("given name"),
    "family_name": mark("family name"),
    "born_on": mark("date of birth"),
    "number": mark("number"),
    "iban": mark("IBAN"),
    "amka": mark("AMKA"),
    "afm": mark("AFM"),
    "national_number": mark("National number"),
    "relation": mark("relation to the applicant"),
    "street": mark("street and number"),
    "postal_code": mark("postal code"),
    "town": mark("town or village"),
    "phone": mark("telephone"),
    "username": mark("username"),
    "password": mark("password"),
    "settlement_date": mark("day"),
    "month": mark("month"),
    "file": mark("file"),
}

PROPOSALS: Final = {
    "budget_line_funding": mark("Money for a budget line"),
    "budget_line_move": mark("Money moved to another budget line"),
    "budget_line_closing": mark("A budget line to be closed"),
    "budget_line_carry_over": mark("What is left, carried over to next year"),
    "run_approval": mark("A month's benefits to be credited"),
    "reconciliation_case_closing": mark("A difference to the bank to be closed"),
    "dispute_decision": mark("A dispute to be decided"),
    "provisional_credit": mark("Money lent to a household while its dispute is open"),
    "rest_minor": mark("what is left"),
    "outcome": mark("outcome"),
    "closed_for": mark("reason"),
}
"""What waits for a second person, and what of it is shown."""

LEDGER: Final = {
    "household": mark("households"),
    "pot": mark("bonus pots"),
    "budget_line": mark("budget lines"),
    "reserved": mark("reserved for runs"),
    "merchant": mark("merchants"),
    "outside": mark("outside the ledger"),
    "transfers_sum_to_zero": mark("Every transfer sums to zero."),
    "transfers_have_entries": mark("Every transfer has its entries."),
    "balances_are_the_sum_of_entries": mark("Every balance is the sum of its entries."),
    "running_balances_follow": mark("Every balance follows from the one before."),
    "lots_add_up_to_the_wallet": mark("A household's lots add up to its balance."),
    "lots_are_reduced_by_draws_and_moves": mark("A lot is reduced by what was drawn or moved from it."),
    "moved_lots_arrive_whole": mark("What is moved from a lot arrives whole."),
    "payments_are_the_sum_of_draws": mark("A payment is the sum of its draws."),
    "refunds_are_noted_on_their_payment": mark("A refund is noted on its payment."),
    "closed_days_keep_their_figures": mark("A closed day keeps its figures."),
}

CONCLUSIONS: Final = {
    "unfounded": mark("there was nothing"),
    "explained": mark("there was a good reason"),
    "referred": mark("passed to those who decide"),
}
"""What auditors may say of an alert."""

ALERTS: Final = {
    "split_sales": mark("A purchase cut into several"),
    "refunds_to_cash": mark("Goods turned into cash"),
    "one_till_many_cards": mark("Many cards at one till"),
    "closed_shop_hours": mark("Sales while shops are closed"),
    "colluding_pairs": mark("Two that deal with each other only"),
    "alert_open": mark("not looked into"),
    "alert_assigned": mark("being looked into"),
    "alert_closed": mark("closed"),
}

TABLES: Final = {
    "spending": mark("what was spent, by kind of shop and area"),
    "benefits": mark("what households were given, by programme"),
    "declines": mark("declined sales, by reason"),
}
"""Tables that may be taken along."""

LABELS: Final[dict[str, str]] = {
    **dict(ROLE_NAMES.items()),
    **LEDGER,
    **PROPOSALS,
    **WORDS,
    **choices.RELATIONS,
    **choices.WORK,
    **choices.INCOMES,
    **choices.LUXURY,
    **choices.EVIDENCE,
    **choices.PURPOSES,
    **choices.PROGRAMMES["EUR"],
    **choices.PROGRAMMES["JOD"],
    **choices.KINDS,
    **choices.MODES,
    **choices.FORMS["GR"],
    **choices.FORMS["JO"],
    **choices.PAPERS,
    **CONCLUSIONS,
    **ALERTS,
    **TABLES,
    **STATES,
}


def title_of(problem: Problem) -> str:
    """Return the English title of a refusal: the one that a service told, else the first line of its docstring."""
    title: str = getattr(problem, "title", "") or problem.document()["title"]
    return title.rstrip(".")


def of(code: str) -> str:
    """Return the English name of a code."""
    return LABELS.get(code, code.replace("_", " "))
