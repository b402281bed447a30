"""Happenings: what may happen in a household's life, in the words of whoever tells it, and what follows from each."""

from typing import Any, Final, Literal, get_args

import msgspec

from services.console.clients.registry import household_changes
from services.console.clients.registry.household_changes import Carry
from services.console.languages import mark

Step = Literal[
    "birth", "arrival", "known", "departure", "move", "death", "address", "arrangement", "facts", "holder", "split",
    "merge", "closure",
]  # fmt: skip

AGAIN: Final = mark(
    "The amount that is paid does not change by itself. A decision that rests on the household as it was is marked, and"
    " somebody looks at it again; an application that is not decided is assessed again."
)
TOLD: Final = mark("Whoever it concerns gets a message, and can object.")
TWO_PEOPLE: Final = mark(
    "Nothing changes yet: a supervisor who did not propose it has seven days to agree. It waits on their first page."
)
CARD_STOPS: Final = mark("The card of whoever held it until now stops at once, and a new one is ordered.")


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may happen: how it is told, what follows, and what enters it."""

    name: str
    follows: tuple[str, ...]
    wanted: type[Any]
    carry_out: Carry
    of_member: bool = False
    """One member is chosen first, for the form asks about this one."""


HAPPENINGS: Final[dict[Step, Happening]] = {
    "birth": Happening(
        name=mark("A child was born"),
        follows=(mark("The child belongs to the household from the day of birth on."), AGAIN),
        wanted=household_changes.NewMemberBorn,
        carry_out=household_changes.bear,
    ),
    "arrival": Happening(
        name=mark("Somebody new here has moved in"),
        follows=(mark("The person is registered, and belongs to the household from that day on."), AGAIN),
        wanted=household_changes.Joining,
        carry_out=household_changes.entering("members"),
    ),
    "known": Happening(
        name=mark("Somebody who is registered already has moved in"),
        follows=(
            mark("Whoever still belongs to another household is moved from there, on the other household's page."),
            AGAIN,
        ),
        wanted=household_changes.Arriving,
        carry_out=household_changes.arrive,
    ),
    "departure": Happening(
        name=mark("Somebody has moved out"),
        follows=(
            mark("The person belongs to no household from that day on, and can be taken into another one later."),
            AGAIN,
        ),
        wanted=household_changes.Leaving,
        carry_out=household_changes.entering("departures"),
    ),
    "move": Happening(
        name=mark("Somebody has moved to another household that is registered here"),
        follows=(mark("Both households change from that day on."), AGAIN),
        wanted=household_changes.Moving,
        carry_out=household_changes.move,
    ),
    "death": Happening(
        name=mark("Somebody has died"),
        follows=(
            mark("The person's cards stop at once, and nobody acts for them any more."),
            mark("Where the person held the household, another adult holds it. Without one the household is closed."),
            AGAIN,
        ),
        wanted=household_changes.Death,
        carry_out=household_changes.record_death,
        of_member=True,
    ),
    "address": Happening(
        name=mark("They live at another address"),
        follows=(
            mark("Letters go to the new address from now on; the former one stays sealed for a check of residence."),
        ),
        wanted=household_changes.Rehousing,
        carry_out=household_changes.rehouse,
    ),
    "arrangement": Happening(
        name=mark("They own, rent or are put up: this is different now"),
        follows=(mark("The amount does not depend on it; whoever visits or decides sees it."),),
        wanted=household_changes.Arranging,
        carry_out=household_changes.entering("arrangement"),
    ),
    "facts": Happening(
        name=mark("Somebody's work, studies or relation has changed"),
        follows=(AGAIN,),
        wanted=household_changes.Restating,
        carry_out=household_changes.entering("member-facts"),
        of_member=True,
    ),
    "holder": Happening(
        name=mark("Another member is to be paid and hold the card"),
        follows=(
            CARD_STOPS,
            mark("The money stays the household's. Whoever may shop for it is appointed anew by the new holder."),
            TOLD,
        ),
        wanted=household_changes.NewHolder,
        carry_out=household_changes.entering("holder"),
        of_member=True,
    ),
    "split": Happening(
        name=mark("Part of the household lives apart from now on"),
        follows=(
            TWO_PEOPLE,
            mark("Then those who go are a household of their own: they get their share of the card's money and a card,"
                 " and apply anew for the benefit."),
            AGAIN,
            TOLD,
        ),
        wanted=household_changes.Splitting,
        carry_out=household_changes.split,
    ),
    "merge": Happening(
        name=mark("The whole household has moved in with another one"),
        follows=(
            TWO_PEOPLE,
            mark("Then this household's right ends, its open application is withdrawn and its card stops; the money on"
                 " it moves. The other household keeps its holder and applies anew for those who came."),
            TOLD,
        ),
        wanted=household_changes.Merging,
        carry_out=household_changes.merge,
    ),
    "closure": Happening(
        name=mark("The household has moved away from here"),
        follows=(
            TWO_PEOPLE,
            mark("Then its right ends, its open application is withdrawn and its card stops. What is left on the card"
                 " returns to the budget line: let them spend it first."),
        ),
        wanted=household_changes.Closing,
        carry_out=household_changes.entering("closures"),
    ),
}  # fmt: skip

GROUPS: Final[tuple[tuple[str, tuple[Step, ...]], ...]] = (
    (mark("Somebody came or went"), ("birth", "arrival", "known", "departure", "move", "death")),
    (mark("They live otherwise"), ("address", "arrangement", "facts")),
    (mark("Who is paid"), ("holder",)),
    (mark("The whole household; two people decide it"), ("split", "merge", "closure")),
)
"""The happenings as people think of them; each stands in one."""

assert {step for _, steps in GROUPS for step in steps} == set(get_args(Step))
