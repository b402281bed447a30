"""Papers and what was seen of them."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, RawBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import BYTES_MAX, as_attachment
from services.kit.idempotency import idempotent
from services.kit.web import CodeParameter
from services.registry.cases import papers
from services.registry.cases.evidence import Evidence, NewEvidence
from services.registry.cases.papers import NewPaper, Paper, PaperRejection
from services.registry.privacy.purposes import Purpose


@post("/applications/{application_id:uuid}/evidence", guards=[requires("caseworker")], tags=["papers"])
async def add_evidence(
    data: JSONBody[NewEvidence], transaction: NamedDependency[Transaction], application_id: FromPath[UUID]
) -> list[Evidence]:
    """Note a paper as seen; noting it again changes nothing."""
    return await papers.see(transaction, application_id, data)


@get("/applications/{application_id:uuid}/papers", guards=[requires("caseworker", "supervisor")], tags=["papers"])
async def list_papers(transaction: NamedDependency[Transaction], application_id: FromPath[UUID]) -> list[Paper]:
    """Return all papers of a case, those too that were replaced or rejected."""
    return await papers.listed(transaction, application_id)


@post(
    "/applications/{application_id:uuid}/papers",
    guards=[requires("caseworker")],
    request_max_body_size=BYTES_MAX,
    tags=["papers"],
)
async def upload_paper(
    transaction: NamedDependency[Transaction],
    application_id: FromPath[UUID],
    body: RawBody,
    kind: CodeParameter,
    person_id: FromQuery[UUID | None] = None,
) -> Paper:
    """Hand in a file, which is the body: PDF, JPEG or PNG up to 10 MB. Sent again it is the same paper."""
    return await papers.upload(transaction, application_id, NewPaper(kind=kind, person_id=person_id), body)


@post(
    "/papers/{paper_id:uuid}/replacement",
    guards=[requires("caseworker")],
    request_max_body_size=BYTES_MAX,
    tags=["papers"],
)
async def replace_paper(transaction: NamedDependency[Transaction], paper_id: FromPath[UUID], body: RawBody) -> Paper:
    """Hand in a better file for a paper, as the body; the older one stays on file."""
    return await papers.replace(transaction, paper_id, body)


@post("/papers/{paper_id:uuid}/reject", guards=[requires("caseworker")], tags=["papers"])
@idempotent(papers.find)
async def reject_paper(
    data: JSONBody[PaperRejection], transaction: NamedDependency[Transaction], paper_id: FromPath[UUID]
) -> Paper:
    """Refuse a paper, with the reason as a code; what was seen of it stands no more."""
    return await papers.reject(transaction, paper_id, data)


@get("/papers/{paper_id:uuid}/content", guards=[requires("caseworker", "supervisor")], tags=["papers"])
async def download_paper(
    transaction: NamedDependency[Transaction], paper_id: FromPath[UUID], purpose: FromQuery[Purpose]
) -> Response[bytes]:
    """Return a paper's file; who opened it and why is kept."""
    return as_attachment(await papers.read(transaction, paper_id, purpose=purpose))


ROUTES = [add_evidence, list_papers, upload_paper, replace_paper, reject_paper, download_paper]
