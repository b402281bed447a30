"""Funds of a call: how much there is, for which countries, and what one award may be."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from contracts.types import BasisPoints, MinorUnits, PositiveMinorUnits
from services.incubator.calling.stages import WHOLE, Code
from services.kit.errors import Fault
from services.kit.web import Body

Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
"""ISO 3166-1 alpha-2."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the budget that is for these countries; one within another draws on both."""

    code: Code
    countries: tuple[Country, ...]
    amount_minor: PositiveMinorUnits
    within: Code | None = None


class AwardTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How awards are paid. Calls that were opened before there were terms have these defaults, all unsourced."""

    first_tranche_basis_points_max: BasisPoints = 3_000
    """The greatest share of an award that is paid first."""
    payee_cooling_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 3
    """So many days after the payee was verified again nothing is paid, so that a forged change can be noticed."""
    payee_check_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 60
    """For so many days such a check holds."""
    days_max: Annotated[int, msgspec.Meta(ge=1, le=3_660)] = 730
    """So long an award runs at most."""
    extension_days_max: Annotated[int, msgspec.Meta(ge=0, le=3_660)] = 180
    """By so much it is extended at most at a time, without more money."""


class Fund(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a call gives away, in minor units of its currency."""

    budget_minor: PositiveMinorUnits
    award_minor_min: PositiveMinorUnits
    award_minor_max: PositiveMinorUnits
    awards_min: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    """So many projects are to be funded at least; the ranking says when it proposes fewer."""
    cofinancing_basis_points_min: BasisPoints = 0
    """The least share of a project's costs that others bear."""
    passes_over_what_does_not_fit: bool = True
    """Whether a smaller project further down is funded when the next best asks for more than is left."""
    envelopes: tuple[Envelope, ...] = ()
    award: AwardTerms = AwardTerms()
    """How what was awarded is paid."""


class Request(Body, frozen=True, kw_only=True):
    """What a project asks for, what it costs in all, and in which country it is."""

    amount_minor: PositiveMinorUnits
    total_minor: MinorUnits
    country: Country


def faults_of(fund: Fund, request: Request) -> list[Fault]:
    """Return what is wrong with a request by the call's terms."""
    bounds = f"An award is from {fund.award_minor_min} to {fund.award_minor_max} minor units."
    own = request.total_minor - request.amount_minor
    enough = own * WHOLE >= fund.cofinancing_basis_points_min * request.total_minor
    least = f"Others bear at least {fund.cofinancing_basis_points_min} basis points of the costs."
    within = fund.award_minor_min <= request.amount_minor <= fund.award_minor_max
    found = [
        ("/request/amount_minor", bounds, not within),
        ("/request/total_minor", "A project costs at least what it asks for.", own < 0),
        ("/request/total_minor", least, own >= 0 and not enough),
        ("/request/country", "No part of the budget is for this country.", not drawn_on(fund, request.country)),
    ]
    return [Fault(pointer=pointer, detail=detail) for pointer, detail, wrong in found if wrong]


def drawn_on(fund: Fund, country: str) -> list[str]:
    """Return the envelopes that a project of this country draws on, the narrowest first; the budget is "" and last."""
    if not fund.envelopes:
        return [""]
    by_code = {envelope.code: envelope for envelope in fund.envelopes}
    own = [each for each in fund.envelopes if country in each.countries]
    chain: list[str] = []
    following: Envelope | None = max(own, key=lambda each: depth(by_code, each), default=None)
    while following is not None:
        chain.append(following.code)
        following = by_code.get(following.within or "")
    return [*chain, ""] if chain else []


def depth(by_code: dict[str, Envelope], envelope: Envelope) -> int:
    """Return in how many others an envelope lies."""
    around = by_code.get(envelope.within or "")
    return 0 if around is None else 1 + depth(by_code, around)


def room(fund: Fund) -> dict[str, int]:
    """Return what there is to give away in each envelope, and under "" in all."""
    return {"": fund.budget_minor} | {envelope.code: envelope.amount_minor for envelope in fund.envelopes}


def contradictions(fund: Fund | None) -> list[str]:
    """Return what cannot be true together in a call's fund."""
    if fund is None:
        return []
    whole: Sequence[Envelope] = [each for each in fund.envelopes if each.within is None]
    codes = {envelope.code: envelope for envelope in fund.envelopes}
    found = {
        "the least award is above the greatest": fund.award_minor_min > fund.award_minor_max,
        "the budget does not hold the least number of awards": fund.awards_min * fund.award_minor_min
        > fund.budget_minor,
        "the envelopes do not add up to the budget": bool(whole)
        and sum(each.amount_minor for each in whole) != fund.budget_minor,
        "two envelopes have one code": len(codes) != len(fund.envelopes),
        "an envelope lies in none of the call's, or in one as narrow as itself": any(
            each.within is not None
            and (each.within not in codes or codes[each.within].amount_minor <= each.amount_minor)
            for each in fund.envelopes
        ),
        "a check of the payee is too old before it has cooled": fund.award.payee_cooling_days
        > fund.award.payee_check_days,
    }
    return [sentence for sentence, true in found.items() if true]
