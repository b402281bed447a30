"""Registered twice: two files side by side, judged by people: two persons, or one as two people agree."""

from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.clients.registry import duplicates
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

JUDGES: Final = page_for("caseworker", "supervisor")
FIELDS: Final = {
    "given_name": mark("Given name"),
    "family_name": mark("Family name"),
    "father_name": mark("Father's name"),
    "born_on": mark("Date of birth"),
    "amka": mark("AMKA"),
    "afm": mark("AFM"),
    "national_number": mark("National number"),
    "phone": mark("Telephone"),
    "iban": mark("IBAN"),
    "street": mark("Street and number"),
    "postal_code": mark("Postal code"),
    "town": mark("Town or village"),
}
"""What is compared, in this order; fields that neither file has are left out."""


@get("/duplicates", guards=[JUDGES])
async def list_duplicates(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show pairs that wait to be judged, oldest first."""
    return page(view, "duplicates.html", listed=await duplicates.list_pairs(view.caller, cursor))


@get("/duplicates/{pair_id:uuid}", guards=[JUDGES])
async def show_duplicate(view: NamedDependency[View], pair_id: FromPath[UUID]) -> Response[Any]:
    """Show two files side by side, what is alike, and what can be said of them."""
    pair = await duplicates.read_pair(view.caller, pair_id, view.language)
    one, other = pair.first.fields, pair.second.fields
    rows = [(name, text, one.get(name, ""), other.get(name, "")) for name, text in FIELDS.items()]
    return page(view, "duplicate.html", pair=pair, rows=[row for row in rows if row[2] or row[3]])


@post("/duplicates/{pair_id:uuid}/{step:str}", guards=[JUDGES])
@shown_again
async def judge_duplicate(
    form: NamedDependency[Form], pair_id: FromPath[UUID], step: FromPath[Literal["part", "propose-merge", "merge"]]
) -> Response[Any]:
    """Say that these are two persons, propose which file remains, or agree to what was proposed."""
    names = {"propose-merge": "survivor_id", "merge": "payload_hash"}
    body = {names[step]: form.text(names[step])} if step in names else None
    await duplicates.judge(form.view.caller, pair_id, step, form=(form.key, form.version), body=body)
    return go(f"/duplicates/{pair_id}")


ROUTES = [list_duplicates, show_duplicate, judge_duplicate]
