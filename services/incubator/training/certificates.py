"""Certificates: who was trained, on a paper that anybody can check, without a network too.

What the paper says is signed and stands on it as a QR (`contracts.certificates`); the paper is a file sealed under the
participant's key. Whether a certificate was taken back, the public door says.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import msgspec
from babel.dates import format_date
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import certificates as signed
from contracts.certificates import Certificate as SignedCertificate
from contracts.checkpoints import ProofFault, verifier_key
from services.incubator.applying import applications
from services.incubator.calling import calls
from services.incubator.people import persons
from services.incubator.training import cohorts, enrolments
from services.incubator.training.enrolments import Enrolment
from services.incubator.ventures import gates
from services.kit import audit, files, pdf
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.files import FileContent
from services.kit.sentences import locale
from services.kit.settings import Municipality, Settings
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, LongText, ShortText, check_version

queries = load_queries(__file__)

KEY = "certificates"
"""The name in the keyring of the 32 bytes that are the Ed25519 private key."""
TEMPLATE = Path(__file__).with_name("certificate.typ")
WORDINGS = Path(__file__).parents[1] / "paper" / "certificates.toml"

Language = Literal["ar", "el", "en"]
State = Literal["issued", "revoked"]
TRANSITIONS: Mapping[State, tuple[State, ...]] = {"issued": ("revoked",), "revoked": ()}


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands on the paper in one language."""

    title: str
    certifies: str
    took_part: str
    attended: str
    issuer: str
    check: str
    number: str


class Issuing(Body, frozen=True, kw_only=True):
    """In which language; the participant's own when none is named."""

    language: Language | None = None


class Revoking(Body, frozen=True, kw_only=True):
    """Why a certificate is taken back."""

    reason: ShortText


class Shown(Body, frozen=True, kw_only=True):
    """What the QR on a paper says."""

    text: LongText


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate without the name on it. `attended` counts of the `sessions` that count."""

    id: UUID
    version: int
    enrolment_id: UUID
    participant_id: UUID
    state: State
    language: Language
    attended: int
    sessions: int
    completed_on: date
    file_id: UUID
    issued_at: datetime
    revoked_at: datetime | None


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """That this municipality has signed what was shown, and whether it still stands by it."""

    id: UUID
    state: State
    holder: str
    title: str
    completed_on: date


class CertificateKey(msgspec.Struct, frozen=True, kw_only=True):
    """What is published, so that certificates can be checked without a network."""

    origin: str
    verifier_key: str


class TrainingUnfinished(Problem):
    """A certificate is given when the training is over and all attendance is written down."""


class CertificateIssued(Problem):
    """The participant has a certificate of this training."""


class CertificateNotOurs(Problem):
    """This municipality has not signed such a certificate."""


@cache
def wordings() -> dict[Language, Wording]:
    """Return what stands on the paper by language, read once. Raises msgspec.ValidationError for a wrong file."""
    return msgspec.convert(tomllib.loads(WORDINGS.read_text("utf-8")), dict[Language, Wording])


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key that signs certificates; it is in the keyring and never in the database."""
    return Ed25519PrivateKey.from_private_bytes(settings.keyring[KEY])


def public_key(settings: Settings, municipality: Municipality) -> CertificateKey:
    """Return the verifier key of a municipality's certificates."""
    origin = signed.origin_of(municipality.slug)
    key = verifier_key(origin, signing_key(settings).public_key().public_bytes_raw())
    return CertificateKey(origin=origin, verifier_key=key)


async def issue(transaction: Transaction, settings: Settings, enrolment_id: UUID, issuing: Issuing) -> Certificate:
    """Give a participant their certificate.

    Raises TrainingUnfinished, TrainingMissing, CertificateIssued, SameActor for one's own, PersonErased.
    """
    await transaction.execute(enrolments.queries.lock_enrolment, enrolment_id)
    enrolment = await enrolments.find(transaction, enrolment_id)
    if transaction.actor_id == enrolment.participant_id:
        raise SameActor("Nobody certifies their own training.")
    completed_on = await completion_of(transaction, enrolment)
    cohort = await cohorts.find(transaction, enrolment.cohort_id)
    terms = (await calls.find(transaction, cohort.call_id)).terms
    training = await enrolments.training_of(transaction, enrolment.application_id)
    gates.check_training(training, max(terms.attendance_basis_points_min, 1))
    if await transaction.fetchval(queries.has_certificate, enrolment_id):
        raise CertificateIssued("Take the other one back first.")
    holder = await persons.read(transaction, enrolment.participant_id)
    language = issuing.language or msgspec.convert(holder.language, Language)
    said = SignedCertificate(
        origin=signed.origin_of(transaction.municipality.slug),
        id=uuid7(),
        holder=f"{holder.given_name} {holder.family_name}",
        title=terms.title.get(language) or terms.title[terms.languages[0]],
        attended=training.attended,
        sessions=training.attended + training.missed,
        completed_on=completed_on,
    )
    content = page(transaction.municipality, said, signed.sign(said, signing_key(settings)), language)
    name, owner = f"certificate-{said.id}.pdf", enrolment.participant_id
    paper = await pdf.render(TEMPLATE, content)
    file = await files.store(transaction, paper, name=name, person_id=owner, allowed={files.PDF})
    await keep(transaction, enrolment, said, language=language, file_id=file.id)
    return await find(transaction, said.id)


