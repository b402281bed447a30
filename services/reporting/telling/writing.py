"""Writing: amounts, numbers and months as a reader of a report's language reads them, and what is hidden as that."""

from datetime import date
from decimal import Decimal

import msgspec
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from services.kit.sentences import locale, money, say, sentence
from services.reporting.telling.pictures import Picture, Point


class Writer(msgspec.Struct, frozen=True):
    """The language and currency of a report."""

    language: str
    currency: str

    @property
    def rtl(self) -> bool:
        """Return whether it is read from right to left."""
        return self.language == "ar"

    def said(self, message: str, **parameters: str) -> str:
        """Return a sentence."""
        return say("reporting", sentence(message, **parameters), self.language, currency=self.currency)

    def amount(self, minor: int | None) -> str:
        """Return an amount, or that it is hidden."""
        return self.said("hidden") if minor is None else money(minor, self.currency, self.language)

    def number(self, value: int | None) -> str:
        """Return a number, or that it is hidden."""
        return self.said("hidden") if value is None else format_decimal(value, locale=locale(self.language))

    def ratio(self, basis_points: int | None) -> str:
        """Return a ratio to two places, or a dash where there is none."""
        if basis_points is None:
            return "–"
        exact = Decimal(basis_points).scaleb(-4).quantize(Decimal("0.01"))
        return format_decimal(exact, "0.00", locale=locale(self.language))

    def percent(self, basis_points: int | None) -> str:
        """Return a share in whole percent, or a dash where there is none."""
        if basis_points is None:
            return "–"
        return format_percent(Decimal(basis_points).scaleb(-4), "#,##0%", locale=locale(self.language))

    def between(self, low: str, high: str) -> str:
        """Return from what to what: in words, since a dash between figures says nothing of the direction to read in."""
        return self.said("{low} to {high}", low=low, high=high)

    def month(self, day: date) -> str:
        """Return a month by its name, with its year."""
        return format_date(day, "LLLL y", locale=locale(self.language))

    def month_short(self, day: date) -> str:
        """Return a month for an axis: its first letters, in Arabic its number: the Levant has no short names."""
        return format_date(day, "L" if self.rtl else "LLL", locale=locale(self.language))

    def picture(self, title: str, note: str, svg: str) -> Picture:
        """Return a picture with its title and note."""
        return Picture(title=self.said(title), note=self.said(note), svg=svg)

    def point(self, label: str, minor: int | None) -> Point:
        """Return an amount to be drawn."""
        return Point(label=label, value=minor, shown=self.amount(minor))
