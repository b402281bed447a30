"""What changes at a shop that sells: outlets put right, moved and closed, tills stopped, cashiers' rights changed."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import outlets
from services.console.clients.merchants import NewOutlet
from services.console.clients.outlets import Rights, Stopping
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.merchants import JOINING


@post("/merchants/{merchant_id:uuid}/outlets/{outlet_id:uuid}/change", guards=[JOINING])
@shown_again
async def change_outlet(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], outlet_id: FromPath[UUID]
) -> Response[Any]:
    """Put an outlet right, or move it; its tills go on selling."""
    await outlets.change_outlet(form.view.caller, outlet_id, form.read(NewOutlet), form.version)
    return go(f"/merchants/{merchant_id}")


@post("/merchants/{merchant_id:uuid}/outlets/{outlet_id:uuid}/close", guards=[JOINING])
@shown_again
async def close_outlet(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], outlet_id: FromPath[UUID]
) -> Response[Any]:
    """Close an outlet for good, with its tills."""
    await outlets.close_outlet(form.view.caller, outlet_id, form.key)
    return go(f"/merchants/{merchant_id}")


@post("/merchants/{merchant_id:uuid}/tills/{till_id:uuid}/stop", guards=[JOINING])
@shown_again
async def stop_till(form: NamedDependency[Form], merchant_id: FromPath[UUID], till_id: FromPath[UUID]) -> Response[Any]:
    """Stop a till that is lost, stolen, misused or needed no more."""
    await outlets.stop_till(form.view.caller, till_id, form.read(Stopping), form.key)
    return go(f"/merchants/{merchant_id}")


@post("/merchants/{merchant_id:uuid}/cashiers/{cashier_id:uuid}/rights", guards=[JOINING])
@shown_again
async def change_rights(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], cashier_id: FromPath[UUID]
) -> Response[Any]:
    """Let a cashier do more, or less."""
    await outlets.change_rights(form.view.caller, cashier_id, form.read(Rights), form.version)
    return go(f"/merchants/{merchant_id}/cashiers")


ROUTES = [change_outlet, close_outlet, stop_till, change_rights]
