"""Lists as files: what a caseworker sees on the screen, to be taken along for a purpose that is kept."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.openapi import problem_responses
from services.kit.tables import Format
from services.registry.cases.applications import State
from services.registry.http.imports import ANY_TABLE, WORKERS
from services.registry.imports import exports
from services.registry.privacy.purposes import Purpose

FormatParameter = Annotated[Format, QueryParameter(name="format")]


@get(
    "/exports/applications",
    guards=[requires(*WORKERS)],
    tags=["exports"],
    media_type=ANY_TABLE,
    responses=problem_responses(413),
)
async def export_applications(
    transaction: NamedDependency[Transaction],
    purpose: FromQuery[Purpose],
    form: FormatParameter = "csv",
    status: FromQuery[State | None] = None,
    household_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Return applications of one state or one household or all, as a file."""
    made = await exports.applications_file(transaction, form, purpose=purpose, state=status, household_id=household_id)
    return as_attachment(made)


@get(
    "/exports/memberships",
    guards=[requires(*WORKERS)],
    tags=["exports"],
    media_type=ANY_TABLE,
    responses=problem_responses(413),
)
async def export_memberships(
    transaction: NamedDependency[Transaction],
    purpose: FromQuery[Purpose],
    form: FormatParameter = "csv",
    household_id: FromQuery[UUID | None] = None,
    on: FromQuery[date | None] = None,
) -> Response[bytes]:
    """Return memberships of one household, in force on a day, or all, as a file."""
    made = await exports.memberships_file(transaction, form, purpose=purpose, household_id=household_id, on=on)
    return as_attachment(made)


@get(
    "/exports/households",
    guards=[requires(*WORKERS)],
    tags=["exports"],
    media_type=ANY_TABLE,
    responses=problem_responses(413),
)
async def export_households(
    transaction: NamedDependency[Transaction],
    purpose: FromQuery[Purpose],
    form: FormatParameter = "csv",
    on: FromQuery[date | None] = None,
) -> Response[bytes]:
    """Return households as they are, or were on a day, as a file."""
    return as_attachment(await exports.households_file(transaction, form, purpose=purpose, on=on))


ROUTES = [export_applications, export_memberships, export_households]
