"""Pictures: figures as SVG, for pages and paper; in Arabic they run from right to left.

Each function takes what is to be seen as text and as a number, and returns a picture 560 units wide. Nothing in them is
markup of others: texts are escaped. A number that is absent was hidden: it is drawn as a dash, never as nothing.
"""

from collections.abc import Sequence
from html import escape

import msgspec

WIDTH = 560
FONTS = "Noto Sans, Noto Sans Arabic"
INKS = ("#1f5a7a", "#c0702b", "#4d7f3c", "#7a4b8c", "#666666")
PALE = "#dfe7ec"


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled number. `shown` is how it is written; a hidden one has no value."""

    label: str
    value: int | None
    shown: str


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing with what it is called and what to know of it, in one language. `svg` holds no script and no style."""

    title: str
    note: str
    svg: str


class Canvas:
    """A drawing that grows: x runs from where the language begins to read."""

    def __init__(self, height: int, *, rtl: bool) -> None:
        self.height, self.rtl = height, rtl
        self.parts: list[str] = []

    def x(self, value: int, width: int = 0) -> int:
        """Return where something of a width stands."""
        return WIDTH - value - width if self.rtl else value

    def box(self, x: int, y: int, width: int, height: int, ink: str) -> None:
        """Draw a box."""
        place = f'x="{self.x(x, width)}" y="{y}" width="{width}" height="{height}"'
        self.parts.append(f'<rect {place} fill="{ink}"/>')

    def say(self, x: int, y: int, words: str, at: str = "start") -> None:
        """Write words that start, end or have their middle at a place."""
        if self.rtl:
            at = {"start": "end", "end": "start"}.get(at, at)
        self.parts.append(f'<text x="{self.x(x)}" y="{y}" text-anchor="{at}">{escape(words)}</text>')

    def line(self, points: Sequence[tuple[int, int]], ink: str) -> None:
        """Draw a line through points."""
        path = " ".join(f"{self.x(x)},{y}" for x, y in points)
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"/>')

    def ribbon(self, left: tuple[int, int], right: tuple[int, int], height: int, ink: str) -> None:
        """Draw a band of a height between the upper corners of two boxes."""
        (x1, y1), (x2, y2) = (self.x(left[0]), left[1]), (self.x(right[0]), right[1])
        middle = (x1 + x2) // 2
        path = (
            f"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2} "
            f"L{x2},{y2 + height} C{middle},{y2 + height} {middle},{y1 + height} {x1},{y1 + height} Z"
        )
        self.parts.append(f'<path d="{path}" fill="{ink}" fill-opacity="0.35"/>')

    def svg(self, *, size: int = 10) -> str:
        """Return the picture, its words in a size."""
        head = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}"'
        return f'<svg {head} font-family="{FONTS}" font-size="{size}">{"".join(self.parts)}</svg>'


def highest(points: Sequence[Point]) -> int:
    """Return the largest number, at least one."""
    return max((point.value or 0 for point in points), default=0) or 1


def bars(points: Sequence[Point], *, rtl: bool) -> str:
    """Return a bar for each number, one under the other: a distribution."""
    canvas, top = Canvas(24 * len(points) + 4, rtl=rtl), highest(points)
    for place, point in enumerate(points):
        y = 24 * place + 4
        canvas.say(150, y + 12, point.label, "end")
        length = 0 if point.value is None else max(point.value * 300 // top, 1)
        canvas.box(158, y, length, 16, INKS[0])
        canvas.say(164 + length, y + 12, point.shown)
    return canvas.svg()


def funnel(points: Sequence[Point], *, rtl: bool) -> str:
    """Return steps, each as wide as what is left of the one before, around one middle."""
    canvas, top = Canvas(30 * len(points) + 4, rtl=rtl), highest(points)
    for place, point in enumerate(points):
        y = 30 * place + 4
        length = 2 if point.value is None else max(point.value * 300 // top, 2)
        canvas.box(330 - length // 2, y, length, 22, INKS[place % len(INKS)])
        canvas.say(170, y + 15, point.label, "end")
        canvas.say(490, y + 15, point.shown)
    return canvas.svg()


def time_series(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], top_shown: str, *, rtl: bool
) -> str:
    """Return lines over time, each with its name; the highest value stands at its height."""
    canvas = Canvas(210, rtl=rtl)
    top = max((value for _, values in series for value in values), default=0) or 1
    step = 460 // max(len(labels) - 1, 1)
    canvas.line([(70, 20), (70, 160), (540, 160)], "#999999")
    canvas.say(64, 24, top_shown, "end")
    canvas.say(64, 164, "0", "end")
    for place, label in enumerate(labels):
        canvas.say(74 + place * step, 176, label, "middle")
    for number, (name, values) in enumerate(series):
        points = [(74 + place * step, 160 - value * 140 // top) for place, value in enumerate(values)]
        canvas.line(points, INKS[number])
        canvas.box(74 + number * 160, 192, 10, 10, INKS[number])
        canvas.say(90 + number * 160, 201, name)
    return canvas.svg()


def flow(columns: Sequence[Sequence[Point]], *, rtl: bool) -> str:
    """Return a flow from column to column: what a column's parts hold comes from the column before, in order.

    A column may hold less than the one before it: the rest has not gone on.
    """
    canvas, whole = Canvas(0, rtl=rtl), max(sum(point.value or 0 for point in column) for column in columns) or 1
    step = 450 // max(len(columns) - 1, 1)
    for place, column in enumerate(columns):
        x, y, came = 10 + place * step, 16, 16
        for number, point in enumerate(column):
            height = max((point.value or 0) * 150 // whole, 1)
            if place:
                canvas.ribbon((x - step + 14, came), (x, y), height, INKS[number % len(INKS)])
            canvas.box(x, y, 14, height, INKS[number % len(INKS)])
            canvas.say(x + 17, y + 9, point.label)
            canvas.say(x + 17, y + 20, point.shown)
            came += height
            y += max(height, 24) + 8
        canvas.height = max(canvas.height, y)
    return canvas.svg(size=8)


def tile_map(points: Sequence[Point], *, rtl: bool) -> str:
    """Return a tile for each area, the darker the more: a map without borders, which nobody has given us."""
    rows, top = (len(points) + 4) // 5, highest(points)
    canvas = Canvas(64 * rows + 4, rtl=rtl)
    for place, point in enumerate(points):
        x, y = 20 + place % 5 * 106, place // 5 * 64 + 4
        shade = 0 if point.value is None else point.value * 60 // top
        canvas.box(x, y, 100, 58, PALE if point.value is None else f"hsl(203, 45%, {92 - shade}%)")
        words = canvas.parts
        canvas.say(x + 50, y + 24, point.label, "middle")
        canvas.say(x + 50, y + 42, point.shown, "middle")
        if shade > 30:
            words[-2:] = [each.replace("<text", '<text fill="#ffffff"') for each in words[-2:]]
    return canvas.svg()
