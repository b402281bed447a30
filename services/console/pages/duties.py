"""An enterprise's duties: who belongs to it, what it states of each year, and what is asked for when."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import DUTIES, INCLUSIONS
from services.console.clients.incubator import cohorts, duties, enterprises
from services.console.clients.incubator.duties import Joining, NewAccounts, YearTyped
from services.console.pages.enterprises import READERS, UPLOAD_BYTES_MAX, digest_of
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

OFFICER: Final = "incubator_officer"
MANAGER: Final = "programme_manager"
FOUNDER: Final = "founder"


@get("/enterprises/{enterprise_id:uuid}/duties", guards=[READERS])
async def show_duties(view: NamedDependency[View], enterprise_id: FromPath[UUID]) -> Response[Any]:
    """Show how an enterprise stands, its years and its members."""
    return page(
        view,
        "duties.html",
        enterprise=await enterprises.read_enterprise(view.caller, enterprise_id),
        standing=await duties.read_standing(view.caller, enterprise_id),
        accounts=await duties.list_accounts(view.caller, enterprise_id),
        duties=DUTIES,
        inclusions=INCLUSIONS,
        **await members_for(view, enterprise_id),
    )


async def members_for(view: View, enterprise_id: UUID) -> dict[str, Any]:
    """Return members for those who may read them, their names for an officer, and the groups' shares for the office."""
    assert view.session is not None
    roles = {*view.session.roles}
    reads = not roles.isdisjoint({OFFICER, MANAGER, FOUNDER})
    listed = await duties.list_members(view.caller, enterprise_id) if reads else []
    office = not roles.isdisjoint({OFFICER, MANAGER})
    return {
        "members": listed,
        "names": await cohorts.read_names(view.caller, [each.person_id for each in listed]) if OFFICER in roles else {},
        "shares": await duties.read_shares(view.caller, enterprise_id) if office else None,
    }


@post("/enterprises/{enterprise_id:uuid}/members", guards=[page_for(OFFICER)])
@shown_again
async def enter_member(form: NamedDependency[Form], enterprise_id: FromPath[UUID]) -> Response[Any]:
    """Enter who has joined an enterprise or its board."""
    await duties.enter_member(form.view.caller, enterprise_id, form.read(Joining), form.key)
    return go(f"/enterprises/{enterprise_id}/duties")


@post("/enterprises/{enterprise_id:uuid}/members/{member_id:uuid}/leave", guards=[page_for(OFFICER)])
@shown_again
async def let_leave(
    form: NamedDependency[Form], enterprise_id: FromPath[UUID], member_id: FromPath[UUID]
) -> Response[Any]:
    """Note from which day somebody is no member any more."""
    await duties.let_leave(form.view.caller, member_id, form.text("left_on"), (form.key, form.version))
    return go(f"/enterprises/{enterprise_id}/duties")


@post(
    "/enterprises/{enterprise_id:uuid}/accounts",
    guards=[page_for(OFFICER, FOUNDER)],
    request_max_body_size=UPLOAD_BYTES_MAX,
)
@shown_again
async def state_accounts(form: NamedDependency[Form], enterprise_id: FromPath[UUID]) -> Response[Any]:
    """State a year's figures with their paper."""
    new = NewAccounts(**msgspec.structs.asdict(year_of(form)), sha256=await digest_of(form, "file"))
    await duties.state_accounts(form.view.caller, enterprise_id, new, form.key)
    return go(f"/enterprises/{enterprise_id}/duties")


def year_of(form: Form) -> YearTyped:
    """Return a year's figures; a loss is typed as an amount, and ticked."""
    typed = form.read(YearTyped)
    return msgspec.structs.replace(typed, profit_minor=-typed.profit_minor) if form.text("loss") else typed


ROUTES = [show_duties, enter_member, let_leave, state_accounts]
