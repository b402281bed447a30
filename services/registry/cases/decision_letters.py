"""Decision letters: a decision on paper and by message, in the person's language, with every reason's legal source.

A rejection names each condition that was not met; every decision says until when and how it can be appealed.
"""

from pathlib import Path
from typing import Any, Final
from uuid import UUID

from services.kit import audit, pdf
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sentences import Sentence, say, sentence
from services.kit.sql import load_queries
from services.registry.assessing.assessments import Assessment, explain
from services.registry.cases import appeals, applications, decisions, info_requests
from services.registry.cases.appeals import Appeal
from services.registry.cases.applications import Application
from services.registry.cases.decisions import Decision
from services.registry.letters import notices
from services.registry.people import persons
from services.registry.privacy.purposes import Purpose

queries = load_queries(__file__)

PAPER: Final = Path(__file__).with_name("decision_letter.typ")
APPEAL: Final = (
    sentence("You can hand in your appeal where you applied, in your own words."),
    sentence("Somebody who took no part in this decision decides on it."),
)


class NotDecided(Problem):
    """There is no letter before there is a decision."""


async def paper(transaction: Transaction, application_id: UUID, *, purpose: Purpose) -> bytes:
    """Return the letter of a decision, and of the ruling on an appeal, as a PDF; who made it and why is kept.

    Raises NotFound, OwnCase, NotDecided.
    """
    application = await applications.look_into(transaction, application_id)
    decision = await decisions.find(transaction, application_id)
    if decision is None or decision.outcome is None:
        raise NotDecided("Ask for it when the application is decided.")
    applicant_id = await info_requests.applicant_of(transaction, application)
    await audit.record(
        transaction, "letter_printed", object_type="application", object_ids=[application_id], purpose=purpose
    )
    found: str | None = await transaction.fetchval(queries.find_language, applicant_id)
    recipients = await persons.recipients(transaction, [applicant_id], purpose=purpose)
    language = found or transaction.municipality.language
    appeal = await appeals.of_application(transaction, application_id)
    pages = [decision_page(transaction, application, decision, await assessment_of(transaction, decision), language)]
    if appeal is not None and appeal.outcome is not None:
        pages.append(ruling_page(transaction, appeal, language))
    envelope = {
        "language": language,
        "office": office_of(transaction, language),
        "recipient": recipients.get(applicant_id, []),
        "reference": said(transaction, sentence("Reference: {reference}", reference=str(application_id)), language),
    }
    return await pdf.render(PAPER, envelope | {"pages": pages})


def office_of(transaction: Transaction, language: str) -> str:
    """Return the municipality's name in a language, else in its own."""
    names, own = transaction.municipality.name, transaction.municipality.language
    return names.get(language) or names.get(own) or transaction.municipality.slug


async def assessment_of(transaction: Transaction, decision: Decision) -> Assessment:
    """Return the assessment that a decision stands on; the case may have been assessed again under appeal."""
    found = await decisions.assessments_of(transaction, decision.application_id)
    return next(assessed for assessed in found if assessed.id == decision.assessment_id).assessment()


def decision_page(
    transaction: Transaction, application: Application, decision: Decision, assessment: Assessment, language: str
) -> dict[str, Any]:
    """Return what stands on the page of a decision."""
    assert decision.decided_at is not None
    told = notices.decision(
        decision.id, assessment, outcome=decision.outcome or decision.recommended_outcome, reason=decision.reason
    )
    rejected = decision.outcome == "rejected"
    lines = [line for line in explain(assessment, language) if line.outcome == "failed" or not rejected]
    unmet = {line.sentence for line in lines} if rejected else set()
    sources = list(dict.fromkeys(line.legal_source for line in lines))
    words = [said(transaction, each, language) for each in (told.body, *told.details)]
    heading = sentence("What was not met") if rejected else sentence("How this was found")
    until = decisions.until_sentence(transaction, application, decision.decided_at)
    decided_on = decision.decided_at.astimezone(transaction.municipality.zone).date().isoformat()
    return {
        "dated": said(transaction, sentence("Decided on {decided_on}", decided_on=decided_on), language),
        "subject": said(transaction, told.subject, language),
        "paragraphs": [each for each in words if each not in unmet],
        "lines_heading": said(transaction, heading, language) if lines else "",
        "source_heading": said(transaction, sentence("Legal source"), language),
        "lines": [[line.sentence, str(sources.index(line.legal_source) + 1)] for line in lines],
        "sources": sources,
        "closing_heading": said(transaction, sentence("If you do not agree"), language),
        "closing": [said(transaction, each, language) for each in (until, *APPEAL)],
    }


def ruling_page(transaction: Transaction, appeal: Appeal, language: str) -> dict[str, Any]:
    """Return what stands on the page of a ruling."""
    assert appeal.ruled_at is not None
    told = appeals.ruled(appeal)
    ruled_on = appeal.ruled_at.astimezone(transaction.municipality.zone).date().isoformat()
    return {
        "dated": said(transaction, sentence("Decided on {decided_on}", decided_on=ruled_on), language),
        "subject": said(transaction, told.subject, language),
        "paragraphs": [said(transaction, each, language) for each in (told.body, *told.details)],
    }


def said(transaction: Transaction, words: Sentence, language: str) -> str:
    """Return a sentence in a language, with amounts in the municipality's currency."""
    return say("registry", words, language, currency=transaction.municipality.currency)
