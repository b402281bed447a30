"""Dry runs: a programme's amounts and limits tried otherwise on every household that was assessed."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import dry_runs, programmes
from services.console.clients.dry_runs import DryRun, Question
from services.console.languages import mark
from services.console.pages.forms import Form, keep_typed, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.errors import NotFound

ASKING: Final = page_for("programme_manager", "supervisor", "finance_officer", "finance_approver")

SECTIONS: Final = {
    "guaranteed": mark("What a month guarantees"),
    "fixed": mark("What a month gives, by the number of children"),
    "household": mark("Who counts as a member"),
    "real_estate": mark("Real estate"),
    "vehicles": mark("Vehicles"),
    "deposits": mark("Deposits"),
    "luxury": mark("Signs of luxury"),
    "residence": mark("Living in the municipality"),
}
"""Parts of the rules, in the order of the rule files."""
REMOVABLE: Final = ("real_estate", "vehicles", "deposits", "luxury", "residence")
"""Parts that rules can do without: they are not looked at then."""
AMOUNTS: Final[Mapping[str, Mapping[str, str]]] = {
    "guaranteed": {
        "first_adult_amount_minor": mark("For the first adult"),
        "further_adult_amount_minor": mark("For each further adult"),
        "child_amount_minor": mark("For each child"),
        "household_maximum_minor": mark("For a household at most"),
    },
    "real_estate": {
        "first_person_minor": mark("Limit for one person"),
        "further_person_minor": mark("More for each further person"),
        "maximum_minor": mark("Limit for everybody"),
    },
    "vehicles": {"maximum_minor": mark("Limit for everybody")},
    "deposits": {
        "first_adult_minor": mark("Limit for the first adult"),
        "further_adult_minor": mark("More for each further adult"),
        "child_minor": mark("More for each child"),
        "maximum_minor": mark("Limit for everybody"),
    },
}
COUNTED: Final = {
    "students_are_members": mark("Grown-up children who study count"),
    "guests_are_members": mark("Guests count"),
}
"""Who counts, yes or no."""
KINDS: Final = {
    "single": mark("one person"),
    "couple": mark("a couple"),
    "single_parent": mark("one adult with children"),
    "family": mark("several adults with children"),
    "other": mark("several adults"),
}
HOUSEHOLDS: Final = {
    "assessed": mark("every household that was ever assessed"),
    "entitled": mark("households that have a right today"),
}


class Counting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who would count as a member."""

    students_are_members: bool | None = None
    guests_are_members: bool | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rules as they are typed: amounts in minor units; what is left blank stays."""

    guaranteed: dict[str, int] = {}
    fixed: dict[str, list[int]] = {}
    household: Counting = Counting()
    real_estate: dict[str, int] = {}
    vehicles: dict[str, int] = {}
    deposits: dict[str, int] = {}


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is tried, and on whom."""

    households: Literal["assessed", "entitled"]
    changes: Changes = Changes()
    left_out: list[str] = []
    """Parts of the rules that would not be looked at."""

    def question(self, programme: str) -> Question:
        """Return it as registry is asked."""
        patch = msgspec.to_builtins(self.changes) | dict.fromkeys(self.left_out)
        return Question(programme=programme, changes=patch, households=self.households)


@get("/programmes/{programme:str}/dry-run", guards=[ASKING])
async def show_draft(view: NamedDependency[View], programme: FromPath[str]) -> Response[Any]:
    """Show the amounts and limits in force, to be tried otherwise."""
    return await shown(view, programme, None)


@post("/programmes/{programme:str}/dry-run", guards=[ASKING], status_code=200)
@shown_again
async def ask(form: NamedDependency[Form], programme: FromPath[str]) -> Response[Any]:
    """Show what would change, above what was typed; nothing is switched on or kept but who asked."""
    found = await dry_runs.ask(form.view.caller, form.read(Draft).question(programme))
    keep_typed(form)
    return await shown(form.view, programme, found)


async def shown(view: View, programme: str, found: DryRun | None) -> Response[Any]:
    """Return the page with an answer, if there is one, and the form. Raises NotFound."""
    rights = await programmes.read_rights(view.caller, programme)
    if rights is None:
        raise NotFound("There is no such programme here.")
    texts = {"sections": SECTIONS, "amounts": AMOUNTS, "counted": COUNTED, "kinds": KINDS, "households": HOUSEHOLDS}
    changes = list(changes_of(found)) if found else []
    removable = [(section, SECTIONS[section]) for section in REMOVABLE if rights.rules.get(section)]
    drawn = {"found": found, "changes": changes, "removable": removable, "widest": widest(found)}
    return page(view, "dry_run.html", name=programme, rights=rights, **texts, **drawn)


def changes_of(found: DryRun) -> Iterator[tuple[list[str], Any, Any]]:
    """Yield what differs: the names of the part and of the parameter, and both values."""
    for each in found.changes:
        section, _, parameter = each.parameter.removeprefix("/").partition("/")
        named = AMOUNTS.get(section, {}).get(parameter) or COUNTED.get(parameter)
        yield [SECTIONS[section], *([named] if named else [])], each.before, each.after


def widest(found: DryRun | None) -> int:
    """Return the largest number of households in a bucket, which the picture is as wide as; at least 1."""
    return max((bucket.households or 0 for bucket in found.histogram), default=1) or 1 if found else 1


ROUTES = [show_draft, ask]
