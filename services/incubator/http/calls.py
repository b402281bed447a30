"""Calls and their rankings."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from services.incubator.calling import calls
from services.incubator.calling.calls import Call, NewCall
from services.incubator.calling.eligibilities import Asking, Verdict
from services.incubator.http.roles import EVERYONE, OFFICE
from services.incubator.judging import standings
from services.incubator.judging.standings import Ranking
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

StageNumber = Annotated[int | None, QueryParameter(ge=1, le=20)]


@post("/calls", guards=[requires(*OFFICE)], tags=["calls"])
@idempotent(calls.find)
async def open_call(data: JSONBody[NewCall], transaction: NamedDependency[Transaction]) -> Call:
    """Open a call by a preset."""
    return await calls.open_call(transaction, data)


@get("/calls", guards=[requires(*EVERYONE)], tags=["calls"])
async def list_calls(
    transaction: NamedDependency[Transaction], cursor: FromQuery[str | None] = None, limit: FromQuery[Limit] = 50
) -> Page[Call]:
    """Return the calls, oldest first."""
    return page(await calls.list_of(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/calls/{call_id:uuid}", guards=[requires(*EVERYONE)], tags=["calls"])
async def read_call(call_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Call:
    """Return a call with its terms: questions, rubric, places, threshold, allowance."""
    return await calls.find(transaction, call_id)


@get("/calls/{call_id:uuid}/ranking", guards=[requires(*OFFICE)], tags=["calls"])
async def rank_call(
    call_id: FromPath[UUID], transaction: NamedDependency[Transaction], stage: StageNumber = None
) -> Ranking:
    """Return a stage's reviewed applications from best to worst, with what follows for each; the last stage's."""
    return await standings.rank(transaction, call_id, stage=stage)


@post("/calls/{call_id:uuid}/eligibility", guards=[requires(*EVERYONE)], tags=["calls"])
async def judge_eligibility(
    call_id: FromPath[UUID], data: JSONBody[Asking], transaction: NamedDependency[Transaction]
) -> Verdict:
    """Return whether the call is for somebody, before they write; nothing of it is kept."""
    return await calls.judge(transaction, call_id, data)


ROUTES = [open_call, list_calls, read_call, rank_call, judge_eligibility]
