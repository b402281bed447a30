"""The rules of a payment by name, and what is said of each: to whom it is all right, and to whom it is not.

A sentence says what the holder can do. No programme is ever named.
"""

from functools import cache
from typing import Literal, get_args

import msgspec

from services.kit.sentences import Parameter, Sentence, say, sentence

Rule = Literal[
    "card_refused",
    "phone_code_refused",
    "merchant_refused",
    "currency_refused",
    "pin_blocked",
    "pin_wrong",
    "area_denied",
    "outside_hours",
    "too_soon",
    "too_many_today",
    "too_many_this_month",
    "card_too_many_today",
    "card_too_many_this_month",
    "pin_required",
    "pin_due",
    "category_denied",
    "mixed_payment",
    "amount_above_limit",
    "day_limit_reached",
    "month_limit_reached",
    "card_payment_limit",
    "card_day_limit",
    "card_month_limit",
    "insufficient_funds",
    "cash_refused",
    "cash_quota_exceeded",
]
DeclineCode = Rule
RULES: tuple[Rule, ...] = get_args(Rule)
"""A stored record counts rules by their place here: a new one goes to the end, none is moved or taken out."""

Figures = dict[str, Parameter]


class RuleResult(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was looked at. It passed when the whole sale got by it; else `figures` say what it left."""

    rule: Rule
    passed: bool
    figures: Figures = {}


class RuleSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was looked at, its result, and a sentence for the holder."""

    rule: Rule
    passed: bool
    figures: Figures = {}
    """`_minor` is money in the payment's currency, `_on` a local date, `_at` a local time."""
    says: str


PASSED: dict[Rule, Sentence] = {
    "card_refused": sentence("The card is in use."),
    "phone_code_refused": sentence("The code on the phone is new."),
    "merchant_refused": sentence("The shop takes the card."),
    "currency_refused": sentence("The card pays in this currency."),
    "pin_blocked": sentence("The PIN is not blocked."),
    "pin_wrong": sentence("No wrong PIN was entered."),
    "area_denied": sentence("The card pays in this area."),
    "outside_hours": sentence("The card pays at this hour."),
    "too_soon": sentence("Enough time has passed since the last payment."),
    "too_many_today": sentence("The household has payments left today."),
    "too_many_this_month": sentence("The household has payments left this month."),
    "card_too_many_today": sentence("This card has payments left today."),
    "card_too_many_this_month": sentence("This card has payments left this month."),
    "pin_required": sentence("The amount needs no PIN, or the PIN was right."),
    "pin_due": sentence("The PIN was entered recently enough."),
    "category_denied": sentence("The card pays for these goods."),
    "mixed_payment": sentence("The card may pay all of it."),
    "amount_above_limit": sentence("The amount is within the limit of a payment."),
    "day_limit_reached": sentence("The amount is within the household's limit of the day."),
    "month_limit_reached": sentence("The amount is within the household's limit of the month."),
    "card_payment_limit": sentence("The amount is within this card's limit of a payment."),
    "card_day_limit": sentence("The amount is within this card's limit of the day."),
    "card_month_limit": sentence("The amount is within this card's limit of the month."),
    "insufficient_funds": sentence("There is enough money on the card."),
    "cash_refused": sentence("The shop gives cash from the card."),
    "cash_quota_exceeded": sentence("So much may be withdrawn as cash."),
}
"""What is told of a rule that the whole sale got by."""

SAID: dict[Rule, Sentence] = {
    "card_refused": sentence("This card cannot be used. Please ask at the card desk of the municipality."),
    "phone_code_refused": sentence("The code on the phone was used or is too old. Please show a new one."),
    "merchant_refused": sentence("This shop cannot take the card at the moment. The list of shops names others."),
    "currency_refused": sentence("This card pays in another currency."),
    "pin_blocked": sentence("The PIN was wrong three times. The card desk can reset it when you are there."),
    "pin_wrong": sentence("The PIN is not right. Please try again."),
    "area_denied": sentence("The card does not pay in this area. The list of shops names those where it does."),
    "outside_hours": sentence("The card does not pay at this hour. It pays again on {free_on} from {free_at}."),
    "too_soon": sentence("The card has just paid. You can pay again from {free_at}."),
    "too_many_today": sentence(
        "The household has made {limit} payments today, and more are not possible. You can pay again on {free_on}."
    ),
    "too_many_this_month": sentence(
        "The household has made {limit} payments this month, and more are not possible. You can pay again on {free_on}."
    ),
    "card_too_many_today": sentence(
        "This card has made {limit} payments today, and more are not possible. It pays again on {free_on}."
    ),
    "card_too_many_this_month": sentence(
        "This card has made {limit} payments this month, and more are not possible. It pays again on {free_on}."
    ),
    "pin_required": sentence("Please enter the PIN for this amount."),
    "pin_due": sentence("Please enter the PIN. It is asked for again after {limit} payments without it."),
    "category_denied": sentence("The card cannot pay for these goods. You can pay for them in cash."),
    "mixed_payment": sentence("The card pays {left_minor} of this purchase. Please pay the rest another way."),
    "amount_above_limit": sentence("One payment may be {limit_minor} at most. You can split the purchase."),
    "day_limit_reached": sentence(
        "Today the household can spend {left_minor} more of {limit_minor}. All of it is free again on {free_on}."
    ),
    "month_limit_reached": sentence(
        "This month the household can spend {left_minor} more of {limit_minor}. All of it is free again on {free_on}."
    ),
    "card_payment_limit": sentence("This card may pay {limit_minor} at most at once. You can split the purchase."),
    "card_day_limit": sentence(
        "Today this card can spend {left_minor} more of {limit_minor}. All of it is free again on {free_on}."
    ),
    "card_month_limit": sentence(
        "This month this card can spend {left_minor} more of {limit_minor}. All of it is free again on {free_on}."
    ),
    "insufficient_funds": sentence("There is not enough money on the card. The balance is on this receipt."),
    "cash_refused": sentence("This shop gives no cash from the card."),
    "cash_quota_exceeded": sentence(
        "Of the money on the card {left_minor} can be withdrawn as cash. The rest can be spent in shops."
    ),
}
"""What the holder is told of a rule that stopped the sale or a part of it; translated in the service's catalogue."""


def said(result: RuleResult, language: str, currency: str) -> RuleSaid:
    """Return a rule's result with its sentence in a language."""
    if result.passed and not result.figures:
        return said_of_passed(result.rule, language)
    template = PASSED[result.rule] if result.passed else SAID[result.rule]
    worded = Sentence(message=template.message, parameters=result.figures)
    return RuleSaid(
        rule=result.rule,
        passed=result.passed,
        figures=result.figures,
        says=say("cards", worded, language, currency=currency),
    )


@cache
def said_of_passed(rule: Rule, language: str) -> RuleSaid:
    """Return what is said of a rule that was kept, the same on every receipt of a language."""
    return RuleSaid(rule=rule, passed=True, says=say("cards", PASSED[rule], language))
