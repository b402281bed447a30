"""Lots, and what of them a household has only until its dispute is decided: what is not back is owed to the line."""

from collections import Counter
from datetime import date

import msgspec


class Credit(msgspec.Struct, kw_only=True, eq=False):
    """What a dispute brought a household, by month, without what has gone back."""

    owed: Counter[date]
    back_before: int
    """What had come back of the sale into its lots before."""


class Lot(msgspec.Struct, kw_only=True):
    """Money of one month."""

    month: date
    ends: date
    left: int
    held: int = 0
    """How much of what is left is reserved for a shop."""
    cash: int = 0
    """How much of it may still be withdrawn."""
    credit: Credit | None = None
    """By which dispute's credit it came."""

    @property
    def free(self) -> int:
        """What can be spent of it."""
        return self.left - self.held

    def move(self, part: int) -> "Lot":
        """A part goes elsewhere, with its share of what may be withdrawn."""
        cash = min(self.cash * part // self.left, part)
        self.left, self.cash = self.left - part, self.cash - cash
        return Lot(month=self.month, ends=self.ends, left=part, cash=cash, credit=self.credit)

    def go_back(self) -> int:
        """What is free of it returns to its line."""
        part = self.move(self.free).left
        if self.credit:
            self.credit.owed[self.month] -= part
        return part


class Dispute(msgspec.Struct, kw_only=True):
    """What is said against a sale, and what of it had come back by then."""

    id: str
    wanted: int
    back_before: int
    credit: Credit | None = None
