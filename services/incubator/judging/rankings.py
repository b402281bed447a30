"""Rankings: who is best, who goes on, and how far places and money reach. Pure functions over whole numbers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.calling import funds
from services.incubator.calling.funds import Fund
from services.incubator.calling.presets import Preset
from services.incubator.calling.stages import Stage

Outcome = Literal["awarded", "reserve", "rejected", "invited"]


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """An application with its score, ready to be ranked."""

    application_id: UUID
    score_basis_points: int
    submitted_at: datetime
    country: str | None = None
    requested_minor: int | None = None
    below: tuple[str, ...] = ()
    """Criteria that fall short of what they alone have to reach."""
    points_hundredths: int = 0
    spread_basis_points: int = 0


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """An application's place in its call, and the outcome that follows from it unless a person decides otherwise."""

    application_id: UUID
    score_basis_points: int
    rank: int
    """Equal scores share a rank."""
    proposed: Outcome
    requested_minor: int | None = None
    why: str | None = None
    """What stood in the way of an award: `threshold`, a criterion, `places`, or the envelope that is too small."""
    points_hundredths: int = 0
    spread_basis_points: int = 0


class Left:
    """What is still to be given away while a ranking is walked from the top."""

    def __init__(self, preset: Preset, *, last: bool, stage: Stage) -> None:
        self.fund = preset.fund if last else None
        self.money = funds.room(preset.fund) if preset.fund else {}
        self.places = preset.places if last else stage.goes_on
        self.reserve = preset.reserve_places if last else 0
        self.good: Outcome = "awarded" if last else "invited"
        self.shut = False


def ranking(preset: Preset, scored: Sequence[Scored], *, stage: Stage | None = None) -> list[Ranked]:
    """Return all applications from best to worst with what follows for each, in the last stage unless given.

    From the top: awarded while there are places and money, then on the reserve list while it has room, and rejected
    below a threshold wherever they stand. Among equal scores the earlier submission comes first, then the smaller id.
    """
    judged = stage or preset.last_stage
    left = Left(preset, last=judged.code == preset.last_stage.code, stage=judged)
    in_order = sorted(scored, key=lambda each: (-each.score_basis_points, each.submitted_at, each.application_id))
    ranked: list[Ranked] = []
    for place, each in enumerate(in_order):
        same = place > 0 and ranked[-1].score_basis_points == each.score_basis_points
        outcome, why = follows(left, judged, each)
        ranked.append(
            Ranked(
                application_id=each.application_id,
                score_basis_points=each.score_basis_points,
                rank=ranked[-1].rank if same else place + 1,
                proposed=outcome,
                requested_minor=each.requested_minor,
                why=why,
                points_hundredths=each.points_hundredths,
                spread_basis_points=each.spread_basis_points,
            )
        )
    return ranked


def follows(left: Left, stage: Stage, scored: Scored) -> tuple[Outcome, str | None]:
    """Return what follows for the next best, and what stands in the way of more; takes from what is left."""
    if scored.score_basis_points < stage.threshold_basis_points:
        return "rejected", "threshold"
    if scored.below:
        return "rejected", scored.below[0]
    why = obstacle(left, scored)
    if why is None:
        take(left, scored)
        return left.good, None
    if left.reserve > 0:
        left.reserve -= 1
        return "reserve", why
    return "rejected", why


def obstacle(left: Left, scored: Scored) -> str | None:
    """Return what does not suffice for an award: `places`, the narrowest envelope, or nothing."""
    if left.places is not None and left.places <= 0:
        return "places"
    if left.fund is None:
        return None
    if left.shut:
        return "budget"
    short = short_of(left.fund, left.money, scored.country, scored.requested_minor or 0)
    left.shut = short is not None and not left.fund.passes_over_what_does_not_fit
    return short


def short_of(fund: Fund, money: dict[str, int], country: str | None, amount_minor: int) -> str | None:
    """Return the first envelope that does not hold an amount (`budget` for the whole), or nothing when all do."""
    drawn = funds.drawn_on(fund, country or "")
    if not drawn:
        return "country"
    return next((code or "budget" for code in drawn if money[code] < amount_minor), None)


def take(left: Left, scored: Scored) -> None:
    """Take an award's place and money from what is left."""
    if left.places is not None:
        left.places -= 1
    if left.fund is not None:
        for code in funds.drawn_on(left.fund, scored.country or ""):
            left.money[code] -= scored.requested_minor or 0


def left_after(fund: Fund, awarded: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return what is left in each envelope (under "" in all) after awards, each with its country and amount."""
    money = funds.room(fund)
    for country, amount_minor in awarded:
        for code in funds.drawn_on(fund, country):
            money[code] -= amount_minor
    return money
