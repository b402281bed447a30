"""What earning changes for a household that has a benefit: an estimate, of figures that name nobody."""

import msgspec

from services.console.clients.caller import Caller, Command, fetch, send
from services.console.clients.incubator.plans import Canvas

SERVICE = "incubator"


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """A household as it is, and what somebody in it would earn a month."""

    programme: str
    adults: int
    children: int = 0
    other_income_minor: int = 0
    earned_minor: int


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """What a household has of earning so much, once it is counted whole."""

    earned_minor: int
    benefit_minor: int
    total_minor: int


class MonthAhead(msgspec.Struct, frozen=True, kw_only=True):
    """A month after the earning begins."""

    month: int
    benefit_minor: int
    total_minor: int


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """What earning changes."""

    currency: str
    source: str
    notice: str
    before: Level
    after: Level
    kept_basis_points: int
    benefit_ends_at_minor: int
    months: list[MonthAhead]


async def known_programmes(caller: Caller) -> list[str]:
    """Return the programmes of which it is known what earning does to their benefit."""
    return (await fetch(caller, SERVICE, "/plan-canvas", Canvas)).programmes


async def simulate(caller: Caller, household: Household) -> Simulation:
    """Return what earning changes; nothing is kept."""
    return await send(caller, SERVICE, Command(path="/benefit-simulations", body=household), Simulation)
