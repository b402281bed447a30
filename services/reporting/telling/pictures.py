"""Pictures: figures as SVG, for pages and paper; in Arabic they run from right to left.

Each function takes what is to be seen as text and as a number, and returns a picture 560 units wide. Nothing in them is
markup of others: texts are escaped. A number that is absent was hidden: it is drawn as a dash, never as nothing.
"""

import itertools
from collections.abc import Sequence
from html import escape

import msgspec

from services.kit.sentences import FIRST_STRONG_ISOLATE, POP_ISOLATE

WIDTH = 560
FONTS = "Noto Sans, Noto Sans Arabic"
INKS = ("#1f5a7a", "#c0702b", "#4d7f3c", "#7a4b8c", "#666666")
PALE = "#dfe7ec"
RIM = ' paint-order="stroke" stroke="#ffffff" stroke-width="2.5" stroke-linejoin="round"'


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled number. `shown` is how it is written; a hidden one has no value."""

    label: str
    value: int | None
    shown: str


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What goes from a part of a column to a part of a later one; a part is its column's place and its own in it."""

    start: tuple[int, int]
    end: tuple[int, int]
    value: int


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

    def say(self, x: int, y: int, words: str, at: str = "start", *, over: bool = False) -> None:
        """Write words that start, end or have their middle at a place; over a drawing they have a rim of paper.

        They are isolated, so that they run in their own direction: a drawing's is from left to right.
        """
        if self.rtl:
            at = {"start": "end", "end": "start"}.get(at, at)
        rim = RIM if over else ""
        said = f"{FIRST_STRONG_ISOLATE}{escape(words)}{POP_ISOLATE}"
        self.parts.append(f'<text x="{self.x(x)}" y="{y}" text-anchor="{at}"{rim}>{said}</text>')

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
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[int | None]]], top_shown: str, *, rtl: bool
) -> str:
    """Return lines over time, each with its name and a gap for what is hidden; the highest value stands above."""
    canvas = Canvas(214, rtl=rtl)
    top = max((value or 0 for _, values in series for value in values), default=0) or 1
    step = 500 // max(len(labels) - 1, 1)
    canvas.line([(30, 24), (30, 164), (550, 164)], "#999999")
    canvas.say(10, 14, top_shown)
    canvas.say(22, 168, "0", "end")
    for place, label in enumerate(labels):
        canvas.say(38 + place * step, 180, label, "middle")
    for number, (name, values) in enumerate(series):
        points = [None if value is None else (38 + place * step, 164 - value * 140 // top)
                  for place, value in enumerate(values)]  # fmt: skip
        for told, stretch in itertools.groupby(points, key=lambda point: point is not None):
            known = [point for point in stretch if point is not None]
            if told:
                canvas.line(known if len(known) > 1 else [known[0], (known[0][0] + 3, known[0][1])], INKS[number])
        canvas.box(38 + number * 160, 196, 10, 10, INKS[number])
        canvas.say(54 + number * 160, 205, name)
    return canvas.svg()


def flow(columns: Sequence[Sequence[Point]], links: Sequence[Link], *, rtl: bool) -> str:
    """Return a flow from column to column along the links, in their order; what no link takes on has not gone on."""
    canvas, whole = Canvas(0, rtl=rtl), max(sum(point.value or 0 for point in column) for column in columns) or 1
    step, tops = 425 // max(len(columns) - 1, 1), dict[tuple[int, int], int]()
    for place, column in enumerate(columns):
        y = 16
        for number, point in enumerate(column):
            tops[place, number] = y
            y += max((point.value or 0) * 150 // whole, 24) + 8
        canvas.height = max(canvas.height, y)
    left, came = dict(tops), dict(tops)
    for link in links:
        height = -(-link.value * 150 // whole)
        if height:
            begin, end = 24 + link.start[0] * step, 10 + link.end[0] * step
            ink = INKS[link.end[1] % len(INKS)]
            canvas.ribbon((begin, left[link.start]), (end, came[link.end]), height, ink)
        left[link.start] += height
        came[link.end] += height
    for (place, number), y in tops.items():
        point = columns[place][number]
        canvas.box(10 + place * step, y, 14, max((point.value or 0) * 150 // whole, 1), INKS[number % len(INKS)])
        canvas.say(27 + place * step, y + 9, point.label, over=True)
        canvas.say(27 + place * step, y + 20, point.shown, over=True)
    return canvas.svg(size=8)


def tile_map(points: Sequence[Point], *, rtl: bool) -> str:
    """Return a tile for each area, the darker the more: a map without borders, which nobody has given us."""
    rows, top = -(-len(points) // 5) or 1, highest(points)
    columns = -(-len(points) // rows) or 1
    canvas, width = Canvas(64 * rows + 4, rtl=rtl), min(530 // columns - 6, 170)
    for place, point in enumerate(points):
        x, y = 18 + place % columns * (width + 6), place // columns * 64 + 4
        shade = 0 if point.value is None else point.value * 40 // top
        canvas.box(x, y, width, 58, PALE if point.value is None else f"hsl(203, 45%, {92 - shade}%)")
        canvas.say(x + width // 2, y + 24, point.label, "middle")
        canvas.say(x + width // 2, y + 42, point.shown, "middle")
    return canvas.svg()
