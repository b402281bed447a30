"""Charges: what shops pay besides refunds, each agreed to by two people: fees, and what they should not have received.

A charge goes from the shop to a budget line and is netted with what the shop is owed next; what it has not earned yet
is carried. It is never changed: one that was wrong is taken back whole by another that two people agree to.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import ChargeKind, MerchantCharged
from contracts.types import PositiveMinorUnits
from services.cards.budgets import budget_lines
from services.cards.budgets.budget_lines import BudgetLine, CurrencyMismatch
from services.cards.ledger import wallets
from services.cards.ledger.wallets import InsufficientFunds, Money, TransferKind
from services.cards.payments import claw_backs, payments
from services.cards.shops import network
from services.kit import audit, proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, Proposing
from services.kit.sql import load_queries

queries = load_queries(__file__)

CLAW_BACK = "merchant_claw_back"
REVERSAL = "merchant_charge_reversal"
Reason = Literal["goods_not_given", "goods_not_allowed", "cash_given", "price_raised", "terms_broken"]


class LineUnfit(Problem):
    """This budget line takes no money of shops: it is not open, or is a pot."""


class ClawBackTooLarge(Problem):
    """More would be taken back than the shop still has of this payment."""


class ChargeReversed(Problem):
    """This charge was taken back, or takes one back itself."""


class ClawBack(msgspec.Struct, frozen=True, kw_only=True):
    """What is proposed: which shop pays how much back to which line, why, by which decision, and about which sale."""

    merchant_id: UUID
    budget_line_id: UUID
    amount_minor: PositiveMinorUnits
    reason: Reason
    decision_number: str
    payment_id: UUID | None = None


class Reversing(msgspec.Struct, frozen=True, kw_only=True):
    """By which decision a charge is taken back."""

    decision_number: str


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """A charge as it was made, in minor units."""

    id: UUID
    merchant_id: UUID
    kind: ChargeKind
    budget_line_id: UUID
    programme: str
    currency: str
    amount_minor: int
    month: date | None
    """Of a fee: the first of the month whose sales it is for."""
    reason: Reason | None
    payment_id: UUID | None
    reverses_id: UUID | None
    """The charge that this one takes back."""
    reversed: bool
    decision_number: str
    proposal_id: UUID
    charged_at: datetime


class NewCharge(msgspec.Struct, frozen=True, kw_only=True):
    """A charge that two people have agreed to."""

    kind: ChargeKind
    merchant_id: UUID
    amount_minor: int
    month: date | None = None
    reason: Reason | None = None
    payment_id: UUID | None = None
    reverses_id: UUID | None = None

    @property
    def transfer_kind(self) -> TransferKind:
        """Return as which kind of transfer it is posted."""
        return "charge" if self.reverses_id is None else "charge_return"


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """Charges that go to one line by one decision."""

    line: BudgetLine
    decision_number: str
    proposal_id: UUID
    charges: Sequence[NewCharge]


async def get(transaction: Transaction, charge_id: UUID) -> Charge:
    """Return a charge. Raises NotFound."""
    found = await transaction.fetch_struct(Charge, queries.get_charge, charge_id)
    if found is None:
        raise NotFound("There is no such charge.")
    return found


async def list_all(
    transaction: Transaction, *, merchant_id: UUID | None, after: UUID | None, limit: int
) -> list[Charge]:
    """Return charges, of one shop or of all, in the order in which they were made."""
    return await transaction.fetch_structs(Charge, queries.list_charges, merchant_id, after, limit)


async def propose_claw_back(transaction: Transaction, claw_back: ClawBack) -> Proposal:
    """Propose that a shop pays something back; somebody else has to agree."""
    (line,) = await budget_lines.hold(transaction, [claw_back.budget_line_id])
    await check(transaction, line, claw_back)
    return await proposals.propose(
        transaction, Proposing(kind=CLAW_BACK, subject_id=claw_back.merchant_id, payload=claw_back)
    )


async def check(transaction: Transaction, line: BudgetLine, claw_back: ClawBack) -> None:
    """Raise NotFound, CurrencyMismatch, LineUnfit or ClawBackTooLarge for what cannot be clawed back."""
    check_line(line)
    shop = await network.get_shop(transaction, claw_back.merchant_id)
    if shop.currency != line.currency:
        raise CurrencyMismatch(f"The shop is paid in {shop.currency}, the line keeps {line.currency}.")
    if claw_back.payment_id is None:
        return
    # A refund of the same sale locks its shop too: one of the two sees what the other has taken.
    await wallets.lock(transaction, [line.wallet_id, shop.wallet_id])
    payment = await payments.get(transaction, claw_back.payment_id)
    if payment.merchant_id != shop.id:
        raise NotFound("This shop has no such payment.")
    left = (await claw_backs.kept(transaction, payment.id)).left_minor
    if claw_back.amount_minor > left:
        raise ClawBackTooLarge("Refunds and earlier claw-backs count.", left_minor=left)


def check_line(line: BudgetLine) -> None:
    """Raise LineUnfit for a line that takes no money of shops."""
    if line.status != "open" or line.purpose != "benefits":
        raise LineUnfit("Name an open line for benefits.", status=line.status, purpose=line.purpose)


async def carry_out_claw_back(transaction: Transaction, proposal: Proposal) -> None:
    """Take back what was agreed to."""
    claw_back = await proposals.execute(transaction, proposal.id, ClawBack)
    (line,) = await budget_lines.hold(transaction, [claw_back.budget_line_id])
    await check(transaction, line, claw_back)
    charge = NewCharge(
        kind="claw_back",
        merchant_id=claw_back.merchant_id,
        amount_minor=claw_back.amount_minor,
        reason=claw_back.reason,
        payment_id=claw_back.payment_id,
    )
    agreed = Agreed(line=line, decision_number=claw_back.decision_number, proposal_id=proposal.id, charges=[charge])
    await post(transaction, agreed)


async def propose_reversal(transaction: Transaction, charge_id: UUID, *, decision_number: str) -> Proposal:
    """Propose to take a charge back, whole; somebody else has to agree. Raises NotFound, ChargeReversed."""
    check_stands(await get(transaction, charge_id))
    payload = Reversing(decision_number=decision_number)
    return await proposals.propose(transaction, Proposing(kind=REVERSAL, subject_id=charge_id, payload=payload))


def check_stands(charge: Charge) -> None:
    """Raise ChargeReversed for a charge that does not stand any more, or takes another one back."""
    if charge.reversed or charge.reverses_id is not None:
        raise ChargeReversed("Each charge is taken back once.", charge_id=charge.id)


async def carry_out_reversal(transaction: Transaction, proposal: Proposal) -> None:
    """Give a charge back to its shop. Raises InsufficientFunds when the line has less left."""
    reversing = await proposals.execute(transaction, proposal.id, Reversing)
    charge = await get(transaction, proposal.subject_id)
    (line,) = await budget_lines.hold(transaction, [charge.budget_line_id])
    check_stands(await get(transaction, charge.id))
    back = NewCharge(
        kind=charge.kind,
        merchant_id=charge.merchant_id,
        amount_minor=charge.amount_minor,
        month=charge.month,
        reason=charge.reason,
        payment_id=charge.payment_id,
        reverses_id=charge.id,
    )
    agreed = Agreed(line=line, decision_number=reversing.decision_number, proposal_id=proposal.id, charges=[back])
    await post(transaction, agreed)


async def post(transaction: Transaction, agreed: Agreed) -> None:
    """Move what shops are charged to its line, or back, note each and say it; the line is held."""
    line = agreed.line
    rows = await transaction.fetch(queries.wallets_of, [each.merchant_id for each in agreed.charges])
    shops = {row["id"]: row["wallet_id"] for row in rows}
    balances = await wallets.lock(transaction, [line.wallet_id])
    ids, transfers = [uuid7() for _ in agreed.charges], []
    for charge_id, each in zip(ids, agreed.charges, strict=True):
        money = Money(
            amount_minor=each.amount_minor, currency=line.currency, programme=line.programme, budget_line_id=line.id
        )
        shop, back = shops[each.merchant_id], each.reverses_id is not None
        source, target = (line.wallet_id, shop) if back else (shop, line.wallet_id)
        entries = wallets.pair(balances, source, target, money)
        transfers.append(wallets.transfer(transaction, each.transfer_kind, charge_id, entries))
    if balances[line.wallet_id] < 0:
        raise InsufficientFunds("The line has less left than has to be given back.")
    await wallets.post(transaction, transfers, balances)
    await transaction.execute(
        queries.insert_charges,
        ids,
        [each.merchant_id for each in agreed.charges],
        [each.kind for each in agreed.charges],
        [each.amount_minor for each in agreed.charges],
        [each.month for each in agreed.charges],
        [each.reason for each in agreed.charges],
        [each.payment_id for each in agreed.charges],
        [each.reverses_id for each in agreed.charges],
        [transfer.id for transfer in transfers],
        line.id,
        line.programme,
        line.currency,
        agreed.decision_number,
        agreed.proposal_id,
        transaction.now,
    )
    await transaction.execute(budget_lines.queries.touch_budget_lines, [line.id])
    await audit.record(transaction, "merchants_charged", object_type="charge", object_ids=ids)
    await publish(transaction, *(event_of(line, *each) for each in zip(ids, agreed.charges, strict=True)))


def event_of(line: BudgetLine, charge_id: UUID, charge: NewCharge) -> MerchantCharged:
    """Return what is said of a charge."""
    return MerchantCharged(
        charge_id=charge_id,
        merchant_id=charge.merchant_id,
        kind=charge.kind,
        budget_line_id=line.id,
        currency=line.currency,
        amount_minor=charge.amount_minor,
        month=charge.month,
        payment_id=charge.payment_id,
        reverses_id=charge.reverses_id,
    )
