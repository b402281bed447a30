"""Certificates: given, taken back, downloaded, and checked by anybody."""

from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import FOUNDER, OFFICE, OFFICER
from services.incubator.training import certificates
from services.incubator.training.certificates import Certificate, CertificateKey, Checked, Issuing, Revoking, Shown
from services.kit.auth import public, requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, open_publicly, page

TAGS = ["certificates"]
PUBLICLY = {"transaction": Provide(open_publicly)}


@post("/enrolments/{enrolment_id:uuid}/certificates", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(certificates.find)
async def issue_certificate(
    enrolment_id: FromPath[UUID],
    data: JSONBody[Issuing],
    transaction: NamedDependency[Transaction],
    state: State,
) -> Certificate:
    """Give a participant their certificate, once the training is over and enough of it was attended."""
    return await certificates.issue(transaction, state.settings, enrolment_id, data)


@get("/certificates", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def list_certificates(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Certificate]:
    """Return certificates; a participant's list holds their own."""
    return page(await certificates.list_of(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@get("/certificates/{certificate_id:uuid}/paper", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
async def download_certificate(
    certificate_id: FromPath[UUID], transaction: NamedDependency[Transaction]
) -> Response[bytes]:
    """Return the paper with its signed QR; the look is kept."""
    return as_attachment(await certificates.read(transaction, certificate_id))


@post("/certificates/{certificate_id:uuid}/revocations", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(certificates.find)
async def revoke_certificate(
    certificate_id: FromPath[UUID],
    data: JSONBody[Revoking],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Certificate:
    """Take a certificate back; whoever checks it is told from now on."""
    return await certificates.revoke(transaction, certificate_id, version, data)


@post("/certificate-checks", guards=[public], tags=["public"], dependencies=PUBLICLY, status_code=200)
async def check_certificate(data: JSONBody[Shown], transaction: NamedDependency[Transaction], state: State) -> Checked:
    """Return whether what a QR says was signed here and still stands. The text stands in no address."""
    return await certificates.check(transaction, state.settings, data)


@get("/certificate-key", guards=[public], tags=["public"], dependencies=PUBLICLY)
async def read_certificate_key(transaction: NamedDependency[Transaction], state: State) -> CertificateKey:
    """Return the key by which certificates are checked without a network."""
    return certificates.public_key(state.settings, transaction.municipality)


ROUTES = [
    issue_certificate, list_certificates, download_certificate, revoke_certificate, check_certificate,
    read_certificate_key,
]  # fmt: skip
