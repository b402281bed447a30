"""Translations: an application in another language beside its own, so that who judges can read it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.applying import answers, applications
from services.incubator.applying.answers import Answers
from services.incubator.applying.applications import Application
from services.incubator.calling import calls
from services.incubator.people import persons
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, LongText

queries = load_queries(__file__)

Language = Literal["el", "en", "ar", "es", "fr", "pt"]


class NewTranslation(Body, frozen=True, kw_only=True):
    """Answers in another language, and what the translator notes about them."""

    answers: Answers
    note: LongText | None = None
    made_by: Literal["person", "machine"] = "person"


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """An application in another language. The texts are gone once the applicant was erased."""

    language: str
    made_by: Literal["person", "machine"]
    translated_at: datetime
    answers: dict[str, str] = {}
    note: str | None = None


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """What the vault keeps of a translation."""

    answers: dict[str, str]
    note: str | None = None


class SameLanguage(Problem):
    """The application is in this language."""


async def translate(
    transaction: Transaction, application_id: UUID, language: Language, new: NewTranslation
) -> list[Translation]:
    """Put answers into another language, replacing an earlier translation into it. Raises SameLanguage, Malformed."""
    application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    if application.language == language:
        raise SameLanguage("Choose the language of those who are to read it.", language=language)
    terms = (await calls.find(transaction, application.call_id)).terms
    asked = {question.code for stage in terms.stages for question in stage.questions}
    unknown = [Fault(pointer=f"/answers/{code}", detail="No such question.") for code in new.answers.keys() - asked]
    if unknown:
        raise Malformed("Mend what is named in errors and send it again.", errors=unknown)
    await transaction.execute(
        queries.upsert_translation, application.id, language, new.made_by, transaction.now, transaction.actor_id
    )
    text = msgspec.json.encode(Sealed(answers=dict(new.answers), note=new.note)).decode()
    await persons.keep_text(transaction, application.applicant_id, field_of(application, language), text)
    return await listed(transaction, application_id)


def field_of(application: Application, language: str) -> str:
    """Return the name of the sealed field."""
    return f"translation_{language}_{application.id.hex}"


async def listed(transaction: Transaction, application_id: UUID) -> list[Translation]:
    """Return an application in other languages, for the office and those who apply. Raises NotFound."""
    application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    return await of_application(transaction, application, purpose="incubator_case")


async def of_application(transaction: Transaction, application: Application, *, purpose: str) -> list[Translation]:
    """Return an application in other languages; the look is kept."""
    found = await transaction.fetch_structs(Translation, queries.select_translations, application.id)
    fields = [field_of(application, each.language) for each in found]
    if not fields:
        return []
    texts = await persons.read_texts(transaction, application.applicant_id, fields, purpose=purpose)
    sealed = [msgspec.json.decode(texts.get(field, '{"answers": {}}'), type=Sealed) for field in fields]
    return [
        msgspec.structs.replace(each, answers=text.answers, note=text.note)
        for each, text in zip(found, sealed, strict=True)
    ]


async def shown(transaction: Transaction, application: Application) -> list[Translation]:
    """Return what reviewers see: the answers that they see in the original, too."""
    stage = await applications.stage_of(transaction, application)
    found = await of_application(transaction, application, purpose="review")
    return [msgspec.structs.replace(each, answers=answers.shown_to_reviewers(stage, each.answers)) for each in found]
