"""What is found and nobody chooses: patterns, what came of them, tables, how far money came, what cuts a payment."""

from typing import Final

from services.console.languages import mark

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

EVENTS: Final = {
    "event_missing": mark("said and not heard"),
    "event_doubled": mark("heard in another's place"),
    "event_unknown": mark("heard and never said"),
    "event_altered": mark("heard otherwise than it was said"),
}
"""How what was heard of an event differs from what was said."""

STATIONS: Final = {
    "credited_minor": mark("Credited on cards"),
    "account_minor": mark("To accounts"),
    "expired_minor": mark("Gone back because it was not spent in time"),
    "spent_minor": mark("Spent at shops"),
    "refunded_minor": mark("Given back by shops"),
    "bonus_minor": mark("Bonuses of pots"),
    "settled_minor": mark("Settled with shops"),
    "instructed_minor": mark("Sent to the bank"),
    "paid_minor": mark("Paid"),
    "returned_minor": mark("Returned by the bank"),
    "unknown": mark("shops not known yet"),
}
"""How far a budget line's money has come."""

RULES: Final = {
    "card_refused": mark("the card is not in use"),
    "phone_code_refused": mark("the code on the phone is old or used"),
    "merchant_refused": mark("the shop does not take the card"),
    "currency_refused": mark("another currency"),
    "pin_blocked": mark("the PIN is blocked"),
    "pin_wrong": mark("the PIN was wrong"),
    "area_denied": mark("outside its areas"),
    "outside_hours": mark("outside its hours"),
    "too_soon": mark("too soon after another payment"),
    "too_many_today": mark("household's payments in a day"),
    "too_many_this_month": mark("household's payments in a month"),
    "card_too_many_today": mark("card's payments in a day"),
    "card_too_many_this_month": mark("card's payments in a month"),
    "pin_required": mark("the amount needs the PIN"),
    "pin_due": mark("the PIN is due again"),
    "category_denied": mark("kind of shop"),
    "mixed_payment": mark("share of the price"),
    "amount_above_limit": mark("household's limit for a payment"),
    "day_limit_reached": mark("household's limit for a day"),
    "month_limit_reached": mark("household's limit for a month"),
    "card_payment_limit": mark("card's limit for a payment"),
    "card_day_limit": mark("card's limit for a day"),
    "card_month_limit": mark("card's limit for a month"),
    "insufficient_funds": mark("not enough money"),
    "cash_refused": mark("no cash here"),
    "cash_quota_exceeded": mark("share that comes as cash"),
}
"""The rules of a payment, as what cuts it."""

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
"""What the verification of the ledger counts, and the rules that it finds kept."""
