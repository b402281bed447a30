"""Public money before it is anybody's: budget lines."""

from uuid import UUID

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits


class BudgetLineFunded(Event, frozen=True, aggregate="budget_line_id"):
    """Two people have put money on a budget line."""

    type = "cards.budget_line_funded.v1"
    budget_line_id: UUID
    programme: str
    amount_minor: MinorUnits
    currency: Currency
    decision_number: str


class BudgetLineMoved(Event, frozen=True, aggregate="budget_line_id"):
    """Two people have moved money to another line; `carried_over` when it is the rest of a line that they closed."""

    type = "cards.budget_line_moved.v1"
    budget_line_id: UUID
    programme: str
    to_line_id: UUID
    to_programme: str
    amount_minor: MinorUnits
    currency: Currency
    decision_number: str
    carried_over: bool = False


class BudgetLineReturned(Event, frozen=True, aggregate="budget_line_id"):
    """Money of a line that two people closed went back to the municipality's own account, at once or later."""

    type = "cards.budget_line_returned.v1"
    budget_line_id: UUID
    programme: str
    amount_minor: MinorUnits
    currency: Currency
    decision_number: str


class BudgetLineClosed(Event, frozen=True, aggregate="budget_line_id"):
    """Two people have closed a line; `successor_id` is the line to which its rest, and what comes back later, goes."""

    type = "cards.budget_line_closed.v1"
    budget_line_id: UUID
    programme: str
    decision_number: str
    successor_id: UUID | None = None
