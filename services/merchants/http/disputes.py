"""Disputes: what holders say against a shop's sales, and what the shop says and shows."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, RawBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import BYTES_MAX, as_attachment
from services.kit.idempotency import idempotent
from services.kit.web import CodeParameter, Limit, Page, decode_cursor, page
from services.merchants.http.merchants import JOINING, READING
from services.merchants.settling import disputes
from services.merchants.settling.disputes import Answering, Dispute, DisputePaper, Filter

OFFICER = disputes.OFFICER


@get("/disputes", guards=[requires(*READING, OFFICER)], tags=["disputes"])
async def list_disputes(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    merchant_id: FromQuery[UUID | None] = None,
    is_open: FromQuery[bool | None] = None,
) -> Page[Dispute]:
    """Return disputes with the days until which the shop can answer; an owner gets those of the own merchant."""
    wanted = Filter(merchant_id=merchant_id, is_open=is_open, after=decode_cursor(cursor), limit=limit)
    return page(await disputes.list_all(transaction, wanted), limit)


@get("/disputes/{dispute_id:uuid}", guards=[requires(*READING, OFFICER)], tags=["disputes"])
async def read_dispute(transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID]) -> Dispute:
    """Return a dispute."""
    return await disputes.get(transaction, dispute_id)


@post("/disputes/{dispute_id:uuid}/answers", guards=[requires(*JOINING)], tags=["disputes"])
@idempotent(disputes.get)
async def answer_dispute(
    data: JSONBody[Answering], transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID]
) -> Dispute:
    """Say what the shop says, while the dispute is open; the last answer counts."""
    return await disputes.answer(transaction, dispute_id, data)


@post(
    "/disputes/{dispute_id:uuid}/papers",
    guards=[requires(*JOINING)],
    request_max_body_size=BYTES_MAX,
    tags=["disputes"],
)
async def hand_in_dispute_paper(
    transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID], body: RawBody, kind: CodeParameter
) -> DisputePaper:
    """Hand in a statement or another paper, which is the body: PDF, JPEG or PNG. Sent again it is the same paper."""
    return await disputes.hand_in(transaction, dispute_id, kind, body)


@get("/disputes/{dispute_id:uuid}/papers", guards=[requires(*JOINING, OFFICER)], tags=["disputes"])
async def list_dispute_papers(
    transaction: NamedDependency[Transaction], dispute_id: FromPath[UUID]
) -> list[DisputePaper]:
    """Return what the shop has shown."""
    return await disputes.papers_of(transaction, dispute_id)


@get("/dispute-papers/{paper_id:uuid}/content", guards=[requires(*JOINING, OFFICER)], tags=["disputes"])
async def download_dispute_paper(
    transaction: NamedDependency[Transaction], paper_id: FromPath[UUID]
) -> Response[bytes]:
    """Return a paper's file; who opened it is kept."""
    return as_attachment(await disputes.read_paper(transaction, paper_id))


ROUTES = [
    list_disputes, read_dispute, answer_dispute, hand_in_dispute_paper, list_dispute_papers, download_dispute_paper,
]  # fmt: skip
