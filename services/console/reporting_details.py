"""What reporting refuses with."""

from typing import Final

from services.console.languages import mark

SAID: Final = (
    mark("There is no alert %(a)s."),
    mark("Whoever looks into it closes it."),
    mark("No money was put on such a budget line."),
    mark("A month is reported on when it is over."),
    mark("No report of this month was published in this language."),
)

REWORDED: Final = {
    "A month is published %(a)s days after its end.": mark(
        "A month is published when %(a)s days have passed since its end."
    ),
}
"""What a service writes for programs, and how people read it."""
