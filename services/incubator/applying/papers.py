"""Papers: files that applicants hand in, sealed under the applicant's key: PDF, JPEG or PNG by their content."""

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.incubator.applying import applications
from services.incubator.applying.applications import Application, DraftClosed
from services.incubator.calling.stages import Asked, Stage
from services.incubator.people import persons
from services.kit import files
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.files import FileContent
from services.kit.sql import load_queries

queries = load_queries(__file__)

APPLICATION_BYTES_MAX: Final = 64 * 1024 * 1024
"""All papers of one application together; they leave in one export."""
SUFFIXES: Final = {files.PDF: "pdf", files.JPEG: "jpg", files.PNG: "png"}
WRITABLE: Final = ("draft", "screening_info")


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper on file."""

    id: UUID
    application_id: UUID
    stage: int
    kind: str
    file_id: UUID
    media_type: str
    size_bytes: int
    sha256: str
    uploaded_at: datetime
    removed_at: datetime | None


class PaperNotAsked(Problem):
    """The stage does not ask for a paper of this kind."""


class PapersTooLarge(Problem):
    """The application holds as many papers as it may."""


class PapersMissing(Problem):
    """The stage asks for papers that are not there."""


async def upload(transaction: Transaction, application_id: UUID, kind: str, content: bytes) -> Paper:
    """Seal a file; the same file again is the paper that is there.

    Raises DraftClosed, PaperNotAsked, PapersTooLarge, FileTooLarge, FileKindRefused.
    """
    application = await lock(transaction, application_id)
    asked = await asked_of(transaction, application)
    if kind not in asked:
        raise PaperNotAsked("Choose one of the kinds.", kinds=sorted(asked))
    sha256 = hashlib.sha256(content).hexdigest()
    held = await of_application(transaction, application.id)
    same = [paper for paper in held if (paper.kind, paper.sha256) == (kind, sha256)]
    if same:
        return same[0]
    size = sum(paper.size_bytes for paper in held) + len(content)
    if size > APPLICATION_BYTES_MAX:
        raise PapersTooLarge(f"They would have {size} bytes together.", bytes_max=APPLICATION_BYTES_MAX)
    owner = application.applicant_id
    file = await files.store(transaction, content, name=kind, person_id=owner, allowed=files.UPLOADS)
    paper_id = uuid7()
    await transaction.execute(
        queries.insert_paper,
        paper_id,
        application.id,
        application.stage,
        kind,
        file.id,
        file.media_type,
        file.size_bytes,
        sha256,
        transaction.now,
        transaction.actor_id,
    )
    await transaction.execute(applications.queries.reopen_signatures, application.id)
    return await find(transaction, paper_id)


async def remove(transaction: Transaction, paper_id: UUID) -> Paper:
    """Take a paper out of what is sent; it stays on file. Raises DraftClosed."""
    paper = await find(transaction, paper_id)
    await lock(transaction, paper.application_id)
    await transaction.execute(queries.remove_paper, paper_id, transaction.now, transaction.actor_id)
    await transaction.execute(applications.queries.reopen_signatures, paper.application_id)
    return await find(transaction, paper_id)


async def lock(transaction: Transaction, application_id: UUID) -> Application:
    """Return an application that is written in. Raises NotFound, DraftClosed."""
    await transaction.execute(applications.queries.lock_application, application_id)
    application = await applications.find(transaction, application_id)
    if application.state not in WRITABLE:
        raise DraftClosed("Papers are handed in before it is sent, or when the office asks.", state=application.state)
    return application


async def asked_of(transaction: Transaction, application: Application) -> dict[str, Asked]:
    """Return what papers the present stage asks for, by kind."""
    return {each.code: each for each in (await applications.stage_of(transaction, application)).papers}


async def check_complete(transaction: Transaction, stage: Stage, application: Application) -> None:
    """Raise PapersMissing, naming each mandatory paper of the stage that is not there."""
    kinds = {paper.kind for paper in await of_application(transaction, application.id)}
    missing = [each.code for each in stage.papers if each.mandatory and each.code not in kinds]
    if missing:
        raise PapersMissing("Hand in what is missing first.", missing=missing)


async def of_application(transaction: Transaction, application_id: UUID) -> list[Paper]:
    """Return the papers that are part of an application, in the order in which they came."""
    return await transaction.fetch_structs(Paper, queries.select_papers, application_id)


async def listed(transaction: Transaction, application_id: UUID) -> list[Paper]:
    """Return an application's papers, for the office and those who apply. Raises NotFound, ReviewIsBlind."""
    application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    return await of_application(transaction, application_id)


async def find(transaction: Transaction, paper_id: UUID) -> Paper:
    """Return what is known of a paper without opening it. Raises NotFound, ReviewIsBlind."""
    paper = await transaction.fetch_struct(Paper, queries.select_paper, paper_id)
    if paper is None:
        raise NotFound("There is no such paper.")
    application = await applications.find(transaction, paper.application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    return paper


async def read(transaction: Transaction, paper_id: UUID) -> FileContent:
    """Open a paper; the look is kept. Raises NotFound, ReviewIsBlind, PersonErased."""
    return await opened(transaction, await find(transaction, paper_id), purpose="incubator_case")


async def opened(transaction: Transaction, paper: Paper, *, purpose: str) -> FileContent:
    """Return a paper's file under a name that names nobody."""
    content = await files.read(transaction, paper.file_id, purpose=purpose)
    return msgspec.structs.replace(content, name=f"{paper.kind}-{paper.id}.{SUFFIXES[paper.media_type]}")


def shown_to_reviewers(stage: Stage, papers: list[Paper]) -> list[Paper]:
    """Return the papers that a stage's reviewers may open."""
    shown = {each.code for each in stage.papers if not each.hidden_from_reviewers}
    return [paper for paper in papers if paper.kind in shown]