async def keep(
    transaction: Transaction, enrolment: Enrolment, said: SignedCertificate, *, language: str, file_id: UUID
) -> None:
    """Write a certificate down, without the name on it."""
    await transaction.execute(
        queries.insert_certificate,
        said.id,
        enrolment.id,
        language,
        said.attended,
        said.sessions,
        said.completed_on,
        file_id,
        transaction.now,
        transaction.actor_id,
    )
    await audit.record(transaction, "certificate_issued", object_type="enrolment", object_ids=[enrolment.id])


async def completion_of(transaction: Transaction, enrolment: Enrolment) -> date:
    """Return the last day of a participant's training. Raises TrainingUnfinished, saying what is still open."""
    row = await transaction.fetchrow(queries.select_completion, enrolment.id)
    assert row is not None
    if row["open"] or row["unrecorded"] or row["completed_on"] is None:
        detail = f"{row['open']} sessions are still to come, of {row['unrecorded']} the attendance is missing."
        raise TrainingUnfinished(detail, open=row["open"], unrecorded=row["unrecorded"])
    completed_on: date = row["completed_on"]
    return completed_on


def page(municipality: Municipality, said: SignedCertificate, note: str, language: Language) -> dict[str, Any]:
    """Return what stands on the paper."""
    wording = wordings()[language]
    completed_on = format_date(said.completed_on, "long", locale=locale(language))
    facts = {"attended": said.attended, "sessions": said.sessions, "completed_on": completed_on}
    return {
        "language": language,
        "title": wording.title,
        "issuer": wording.issuer.format(municipality=municipality.name.get(language) or municipality.slug),
        "certifies": wording.certifies,
        "holder": said.holder,
        "took_part": wording.took_part,
        "training": said.title,
        "attended": wording.attended.format(**facts),
        "check": wording.check,
        "number": wording.number,
        "id": str(said.id),
        "qr": pdf.qr_svg(note),
    }


async def revoke(transaction: Transaction, certificate_id: UUID, version: int, revoking: Revoking) -> Certificate:
    """Take a certificate back; the reason is sealed under the holder's key. Raises TransitionForbidden, Stale."""
    await transaction.execute(queries.lock_certificate, certificate_id)
    certificate = await find(transaction, certificate_id)
    check_version(certificate.version, version)
    after = transition(TRANSITIONS, certificate.state, "revoked")
    await transaction.execute(queries.revoke_certificate, certificate.id, after, transaction.now, transaction.actor_id)
    holder = certificate.participant_id
    await persons.keep_text(transaction, holder, f"revocation_{certificate.id.hex}", revoking.reason)
    await audit.record(
        transaction, "certificate_revoked", object_type="enrolment", object_ids=[certificate.enrolment_id]
    )
    return await find(transaction, certificate.id)


async def find(transaction: Transaction, certificate_id: UUID) -> Certificate:
    """Return a certificate: any for the office, the own one for participants. Raises NotFound."""
    certificate = await transaction.fetch_struct(Certificate, queries.select_certificate, certificate_id)
    is_own = certificate is not None and certificate.participant_id == transaction.actor_id
    if certificate is None or not (is_own or applications.in_office(transaction)):
        raise NotFound("There is no such certificate, or none that you may see.")
    return certificate


async def list_of(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Certificate]:
    """Return certificates in the order in which they were given; participants see their own."""
    own = None if applications.in_office(transaction) else transaction.actor_id
    return await transaction.fetch_structs(Certificate, queries.select_certificates, own, after, limit)


async def read(transaction: Transaction, certificate_id: UUID) -> FileContent:
    """Open the paper; the look is kept. Raises NotFound, PersonErased."""
    certificate = await find(transaction, certificate_id)
    return await files.read(transaction, certificate.file_id, purpose="incubator_case")


async def check(transaction: Transaction, settings: Settings, shown: Shown) -> Checked:
    """Return whether a certificate was signed here and still stands, for anybody. Raises CertificateNotOurs."""
    try:
        said = signed.open_certificate(shown.text, public_key(settings, transaction.municipality).verifier_key)
    except ProofFault as fault:
        raise CertificateNotOurs(str(fault)) from None
    state = await transaction.fetchval(queries.select_state, said.id)
    if state is None:
        raise CertificateNotOurs("It was signed by the key of this municipality, which knows of no such certificate.")
    return Checked(id=said.id, state=state, holder=said.holder, title=said.title, completed_on=said.completed_on)
