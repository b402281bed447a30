"""Papers: files that are handed in for an application, sealed under the key of the person whom they are about.

PDF, JPEG or PNG by their content. One that is replaced or rejected stays on file; what was seen of it stands no more.
"""

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.kit import files
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.files import FileContent
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Code
from services.registry.cases import applications, evidence, info_requests
from services.registry.cases.applications import Application
from services.registry.cases.evidence import Evidence, NewEvidence, PaperNotUsable
from services.registry.households import households
from services.registry.people import aliases
from services.registry.privacy.purposes import Purpose

queries = load_queries(__file__)

APPLICATION_BYTES_MAX: Final = 64 * 1024 * 1024
"""All papers of one application together; they leave in one export."""
SUFFIXES: Final = {files.PDF: "pdf", files.JPEG: "jpg", files.PNG: "png"}


class NewPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file that is handed in. Without a person it is about the applicant."""

    kind: Code
    person_id: UUID | None = None
    replaces_id: UUID | None = None


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper on file. It stands unless it was replaced or rejected."""

    id: UUID
    application_id: UUID
    person_id: UUID
    kind: str
    file_id: UUID
    media_type: str
    size_bytes: int
    uploaded_at: datetime
    uploaded_by: UUID
    replaces_id: UUID | None
    replaced_by_id: UUID | None
    rejected_for: str | None
    rejected_at: datetime | None
    rejected_by: UUID | None


class PaperRejection(Body, frozen=True, kw_only=True):
    """Why a paper is not accepted, as a code such as `unreadable`."""

    reason: Code


class OutsideHousehold(Problem):
    """This person does not belong to the household."""


class PapersTooLarge(Problem):
    """The application holds as many papers as it may."""


async def upload(transaction: Transaction, application_id: UUID, new: NewPaper, content: bytes) -> Paper:
    """Seal a file and add it to the case; the same file again is the paper that is there already.

    Raises CaseClosed, OutsideHousehold, PaperNotUsable, PapersTooLarge, FileTooLarge, FileKindRefused, PersonErased.
    """
    application = await applications.lock_open(transaction, application_id)
    person_id = await subject_of(transaction, application, new.person_id)
    sha256 = hashlib.sha256(content).hexdigest()
    same = await transaction.fetchval(queries.find_same, application.id, new.kind, sha256)
    if same is not None:
        return await find(transaction, same)
    held = await transaction.fetchval(queries.sum_bytes, application.id)
    if held + len(content) > APPLICATION_BYTES_MAX:
        raise PapersTooLarge(f"They have {held} bytes together.", bytes_max=APPLICATION_BYTES_MAX)
    file = await files.store(transaction, content, name=new.kind, person_id=person_id, allowed=files.UPLOADS)
    paper_id = uuid7()
    await transaction.execute(
        queries.insert_paper,
        paper_id,
        application.id,
        person_id,
        new.kind,
        file.id,
        sha256,
        new.replaces_id,
        transaction.now,
        transaction.actor_id,
    )
    await info_requests.look_for_answer(transaction, application)
    return await find(transaction, paper_id)


async def replace(transaction: Transaction, paper_id: UUID, content: bytes) -> Paper:
    """Hand in a better file for a paper; the older one stays on file. Raises what `upload` raises."""
    older = await find(transaction, paper_id)
    await applications.lock_open(transaction, older.application_id)
    older = await find(transaction, paper_id)
    if older.replaced_by_id is not None:
        raise PaperNotUsable("It was replaced already.", paper_id=older.replaced_by_id)
    new = NewPaper(kind=older.kind, person_id=older.person_id, replaces_id=older.id)
    paper = await upload(transaction, older.application_id, new, content)
    if paper.id != older.id:
        await evidence.revoke_of_paper(transaction, older.id)
    return paper


async def reject(transaction: Transaction, paper_id: UUID, rejection: PaperRejection) -> Paper:
    """Refuse a paper with a reason; what was seen of it stands no more. Raises PaperNotUsable, CaseClosed."""
    paper = await find(transaction, paper_id)
    await applications.lock_open(transaction, paper.application_id)
    if not await transaction.fetchval(
        queries.insert_rejection, paper_id, rejection.reason, transaction.now, transaction.actor_id
    ):
        raise PaperNotUsable("It was rejected already.", paper_id=paper_id)
    await evidence.revoke_of_paper(transaction, paper_id)
    return await find(transaction, paper_id)


async def see(transaction: Transaction, application_id: UUID, seen: NewEvidence) -> list[Evidence]:
    """Note a paper as seen and return all that were. Raises CaseClosed, Malformed, PaperNotUsable, NotFound."""
    application = await applications.lock_open(transaction, application_id)
    rules = applications.rules_of_case(transaction, application)
    await evidence.add_all(transaction, application.id, [("", seen)], rules)
    await info_requests.look_for_answer(transaction, application)
    return await evidence.of_application(transaction, application.id)


async def subject_of(transaction: Transaction, application: Application, person_id: UUID | None) -> UUID:
    """Return whom something in a case is about: this member, else the applicant. Raises OutsideHousehold."""
    day = application.applied_on or transaction.today
    members = await households.members_on(transaction, application.household_id, day)
    if person_id is None:
        return next(member.person_id for member in members if member.relation == "applicant")
    await aliases.refuse(transaction, person_id)
    if person_id not in {member.person_id for member in members}:
        raise OutsideHousehold("Name a member of the household, or nobody for the applicant.", person_id=person_id)
    return person_id


async def find(transaction: Transaction, paper_id: UUID) -> Paper:
    """Return what is known of a paper without opening it. Raises NotFound."""
    paper = await transaction.fetch_struct(Paper, queries.find_paper, paper_id)
    if paper is None:
        raise NotFound(f"There is no paper {paper_id}.")
    return paper


async def of_application(transaction: Transaction, application_id: UUID) -> list[Paper]:
    """Return all papers of a case, those too that were replaced or rejected, in the order in which they came."""
    return await transaction.fetch_structs(Paper, queries.list_papers, application_id)


async def listed(transaction: Transaction, application_id: UUID) -> list[Paper]:
    """Return all papers of a case. Raises NotFound, OwnCase."""
    await applications.look_into(transaction, application_id)
    return await of_application(transaction, application_id)


async def read(transaction: Transaction, paper_id: UUID, *, purpose: Purpose) -> FileContent:
    """Open a paper; who did, why and when is kept. Raises NotFound, OwnCase, PersonErased."""
    paper = await find(transaction, paper_id)
    await applications.look_into(transaction, paper.application_id)
    opened = await files.read(transaction, paper.file_id, purpose=purpose)
    return msgspec.structs.replace(opened, name=name_of(paper))


def name_of(paper: Paper) -> str:
    """Return a paper's file name, which names nobody."""
    return f"{paper.kind}-{paper.id}.{SUFFIXES[paper.media_type]}"
