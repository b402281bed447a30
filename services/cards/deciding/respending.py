"""Whether a shop may spend again what it has received, and what the programme adds: pure, kept and made again.

A shop spends what it received on days that are not settled yet: what closed days owe it is on its way to its account.
Money keeps its origin and a hop, the number of shops that have held it: a sale brings hop 1. The bonus goes to the shop
that pays, once for each hop up to the programme's number: two shops that pay each other in turn earn it once.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.cards.deciding.programmes import WHOLE, Respending
from services.kit.sentences import Parameter, Sentence, say, sentence

RespendRule = Literal["payer_refused", "payee_refused", "programme_forbids", "not_enough_received"]
SPENT_AGAIN = 2
"""The hop of money that a second shop holds, and of a bonus: it comes from a pot, and earns none itself."""


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop received on open days of one origin and hop, less what it gave of it; below zero after refunds."""

    programme: str
    budget_line_id: UUID
    month: date | None
    hop: int
    amount_minor: int


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision is made on."""

    payer_accepting: bool
    payee_accepting: bool
    open_minor: int
    """What the shop is owed for open days in all."""
    balance_minor: int
    """What it is owed in all: less, when refunds of closed days wait to be netted."""
    holdings: list[Holding]
    terms: dict[str, Respending]
    """Of the programmes whose money may be spent again today."""
    pots: dict[str, int]
    """What is in the open pots of those that add something."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one origin; `hop` is what it has when it arrives."""

    programme: str
    budget_line_id: UUID
    month: date | None
    hop: int
    amount_minor: int


class RuleLooked(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was looked at, and what it left when it stopped the payment."""

    rule: RespendRule
    passed: bool
    figures: dict[str, Parameter] = {}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What is paid of which money and what each programme's pot adds, or the rule that stopped it."""

    looked_at: list[RuleLooked]
    decline_code: RespendRule | None
    parts: list[Part]
    bonuses: dict[str, int]
    left_minor: int
    """What the shop can spend again after this."""

    @property
    def bonus_minor(self) -> int:
        """Return what all pots add."""
        return sum(self.bonuses.values())


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with all that it was made on."""

    requested_minor: int
    known: Known
    decision: Decision

    @property
    def is_same_again(self) -> bool:
        """Return whether the decision is the same when it is made again."""
        return decide(self.requested_minor, self.known) == self.decision


class RespendRuleSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was looked at, its result, and a sentence for the shop."""

    rule: RespendRule
    passed: bool
    figures: dict[str, Parameter]
    says: str


PASSED: dict[RespendRule, Sentence] = {
    "payer_refused": sentence("Your shop takes part in the network."),
    "payee_refused": sentence("The other shop takes part in the network."),
    "programme_forbids": sentence("What your shop has received may be spent again."),
    "not_enough_received": sentence("Your shop has received enough on days that are not settled yet."),
}
SAID: dict[RespendRule, Sentence] = {
    "payer_refused": sentence(
        "Your shop does not take part at the moment. What it has received is paid out to its account."
    ),
    "payee_refused": sentence("The other shop cannot be paid this way at the moment. Please pay it another way."),
    "programme_forbids": sentence(
        "Of what your shop has received, {left_minor} may be spent again. The rest is paid out to its account."
    ),
    "not_enough_received": sentence(
        "Your shop can spend {left_minor} again now. What it received on settled days is paid out to its account."
    ),
}


def decide(requested_minor: int, known: Known) -> Decision:
    """Return what a shop pays to another one and what is added, or why not."""
    most = max(0, min(known.open_minor, known.balance_minor))
    allowed = [each for each in known.holdings if each.amount_minor > 0 and each.programme in known.terms]
    free = min(most, sum(each.amount_minor for each in allowed))
    figures: dict[str, Parameter] = {"left_minor": free}
    checks: list[tuple[RespendRule, bool, dict[str, Parameter]]] = [
        ("payer_refused", known.payer_accepting, {}),
        ("payee_refused", known.payee_accepting, {}),
        ("not_enough_received", requested_minor <= most, figures),
        ("programme_forbids", requested_minor <= free, figures),
    ]
    looked_at: list[RuleLooked] = []
    for rule, passed, says in checks:
        looked_at.append(RuleLooked(rule=rule, passed=passed, figures={} if passed else says))
        if not passed:
            return Decision(looked_at=looked_at, decline_code=rule, parts=[], bonuses={}, left_minor=free)
    parts = taken(allowed, requested_minor)
    bonuses = bonuses_of(parts, known)
    left = free - requested_minor + sum(bonuses.values())
    return Decision(looked_at=looked_at, decline_code=None, parts=parts, bonuses=bonuses, left_minor=left)


def taken(holdings: Sequence[Holding], wanted_minor: int) -> list[Part]:
    """Return which money is paid: what the fewest shops have held first, then the oldest benefit."""
    parts = []
    for each in sorted(holdings, key=place_of):
        amount = min(each.amount_minor, wanted_minor)
        wanted_minor -= amount
        if amount:
            part = Part(
                programme=each.programme,
                budget_line_id=each.budget_line_id,
                month=each.month,
                hop=each.hop + 1,
                amount_minor=amount,
            )
            parts.append(part)
    return parts


def place_of(holding: Holding) -> tuple[int, date, str, UUID]:
    """Return where money stands in the order in which it is paid."""
    return holding.hop, holding.month or date.max, holding.programme, holding.budget_line_id


def bonuses_of(parts: Sequence[Part], known: Known) -> dict[str, int]:
    """Return what each programme adds for its own money, within its cap and its pot, rounded down."""
    bonuses = {}
    for name, pot in known.pots.items():
        terms = known.terms[name]
        own = [each for each in parts if each.programme == name]
        earning = sum(each.amount_minor for each in own if each.hop - 1 <= terms.bonus_hops)
        bonus = min(earning * terms.bonus_basis_points // WHOLE, terms.bonus_minor_max, pot)
        if bonus:
            bonuses[name] = bonus
    return bonuses


def said(looked: RuleLooked, language: str, currency: str) -> RespendRuleSaid:
    """Return a rule's result with its sentence in a language."""
    template = PASSED[looked.rule] if looked.passed else SAID[looked.rule]
    worded = Sentence(message=template.message, parameters=looked.figures)
    return RespendRuleSaid(
        rule=looked.rule,
        passed=looked.passed,
        figures=looked.figures,
        says=say("cards", worded, language, currency=currency),
    )
