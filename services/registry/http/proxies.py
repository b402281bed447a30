"""Who may shop or collect for a household."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.households import proxies
from services.registry.households.proxies import Ending, NewProxy, Proxy
from services.registry.http.households import STAFF


@post("/households/{household_id:uuid}/proxies", guards=[requires("caseworker")], tags=["proxies"])
@idempotent(proxies.find)
async def appoint_proxy(
    data: JSONBody[NewProxy],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    household_id: FromPath[UUID],
) -> Proxy:
    """Let a person shop or collect for a household, as its holder consents."""
    return await proxies.appoint(transaction, household_id, data, version=version)


@get("/households/{household_id:uuid}/proxies", guards=[requires(*STAFF)], tags=["proxies"])
async def list_proxies(
    transaction: NamedDependency[Transaction],
    household_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Proxy]:
    """Return a household's proxies, oldest first, the ended ones too."""
    after = decode_cursor(cursor)
    return page(await proxies.list_page(transaction, household_id, after=after, limit=limit), limit)


@post("/proxies/{proxy_id:uuid}/end", guards=[requires(*STAFF)], tags=["proxies"])
@idempotent(proxies.find)
async def end_proxy(
    data: JSONBody[Ending],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    proxy_id: FromPath[UUID],
) -> Proxy:
    """End a proxy at once."""
    return await proxies.end(transaction, proxy_id, data, version=version)


ROUTES = [appoint_proxy, list_proxies, end_proxy]
