"""Visitors: whoever comes without a token. Their transaction sees no tenant until the noun has found the right one."""

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import Provide

from services.kit import log
from services.kit.clock import TIME_HEADER, business_time
from services.kit.db import Context, Transaction


async def open_visit(request: Request[Any, Any, State], state: State) -> AsyncGenerator[Transaction, None]:
    """Open a visitor's transaction; it is committed before the answer leaves."""
    context = Context(
        now=business_time(state.settings, request.headers.get(TIME_HEADER)),
        request_id=log.request_id.get(),
        traceparent=log.traceparent.get(),
    )
    async with state.database.transaction(context) as transaction:
        yield transaction


VISIT = {"transaction": Provide(open_visit)}
"""The dependencies of a route that is open to all."""
