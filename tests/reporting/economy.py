"""A generated economy, and a slow exact computation of how its money went round: euro by euro, day by day."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import get_args
from uuid import UUID

import msgspec

from contracts import cards
from contracts.merchants import MerchantKind
from services.kit.clock import month_of
from services.kit.db import uuid7
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log

KINDS = get_args(MerchantKind)
FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)


class Piece(msgspec.Struct):
    """Money of one origin in one hand: a household's before it was spent, or a shop's that has held it as the n-th."""

    programme: str
    line: UUID
    month: date
    amount: int
    hop: int = 0
    first_shop: UUID | None = None


class Move(msgspec.Struct, frozen=True):
    """What happened to money on a day: it was given, or it reached a hand as the n-th shop."""

    day: date
    programme: str
    month: date
    amount: int
    hop: int
    household: UUID | None
    shop: UUID | None
    payer: UUID | None = None


class Economy:
    """Two programmes, ten households, six shops of three kinds: what was said, and in `moves` what was done."""

    def __init__(self, seed: int) -> None:
        self.chance, self.log = random.Random(seed), Log()
        self.towns = [Town(self.log, PAGGAIO, programme=programme) for programme in ("gmi", "waste")]
        self.shops = {self.towns[0].accept(kind): kind for kind in KINDS * 2}
        self.wallets = {uuid7(): uuid7() for _ in range(10)}
        self.held: dict[UUID, list[Piece]] = defaultdict(list)
        self.moves: list[Move] = []
        for wallet, household in self.wallets.items():
            self.towns[0].say(cards.WalletOpened(wallet_id=wallet, household_id=household, currency="EUR"))
        self.live()

    def live(self) -> None:
        """Let a third of a year pass."""
        day = FIRST
        while day <= LAST:
            self.log.now = self.log.now.replace(year=day.year, month=day.month, day=day.day, hour=9)
            if day.day in (1, 2):
                self.give(self.towns[day.day - 1], day)
            for _ in range(3):
                self.spend(self.chance.choice(list(self.wallets)), day)
            if self.chance.random() < 0.5:
                self.pass_on(self.chance.choice(list(self.shops)), day)
            day += timedelta(days=1)

    def give(self, town: Town, day: date) -> None:
        """Credit most households."""
        run = uuid7()
        given = [(wallet, self.chance.randint(500, 5_000)) for wallet in self.wallets if self.chance.random() < 0.8]
        lots = [
            cards.Credit(
                lot_id=uuid7(),
                wallet_id=wallet,
                household_id=self.wallets[wallet],
                amount_minor=amount,
                expires_on=LAST,
            )
            for wallet, amount in given
        ]
        town.say(
            cards.BenefitsCredited(
                run_id=run, programme=town.programme, budget_line_id=town.line, month=month_of(day), currency="EUR",
                credits=lots,
            )
        )  # fmt: skip
        for wallet, amount in given:
            self.held[wallet].append(Piece(town.programme, town.line, month_of(day), amount))
            self.moves.append(Move(day, town.programme, month_of(day), amount, 0, self.wallets[wallet], None))

    def take(self, holder: UUID, amount: int) -> Iterator[Piece]:
        """Yield what a holder parts with, the oldest first."""
        while amount and self.held[holder]:
            piece = self.held[holder][0]
            part = min(piece.amount, amount)
            piece.amount, amount = piece.amount - part, amount - part
            if not piece.amount:
                self.held[holder].pop(0)
            yield msgspec.structs.replace(piece, amount=part)

    def spend(self, wallet: UUID, day: date) -> None:
        """Let a household buy something."""
        shop = self.chance.choice(list(self.shops))
        taken = list(self.take(wallet, self.chance.randint(100, 1_500)))
        if not taken:
            return
        total = sum(piece.amount for piece in taken)
        draws = [
            cards.Draw(programme=each.programme, budget_line_id=each.line, month=each.month, amount_minor=each.amount)
            for each in taken
        ]
        self.towns[0].say(
            cards.PaymentCaptured(
                payment_id=uuid7(), wallet_id=wallet, merchant_id=shop, till_id=shop, category="5411", currency="EUR",
                requested_minor=total, amount_minor=total, bonus_minor=0, remainder_minor=0, settlement_date=day,
                draws=draws,
            )
        )  # fmt: skip
        for piece in taken:
            self.held[shop].append(msgspec.structs.replace(piece, hop=1, first_shop=shop))
            household = self.wallets[wallet]
            self.moves.append(Move(day, piece.programme, piece.month, piece.amount, 1, household, shop))

    def pass_on(self, payer: UUID, day: date) -> None:
        """Let a shop pay another."""
        payee = self.chance.choice([shop for shop in self.shops if shop != payer])
        taken = list(self.take(payer, self.chance.randint(100, 2_000)))
        if not taken:
            return
        parts = [
            cards.RespendPart(
                programme=each.programme, budget_line_id=each.line, month=each.month, hop=each.hop + 1,
                amount_minor=each.amount,
            )
            for each in taken
        ]  # fmt: skip
        self.towns[0].say(
            cards.RespendMade(
                respend_id=uuid7(), payer_id=payer, payee_id=payee, till_id=payer, currency="EUR",
                amount_minor=sum(each.amount for each in taken), bonus_minor=0, settlement_date=day, parts=parts,
            )
        )  # fmt: skip
        for piece in taken:
            self.held[payee].append(msgspec.structs.replace(piece, hop=piece.hop + 1))
            self.moves.append(Move(day, piece.programme, piece.month, piece.amount, piece.hop + 1, None, payee, payer))

    def of(self, *, programme: str | None = None, months: tuple[date, date] | None = None) -> list[Move]:
        """Return the moves of a programme's money for the benefit of some months."""
        return [
            move
            for move in self.moves
            if programme in (None, move.programme) and (months is None or months[0] <= move.month <= months[1])
        ]

    def stock(self, moves: list[Move], first: date, last: date) -> Fraction:
        """Return what households held on average, day by day."""
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        held = [
            sum((-1 if move.hop else 1) * move.amount for move in moves if move.hop < 2 and move.day <= day)
            for day in days
        ]
        return Fraction(sum(held), len(days))


def lm3(moves: list[Move]) -> int:
    """Return LM3 in basis points."""
    rounds = [sum(move.amount for move in moves if move.hop == hop) for hop in range(3)]
    return int(Fraction(sum(rounds), rounds[0]) * 10_000)
