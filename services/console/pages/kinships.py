"""Relatives of staff: declared, confirmed by a second person, ended by two; nobody decides about family."""

from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import staff
from services.console.choices import IDENTIFIERS
from services.console.clients.caller import endings
from services.console.clients.registry import households, kinships
from services.console.clients.registry.kinships import Kinship, Relative
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.console.rights import KIN
from services.console.roles import Role
from services.kit.db import Transaction

DECLARING: Final = page_for("caseworker", "supervisor", "card_desk", "administrator")
LINKING: Final = page_for("supervisor", "administrator")
PATH: Final = "/relatives"
KIN_OF: Final[tuple[Role, ...]] = (
    "caseworker", "supervisor", "card_desk", "administrator", "finance_officer", "finance_approver",
)  # fmt: skip
"""Whose relatives are linked: whoever has to do with people's cases and money."""
PURPOSE: Final = "supervision"


@get(PATH, guards=[DECLARING])
async def list_relatives(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show the own relatives and a form to declare one; to supervisors and administrators those of colleagues too."""
    assert view.municipality is not None
    listed = await kinships.list_living(view.caller)
    colleagues = await staff.usernames_with_role(transaction, *KIN_OF)
    known = {"names": await names_of(view, listed), "colleagues": colleagues}
    return page(
        view, "relatives.html", kinships=listed, kin=KIN, numbers=IDENTIFIERS[view.municipality.country], **known
    )


async def names_of(view: View, listed: list[Kinship]) -> dict[UUID, str]:
    """Return who the relatives are; administrators, who see no files, read the end of each id."""
    assert view.session is not None
    wanted = {each.person_id for each in listed}
    sees = not {"caseworker", "supervisor", "card_desk"}.isdisjoint(view.session.roles)
    return await households.read_names(view.caller, wanted, PURPOSE) if sees else endings(wanted)


@post(PATH, guards=[DECLARING])
@shown_again
async def declare(form: NamedDependency[Form]) -> Response[Any]:
    """Declare an own relative, which holds at once; or a colleague's, for a second person to confirm."""
    assert form.view.session is not None
    await kinships.link(form.view.caller, form.read(Relative), form.view.session.person_id, form.key)
    return go(PATH)


@post(PATH + "/{kinship_id:uuid}/{step:str}", guards=[LINKING])
@shown_again
async def answer(
    form: NamedDependency[Form], kinship_id: FromPath[UUID], step: FromPath[Literal["confirm", "end", "keep"]]
) -> Response[Any]:
    """Confirm a kinship or its end as a second person, ask for its end, or let it stay."""
    await kinships.answer(form.view.caller, kinship_id, step, form=(form.key, form.version))
    return go(PATH)


ROUTES = [list_relatives, declare, answer]
