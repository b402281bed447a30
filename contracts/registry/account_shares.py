"""What registry says of account shares: what banks have paid, sent back, and never will pay."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import Currency, MinorUnits


class AccountShareSettled(msgspec.Struct, frozen=True, kw_only=True):
    """One household's account share as the bank settled it."""

    instruction_id: UUID
    membership_id: UUID
    household_id: UUID
    amount_minor: MinorUnits
    transfer_id: UUID | None = None
    """The order to the bank: its EndToEndId, where there was one."""
    bank_file_id: UUID | None = None
    """The file that it was ordered by."""


class AccountSharePaid(Event, frozen=True, aggregate="payout_id"):
    """The bank has paid these account shares of a run. `payout_id` names the run as registry pays it."""

    type = "registry.account_share_paid.v1"
    payout_id: UUID
    run_id: UUID
    programme: str
    month: date
    currency: Currency
    paid_on: date
    shares: list[AccountShareSettled]


class AccountShareReturned(Event, frozen=True, aggregate="payout_id"):
    """The bank refused these account shares of a run, or sent them back after it had paid them (`was_paid`)."""

    type = "registry.account_share_returned.v1"
    payout_id: UUID
    run_id: UUID
    programme: str
    month: date
    currency: Currency
    returned_on: date
    was_paid: bool
    shares: list[AccountShareSettled]


class AccountShareCancelled(Event, frozen=True, aggregate="payout_id"):
    """These account shares of a run will not be paid: what was reserved for them returns to the budget line."""

    type = "registry.account_share_cancelled.v1"
    payout_id: UUID
    run_id: UUID
    programme: str
    month: date
    currency: Currency
    cancelled_on: date
    shares: list[AccountShareSettled]
