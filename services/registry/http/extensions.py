"""Rights that last longer by a public decision."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.memberships import extensions
from services.registry.memberships.extensions import Extension, NewExtension


@post("/extensions", guards=[requires("supervisor")], tags=["extensions"])
@idempotent(extensions.find)
async def propose_extension(data: JSONBody[NewExtension], transaction: NamedDependency[Transaction]) -> Extension:
    """Propose that the rights of a place and cohort last longer; the answer says how many and shows some of them."""
    return await extensions.propose(transaction, data)


@get("/extensions", guards=[requires("supervisor", "auditor")], tags=["extensions"])
async def list_extensions(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Extension]:
    """Return extensions, oldest first, without places and rights."""
    return page(await extensions.list_page(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/extensions/{extension_id:uuid}", guards=[requires("supervisor")], tags=["extensions"])
async def read_extension(transaction: NamedDependency[Transaction], extension_id: FromPath[UUID]) -> Extension:
    """Return an extension with its place and some of the rights that it concerns."""
    return await extensions.find(transaction, extension_id)


@post("/extensions/{extension_id:uuid}/confirm", status_code=202, guards=[requires("supervisor")], tags=["extensions"])
@idempotent(extensions.find)
async def confirm_extension(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], extension_id: FromPath[UUID]
) -> Extension:
    """Agree, as another person than who proposed it. `job_id` names the job that extends the rights."""
    return await extensions.confirm(transaction, extension_id, version=version)


@post("/extensions/{extension_id:uuid}/reject", guards=[requires("supervisor")], tags=["extensions"])
@idempotent(extensions.find)
async def reject_extension(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], extension_id: FromPath[UUID]
) -> Extension:
    """Refuse what was proposed, or take an own proposal back."""
    return await extensions.reject(transaction, extension_id, version=version)


ROUTES = [propose_extension, list_extensions, read_extension, confirm_extension, reject_extension]
