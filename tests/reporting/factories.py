"""What happens in a town, as events."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from contracts import cards, incubator, merchants, registry
from contracts.envelope import Event
from services.kit.db import uuid7
from tests.reporting.log import Log

PAGGAIO = UUID("0190a000-0000-7000-8000-0000000000a1")
AL_KOURA = UUID("0190a000-0000-7000-8000-0000000000a2")
CURRENCY = {PAGGAIO: "EUR", AL_KOURA: "JOD"}
JANUARY = date(2026, 1, 1)


class Town:
    """One tenant's story: a line, households with lots, shops of two kinds."""

    def __init__(self, log: Log, municipality: UUID, *, programme: str = "gmi") -> None:
        self.log = log
        self.municipality = municipality
        self.currency = CURRENCY[municipality]
        self.programme = programme
        self.line = uuid7()
        self.shops: dict[UUID, merchants.MerchantKind] = {}
        self.month = JANUARY
        """The month of the benefit that is spent."""

    def say(self, event: Event) -> Event:
        return self.log.say(self.municipality, event)

    def fund(self, amount_minor: int) -> None:
        self.say(
            cards.BudgetLineFunded(
                budget_line_id=self.line,
                programme=self.programme,
                amount_minor=amount_minor,
                currency=self.currency,
                decision_number="12/2026",
            )
        )

    def accept(self, kind: merchants.MerchantKind, *, area: str | None = None) -> UUID:
        merchant_id = uuid7()
        self.shops[merchant_id] = kind
        self.say(
            merchants.MerchantAccepted(
                merchant_id=merchant_id,
                trade_name="Η Αρμονία",
                kind=kind,
                legal_form="KoinSEp",
                categories=["5411"],
                currency=self.currency,
                accepted_from=JANUARY,
            )
        )
        if area is not None:
            till = merchants.TillEnrolled(
                till_id=uuid7(), merchant_id=merchant_id, key_id="k", public_key="k", area=area
            )
            self.say(till)
        return merchant_id

    def credit(
        self, wallets: Iterable[UUID], amount_minor: int, *, month: date = JANUARY, account_minor: int = 0
    ) -> None:
        run_id, wallets = uuid7(), list(wallets)
        common: dict[str, Any] = {
            "run_id": run_id,
            "programme": self.programme,
            "budget_line_id": self.line,
            "month": month,
            "currency": self.currency,
        }
        shares = [
            cards.AccountShare(household_id=wallet, membership_id=uuid7(), amount_minor=account_minor)
            for wallet in wallets
            if account_minor
        ]
        self.say(cards.RunFundsReserved(account_shares=shares, **common))
        lots = [
            cards.Credit(
                lot_id=uuid7(),
                wallet_id=wallet,
                household_id=wallet,
                amount_minor=amount_minor,
                expires_on=date(2026, 7, 31),
            )
            for wallet in wallets
        ]
        self.say(cards.BenefitsCredited(credits=lots, **common))

    def draws(self, amount_minor: int) -> list[cards.Draw]:
        return [
            cards.Draw(programme=self.programme, budget_line_id=self.line, month=self.month, amount_minor=amount_minor)
        ]

    def pay(
        self, wallet: UUID, merchant: UUID, amount_minor: int, *, day: date = date(2026, 2, 2), bonus_minor: int = 0,
        remainder_minor: int = 0, cash: bool = False,
    ) -> UUID:  # fmt: skip
        payment_id = uuid7()
        self.say(
            cards.PaymentCaptured(
                payment_id=payment_id,
                wallet_id=wallet,
                merchant_id=merchant,
                till_id=merchant,
                category="5411",
                currency=self.currency,
                requested_minor=amount_minor + bonus_minor + remainder_minor,
                amount_minor=amount_minor,
                bonus_minor=bonus_minor,
                remainder_minor=remainder_minor,
                settlement_date=day,
                draws=self.draws(amount_minor),
                cash=cash,
            )
        )
        return payment_id

    def refund(
        self, payment_id: UUID, merchant: UUID, amount_minor: int, *, day: date = date(2026, 2, 2),
        bonus_minor: int = 0, cash: bool = False,
    ) -> None:  # fmt: skip
        self.say(
            cards.PaymentRefunded(
                refund_id=uuid7(),
                payment_id=payment_id,
                wallet_id=uuid7(),
                merchant_id=merchant,
                till_id=merchant,
                currency=self.currency,
                amount_minor=amount_minor,
                bonus_minor=bonus_minor,
                settlement_date=day,
                draws=self.draws(amount_minor),
                cash=cash,
            )
        )

    def decline(self, merchant: UUID, requested_minor: int) -> None:
        self.say(
            cards.PaymentDeclined(
                payment_id=uuid7(),
                merchant_id=merchant,
                till_id=merchant,
                currency=self.currency,
                requested_minor=requested_minor,
                decline_code="category_not_allowed",
            )
        )

    def respend(
        self, payer: UUID, payee: UUID, amount_minor: int, *, hop: int = 2, day: date = date(2026, 2, 2)
    ) -> None:
        part = cards.RespendPart(
            programme=self.programme, budget_line_id=self.line, month=self.month, hop=hop, amount_minor=amount_minor
        )
        self.say(
            cards.RespendMade(
                respend_id=uuid7(),
                payer_id=payer,
                payee_id=payee,
                till_id=payer,
                currency=self.currency,
                amount_minor=amount_minor,
                bonus_minor=0,
                settlement_date=day,
                parts=[part],
            )
        )

    def close_day(self, merchant: UUID, net_minor: int, *, day: date = date(2026, 2, 2)) -> None:
        total = cards.MerchantTotal(
            merchant_id=merchant, currency=self.currency, payments_count=1, refunds_count=1, net_minor=net_minor
        )
        self.say(cards.SettlementDayClosed(settlement_day_id=uuid7(), settlement_date=day, totals=[total]))
        self.say(
            merchants.BatchClosed(
                batch_id=uuid7(),
                merchant_id=merchant,
                settlement_date=day,
                currency=self.currency,
                net_minor=net_minor,
            )
        )

    def instruct(self, merchant: UUID, amount_minor: int, *, day: date = date(2026, 2, 2)) -> UUID:
        payout_id = uuid7()
        self.say(
            merchants.PayoutInstructed(
                payout_id=payout_id,
                merchant_id=merchant,
                bank_file_id=uuid7(),
                settlement_date=day,
                currency=self.currency,
                amount_minor=amount_minor,
            )
        )
        return payout_id

    def bank_pays(self, payout_id: UUID, merchant: UUID, amount_minor: int) -> None:
        self.say(
            merchants.PayoutPaid(
                payout_id=payout_id, merchant_id=merchant, currency=self.currency, amount_minor=amount_minor
            )
        )

    def bank_returns(self, payout_id: UUID, merchant: UUID, amount_minor: int) -> None:
        self.say(
            merchants.PayoutReturned(
                payout_id=payout_id,
                merchant_id=merchant,
                currency=self.currency,
                amount_minor=amount_minor,
                reason_code="AC04",
            )
        )

    def entitle(self) -> UUID:
        membership_id, household_id, application_id = uuid7(), uuid7(), uuid7()
        self.say(
            registry.ApplicationDecided(
                application_id=application_id,
                household_id=household_id,
                programme=self.programme,
                outcome="approved",
                failed=[],
                rule_version="gmi/2023-12-01",
                applied_on=date(2026, 1, 8),
                decided_on=date(2026, 1, 12),
                currency=self.currency,
                monthly_amount_minor=36000,
            )
        )
        self.say(
            registry.MembershipActivated(
                membership_id=membership_id,
                household_id=household_id,
                holder_id=uuid7(),
                application_id=application_id,
                programme=self.programme,
                currency=self.currency,
                monthly_amount_minor=36000,
                card_share_minor=18000,
                account_share_minor=18000,
                starts_on=JANUARY,
                ends_on=date(2026, 6, 30),
            )
        )
        return membership_id

    def suspend(self, membership_id: UUID) -> None:
        self.say(
            registry.MembershipSuspended(
                membership_id=membership_id,
                household_id=uuid7(),
                programme=self.programme,
                reason="evidence_missing",
                suspended_on=date(2026, 2, 2),
            )
        )

    def resume(self, membership_id: UUID) -> None:
        self.say(
            registry.MembershipResumed(
                membership_id=membership_id,
                household_id=uuid7(),
                programme=self.programme,
                resumed_on=date(2026, 2, 2),
            )
        )

    def attend(self, enrolment_id: UUID, session_id: UUID, *, attended: bool, counts_against: bool = True) -> None:
        self.say(
            incubator.AttendanceRecorded(
                enrolment_id=enrolment_id,
                cohort_id=uuid7(),
                participant_id=enrolment_id,
                session_id=session_id,
                attended=attended,
                counts_against=counts_against and not attended,
            )
        )

    def follow_up(self, participant_id: UUID, months: int, *, follow_up_id: UUID | None = None, **answer: Any) -> None:
        self.say(
            incubator.FollowUpClosed(
                follow_up_id=follow_up_id or uuid7(),
                enrolment_id=participant_id,
                participant_id=participant_id,
                months=months,
                **{"outcome": "answered", **answer},
            )
        )
