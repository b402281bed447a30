"""What merchants says: who takes the card, with which tills and offers, and what was paid out."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.envelope import Event
from contracts.types import BasisPoints, Currency, MerchantCategory, MinorUnits

MerchantKind = Literal["private", "public", "social_enterprise"]
CashierRight = Literal["sell", "refund", "pay_suppliers", "close_day"]
"""What a cashier may do at a till: `sell` also holds money and gives cash, `close_day` ends its day with a report."""


class MerchantAccepted(Event, frozen=True, aggregate="merchant_id"):
    """A merchant was verified by two people, has signed the agreement and takes cards from a date on."""

    type = "merchants.merchant_accepted.v1"
    merchant_id: UUID
    trade_name: str
    kind: MerchantKind
    legal_form: str
    categories: list[MerchantCategory]
    currency: Currency
    accepted_from: date
    enterprise_id: UUID | None = None
    """The incubated enterprise that this merchant is, if it is one."""
    refund_days: int | None = None
    """For how many days after a sale its tills may give money back, as the agreement says; None for ever."""


class MerchantSuspended(Event, frozen=True, aggregate="merchant_id"):
    """A merchant takes no cards from a date on; its sales until then are settled and may be refunded."""

    type = "merchants.merchant_suspended.v1"
    merchant_id: UUID
    suspended_from: date
    reason: str


class TillEnrolled(Event, frozen=True, aggregate="till_id"):
    """A till has made its key and may send signed sales. Said again when its key or its outlet's area has changed."""

    type = "merchants.till_enrolled.v1"
    till_id: UUID
    merchant_id: UUID
    key_id: str
    public_key: str
    """Ed25519 public key, 32 bytes in base64url without padding."""
    area: str | None = None
    """Where its outlet is: a postal code or district."""
    outlet_id: UUID | None = None
    """At which of the merchant's outlets it stands."""
    former_key_until: datetime | None = None
    """Until when the key before this one counts too, where the till has changed its key."""


class TillStopped(Event, frozen=True, aggregate="till_id"):
    """A till may send nothing any more."""

    type = "merchants.till_stopped.v1"
    till_id: UUID
    merchant_id: UUID
    reason: str


class CashierAppointed(Event, frozen=True, aggregate="cashier_id"):
    """Somebody may work at an outlet's tills. Said again when what they may do has changed; never who it is."""

    type = "merchants.cashier_appointed.v1"
    cashier_id: UUID
    merchant_id: UUID
    outlet_id: UUID
    number: int
    """By which the cashier signs on; of one merchant never given twice."""
    rights: list[CashierRight]


class CashierCodeGiven(Event, frozen=True, aggregate="cashier_id"):
    """A cashier may choose a PIN at a till by a code; whatever PIN there was counts no more."""

    type = "merchants.cashier_code_given.v1"
    cashier_id: UUID
    code_digest: str
    """SHA-256 of the code's 60 random bits, 64 hexadecimal digits."""
    expires_at: datetime


class CashierEnded(Event, frozen=True, aggregate="cashier_id"):
    """A cashier works at no till any more, from now on."""

    type = "merchants.cashier_ended.v1"
    cashier_id: UUID


class OfferPublished(Event, frozen=True, aggregate="offer_id"):
    """Sales at these merchants cost less, within caps: by a bonus of the programme's pot, or a discount of the shop."""

    type = "merchants.offer_published.v1"
    offer_id: UUID
    programme: str
    bonus_basis_points: BasisPoints
    """What it gives, of the goods that it is for; also of a discount."""
    bonus_minor_max: MinorUnits
    """The most that one payment earns."""
    currency: Currency
    valid_from: date
    valid_until: date
    merchant_kind: MerchantKind | None = None
    """The kind of merchant that the offer is for; None with a `merchant_id`."""
    merchant_id: UUID | None = None
    funded_by: Literal["pot", "merchant"] = "pot"
    categories: list[MerchantCategory] = msgspec.field(default_factory=list)
    """What has to be bought; none is all that the programme pays for."""
    areas: list[str] = msgspec.field(default_factory=list)
    """Beginnings of the areas in which a till has to stand; none is everywhere."""
    minimum_minor: MinorUnits = 0
    """The least that is bought of it at once."""
    household_month_minor_max: MinorUnits | None = None
    """The most that it gives a household in a month."""
    stacks: bool = False
    """Whether a bonus and a discount that both say so count together; else the one counts that gives more."""


class OfferEnded(Event, frozen=True, aggregate="offer_id"):
    """An offer adds nothing any more, from now on."""

    type = "merchants.offer_ended.v1"
    offer_id: UUID


class BatchClosed(Event, frozen=True, aggregate="batch_id"):
    """A merchant's settlement of one day equals the ledger's figures and awaits its bank file."""

    type = "merchants.batch_closed.v1"
    batch_id: UUID
    merchant_id: UUID
    settlement_date: date
    currency: Currency
    net_minor: int


class PayoutInstructed(Event, frozen=True, aggregate="payout_id"):
    """A bank file tells the bank to pay a merchant; two people have approved it."""

    type = "merchants.payout_instructed.v1"
    payout_id: UUID
    merchant_id: UUID
    bank_file_id: UUID
    settlement_date: date
    currency: Currency
    amount_minor: MinorUnits
    tranche_ids: list[UUID] = []  # noqa: RUF012
    """The incubator's tranches and service orders that are paid with it, also what came back of an earlier payout."""


class PayoutPaid(Event, frozen=True, aggregate="payout_id"):
    """The bank has paid a merchant."""

    type = "merchants.payout_paid.v1"
    payout_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: MinorUnits


class PayoutReturned(Event, frozen=True, aggregate="payout_id"):
    """The bank could not pay a merchant; the money is owed to it again."""

    type = "merchants.payout_returned.v1"
    payout_id: UUID
    merchant_id: UUID
    currency: Currency
    amount_minor: MinorUnits
    reason_code: str
    """ISO 20022 external status reason code."""


DisputeAnswer = Literal["accepted", "holder_was_present", "amount_is_right", "goods_delivered", "already_refunded"]


class DisputeAnswered(Event, frozen=True, aggregate="answer_id"):
    """A shop has said what it says to a dispute, by its owner and not by a till. Papers stay with merchants."""

    type = "merchants.dispute_answered.v1"
    answer_id: UUID
    dispute_id: UUID
    merchant_id: UUID
    answer: DisputeAnswer
