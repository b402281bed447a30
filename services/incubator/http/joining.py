"""What belongs to an application besides its answers: who applies together, papers, translations."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, RawBody

from services.incubator.applying import coapplicants, papers, translations
from services.incubator.applying.coapplicants import ApplicationText, Coapplicant, Invitation, Signature
from services.incubator.applying.papers import Paper
from services.incubator.applying.translations import Language, NewTranslation, Translation
from services.incubator.http.roles import FOUNDER, OFFICE, OFFICER, REVIEWER
from services.incubator.judging import reviews
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import BYTES_MAX, as_attachment
from services.kit.idempotency import idempotent
from services.kit.web import CodeParameter

TAGS = ["applications"]


@post("/applications/{application_id:uuid}/co-applicants", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(coapplicants.find)
async def invite_coapplicant(
    application_id: FromPath[UUID], data: JSONBody[Invitation], transaction: NamedDependency[Transaction]
) -> Coapplicant:
    """Ask somebody to apply together."""
    return await coapplicants.invite(transaction, application_id, data)


@get("/applications/{application_id:uuid}/co-applicants", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def list_coapplicants(
    application_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[Coapplicant]:
    """Return who applies together with the applicant."""
    return await coapplicants.list_of(transaction, application_id)


@get("/applications/{application_id:uuid}/text", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def read_text_digest(
    application_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> ApplicationText:
    """Return the digest of everything that is sent, for those who sign it."""
    return await coapplicants.text_of(transaction, application_id)


@post("/co-applicants/{coapplicant_id:uuid}/sign", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(coapplicants.find)
async def sign_application(
    coapplicant_id: FromPath[UUID],
    data: JSONBody[Signature],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Coapplicant:
    """Sign the text, quoting its digest; the office writes down a signature on paper."""
    return await coapplicants.sign(transaction, coapplicant_id, version, data)


@post("/co-applicants/{coapplicant_id:uuid}/decline", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(coapplicants.find)
async def decline_to_apply(
    coapplicant_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Coapplicant:
    """Not apply together after all."""
    return await coapplicants.decline(transaction, coapplicant_id, version)


@post("/co-applicants/{coapplicant_id:uuid}/remove", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(coapplicants.find)
async def remove_coapplicant(
    coapplicant_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Coapplicant:
    """Apply without somebody."""
    return await coapplicants.remove(transaction, coapplicant_id, version)


@post(
    "/applications/{application_id:uuid}/papers",
    guards=[requires(OFFICER, FOUNDER)],
    request_max_body_size=BYTES_MAX,
    tags=TAGS,
)
async def upload_paper(
    transaction: NamedDependency[Transaction], application_id: FromPath[UUID], body: RawBody, kind: CodeParameter
) -> Paper:
    """Hand in a file, which is the body: PDF, JPEG or PNG up to 10 MB. Sent again it is the same paper."""
    return await papers.upload(transaction, application_id, kind, body)


@get("/applications/{application_id:uuid}/papers", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def list_papers(application_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Paper]:
    """Return an application's papers."""
    return await papers.listed(transaction, application_id)


@post("/papers/{paper_id:uuid}/remove", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(papers.find)
async def remove_paper(paper_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Paper:
    """Take a paper out of what is sent."""
    return await papers.remove(transaction, paper_id)


@get("/papers/{paper_id:uuid}/content", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
async def download_paper(paper_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Response[bytes]:
    """Return a paper's file; the look is kept."""
    return as_attachment(await papers.read(transaction, paper_id))


@get("/reviews/{review_id:uuid}/papers/{paper_id:uuid}/content", guards=[requires(REVIEWER)], tags=["reviews"])
async def download_reviewed_paper(
    review_id: FromPath[UUID], paper_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> Response[bytes]:
    """Return a paper that reviewers may see; the look is kept."""
    return as_attachment(await reviews.read_paper(transaction, review_id, paper_id))


@put("/applications/{application_id:uuid}/translations/{language:str}", guards=[requires(OFFICER)], tags=TAGS)
async def translate_application(
    application_id: FromPath[UUID],
    language: FromPath[Language],
    data: JSONBody[NewTranslation],
    transaction: NamedDependency[Transaction],
) -> list[Translation]:
    """Put answers into another language, with notes; reviewers see them beside what they see in the original."""
    return await translations.translate(transaction, application_id, language, data)


@get("/applications/{application_id:uuid}/translations", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
async def list_translations(
    application_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> list[Translation]:
    """Return an application in other languages."""
    return await translations.listed(transaction, application_id)


ROUTES = [
    invite_coapplicant, list_coapplicants, read_text_digest, sign_application, decline_to_apply, remove_coapplicant,
    upload_paper, list_papers, remove_paper, download_paper, download_reviewed_paper, translate_application,
    list_translations,
]  # fmt: skip
