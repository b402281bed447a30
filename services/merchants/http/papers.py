"""What shows that a business is what it says: papers, yearly verifications, and the agreement that it signs."""

from datetime import date
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
from services.merchants.joining import agreements, merchants, papers, verifications
from services.merchants.joining.agreements import Agreement, Offering, Signing
from services.merchants.joining.merchants import Merchant
from services.merchants.joining.papers import Paper, Rejection, Seen
from services.merchants.joining.verifications import Verification


@post(
    "/merchants/{merchant_id:uuid}/papers",
    guards=[requires(*JOINING)],
    request_max_body_size=BYTES_MAX,
    tags=["papers"],
)
async def hand_in_paper(
    transaction: NamedDependency[Transaction],
    merchant_id: FromPath[UUID],
    body: RawBody,
    kind: CodeParameter,
    valid_until: FromQuery[date | None] = None,
) -> Paper:
    """Hand in a file, which is the body: PDF, JPEG or PNG up to 10 MB. Sent again it is the same paper."""
    return await papers.hand_in(transaction, merchant_id, Seen(kind=kind, valid_until=valid_until), body)


@post("/merchants/{merchant_id:uuid}/originals", guards=[requires("merchant_officer")], tags=["papers"])
@idempotent(papers.get)
async def see_original(
    data: JSONBody[Seen], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Paper:
    """Note that an original was shown at the office and given back."""
    return await papers.see(transaction, merchant_id, data)


@get("/merchants/{merchant_id:uuid}/papers", guards=[requires(*JOINING, "auditor")], tags=["papers"])
async def list_papers(transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]) -> list[Paper]:
    """Return all papers of a merchant, those too that were rejected."""
    return await papers.of_merchant(transaction, merchant_id)


@get("/papers/{paper_id:uuid}/content", guards=[requires(*JOINING)], tags=["papers"])
async def download_paper(transaction: NamedDependency[Transaction], paper_id: FromPath[UUID]) -> Response[bytes]:
    """Return a paper's file; who opened it is kept."""
    return as_attachment(await papers.read(transaction, paper_id))


@post("/papers/{paper_id:uuid}/reject", guards=[requires("merchant_officer")], tags=["papers"])
@idempotent(papers.get)
async def reject_paper(
    data: JSONBody[Rejection], transaction: NamedDependency[Transaction], paper_id: FromPath[UUID]
) -> Paper:
    """Refuse a paper, with the reason as a code; it counts no more."""
    return await papers.reject(transaction, paper_id, data)


@post("/merchants/{merchant_id:uuid}/verify-again", guards=[requires("merchant_officer")], tags=["merchants"])
@idempotent(merchants.get)
async def verify_again(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], merchant_id: FromPath[UUID]
) -> Merchant:
    """Confirm for another year that the papers are in order; somebody else did the last time."""
    return await verifications.renew(transaction, merchant_id, version=version)


@get("/merchants/{merchant_id:uuid}/verifications", guards=[requires(*READING)], tags=["merchants"])
async def list_verifications(
    transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> list[Verification]:
    """Return who verified a merchant, when, and until when that holds."""
    return await verifications.of_merchant(transaction, merchant_id)


@get("/verifications-due", guards=[requires("merchant_officer", "programme_manager")], tags=["merchants"])
async def list_due(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Merchant]:
    """Return the merchants that have to be verified again soon, or should have been."""
    return page(await verifications.due(transaction, after=decode_cursor(cursor), limit=limit), limit)


@post("/merchants/{merchant_id:uuid}/agreements", guards=[requires(*JOINING)], tags=["agreements"])
@idempotent(agreements.get)
async def offer_agreement(
    data: JSONBody[Offering], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Agreement:
    """Make the agreement in force as a PDF for a merchant to sign."""
    return await agreements.offer(transaction, merchant_id, data)


@get("/merchants/{merchant_id:uuid}/agreements", guards=[requires(*READING)], tags=["agreements"])
async def list_agreements(transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]) -> list[Agreement]:
    """Return all agreements of a merchant."""
    return await agreements.of_merchant(transaction, merchant_id)


@get("/agreements/{agreement_id:uuid}/content", guards=[requires(*JOINING, "auditor")], tags=["agreements"])
async def download_agreement(
    transaction: NamedDependency[Transaction], agreement_id: FromPath[UUID]
) -> Response[bytes]:
    """Return the agreement's PDF, byte for byte as it was offered."""
    return as_attachment(await agreements.read(transaction, agreement_id))


@post("/agreements/{agreement_id:uuid}/sign", guards=[requires(*JOINING)], tags=["agreements"])
@idempotent(agreements.get)
async def sign_agreement(
    data: JSONBody[Signing], transaction: NamedDependency[Transaction], agreement_id: FromPath[UUID]
) -> Agreement:
    """Sign as the owner, or note as an officer that the printed paper was signed; the PDF's hash is quoted."""
    return await agreements.sign(transaction, agreement_id, data)


@post("/agreements/{agreement_id:uuid}/withdraw", guards=[requires("merchant_officer")], tags=["agreements"])
@idempotent(agreements.get)
async def withdraw_agreement(transaction: NamedDependency[Transaction], agreement_id: FromPath[UUID]) -> Agreement:
    """Take back an agreement that nobody has signed."""
    return await agreements.withdraw(transaction, agreement_id)


ROUTES = [
    hand_in_paper, see_original, list_papers, download_paper, reject_paper, verify_again, list_verifications, list_due,
    offer_agreement, list_agreements, download_agreement, sign_agreement, withdraw_agreement,
]  # fmt: skip
