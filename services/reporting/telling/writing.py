"""Writing: amounts, numbers and months as a reader of a report's language reads them, and what is hidden as that."""

from datetime import date
from decimal import Decimal

import msgspec
from babel.dates import format_date
from babel.numbers import format_decimal

from services.kit.sentences import money, say, sentence
from services.reporting.telling.pictures import Picture, Point


class Writer(msgspec.Struct, frozen=True):
    """The language and currency of a report."""

    language: str
    currency: str

    @property
    def rtl(self) -> bool:
        """Return whether it is read from right to left."""
        return self.language == "ar"

    def said(self, message: str) -> str:
        """Return a sentence."""
        return say("reporting", sentence(message), self.language, currency=self.currency)

    def amount(self, minor: int | None) -> str:
        """Return an amount, or that it is hidden."""
        return self.said("hidden") if minor is None else money(minor, self.currency, self.language)

    def number(self, value: int | None) -> str:
        """Return a number, or that it is hidden."""
        return self.said("hidden") if value is None else format_decimal(value, locale=self.language)

    def ratio(self, basis_points: int | None) -> str:
        """Return a ratio to two places, or a dash where there is none."""
        if basis_points is None:
            return "–"
        return format_decimal(Decimal(basis_points).scaleb(-4).quantize(Decimal("0.01")), "0.00", locale=self.language)

    def month(self, day: date, *, short: bool = False) -> str:
        """Return a month by its name, or its first letters."""
        return format_date(day, "LLL" if short else "LLLL y", locale=self.language)

    def picture(self, title: str, note: str, svg: str) -> Picture:
        """Return a picture with its title and note."""
        return Picture(title=self.said(title), note=self.said(note), svg=svg)

    def point(self, label: str, minor: int | None) -> Point:
        """Return an amount to be drawn."""
        return Point(label=label, value=minor, shown=self.amount(minor))
