"""Case files: everything of one application as one ZIP archive, for a court, an auditor or another authority.

`case.json` is for machines: the case, its history, every assessment explained in Greek, English and Arabic, what was
asked and answered, decision and appeal. Beside it lie the letter and every paper that was handed in.
"""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from uuid import UUID

import msgspec

from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import Forbidden, NotFound
from services.kit.files import FileContent
from services.kit.sentences import LANGUAGES
from services.registry.assessing.assessments import Assessed
from services.registry.cases import (
    appeals,
    assignments,
    cases,
    decision_letters,
    decisions,
    info_requests,
    notes,
    papers,
)
from services.registry.cases.appeals import Appeal
from services.registry.cases.assignments import Assignment
from services.registry.cases.cases import AssessmentShown, Case
from services.registry.cases.info_requests import InfoRequest
from services.registry.cases.notes import Note
from services.registry.privacy.purposes import Purpose

NOTE_READERS = frozenset({"supervisor", "auditor"})
ZIP = "application/zip"


class AssessmentKept(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment as the very bytes that went in and came out, and explained in every language."""

    facts: str
    result: str
    explained: dict[str, AssessmentShown]


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in `case.json`."""

    case: Case
    assessments: list[AssessmentKept]
    info_requests: list[InfoRequest]
    assignments: list[Assignment]
    appeal: Appeal | None
    notes: list[Note] | None
    """None where nobody asked for them."""
    files: dict[str, UUID]
    """Each paper's file name in the archive, with its id. Those of erased persons are missing."""


async def export(transaction: Transaction, application_id: UUID, *, purpose: Purpose, with_notes: bool) -> FileContent:
    """Return the file of a case as a ZIP archive; who took it and why is kept. Raises NotFound, Forbidden."""
    if with_notes and transaction.context.actor_roles.isdisjoint(NOTE_READERS):
        raise Forbidden("A supervisor or an auditor takes the notes with the file.")
    case = await cases.find(transaction, application_id)
    await audit.record(
        transaction, "case_exported", object_type="application", object_ids=[application_id], purpose=purpose
    )
    contents = await documents(transaction, case, purpose=purpose)
    shown = CaseFile(
        case=case,
        assessments=[kept(assessed) for assessed in await decisions.assessments_of(transaction, application_id)],
        info_requests=await info_requests.with_words(transaction, case.info_requests, purpose=purpose),
        assignments=await assignments.of_application(transaction, application_id),
        appeal=None if case.appeal is None else await appeals.read(transaction, case.appeal.id, purpose=purpose),
        notes=await notes.read(transaction, application_id, purpose=purpose) if with_notes else None,
        files={_name(paper): paper.id for paper in case.papers if _name(paper) in contents},
    )
    contents["case.json"] = msgspec.json.format(msgspec.json.encode(shown))
    if case.decision is not None and case.decision.outcome is not None:
        contents["letter.pdf"] = await decision_letters.paper(transaction, application_id, purpose=purpose)
    content = await asyncio.to_thread(archive, contents)
    return FileContent(name=f"case-{application_id}.zip", media_type=ZIP, content=content)


async def documents(transaction: Transaction, case: Case, *, purpose: Purpose) -> dict[str, bytes]:
    """Return the content of every paper by its name in the archive, without those of erased persons."""
    contents: dict[str, bytes] = {}
    for paper in case.papers:
        try:
            opened = await papers.read(transaction, paper.id, purpose=purpose)
        except NotFound:
            continue
        contents[_name(paper)] = opened.content
    return contents


def _name(paper: papers.Paper) -> str:
    return f"papers/{papers.name_of(paper)}"


def kept(assessed: Assessed) -> AssessmentKept:
    """Return an assessment in every language."""
    return AssessmentKept(
        facts=assessed.facts,
        result=assessed.result,
        explained={language: cases.shown(assessed, language) for language in LANGUAGES},
    )


def archive(contents: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files by name. Papers are compressed already, so they are only stored."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as opened:
        for name, content in sorted(contents.items()):
            opened.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
