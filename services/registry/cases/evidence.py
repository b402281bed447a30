"""Evidence: what a caseworker says to have seen for an application, until when it counts, and what is still missing.

An uploaded paper (`papers.py`) is no evidence by itself: it counts once somebody has looked at it and says so.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.assessing.facts import Code
from services.registry.assessing.rules import Rules, procedure_of

queries = load_queries(__file__)


class NewEvidence(Body, frozen=True, kw_only=True):
    """A paper that was seen, as a code such as `tax_return`; which of the uploaded ones, where there is one.

    `issued_on` and `expires_on` are the days printed on it. How long it counts after its issue is in the rules.
    """

    kind: Code
    paper_id: UUID | None = None
    issued_on: date | None = None
    expires_on: date | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was seen, when and by whom, and the last day on which it counts."""

    kind: str
    seen_at: datetime
    seen_by: UUID
    paper_id: UUID | None
    expires_on: date | None


class EvidenceMissing(Problem):
    """Mandatory evidence is not on file, or counts no more."""


class PaperNotUsable(Problem):
    """This is no paper of this kind that still stands: it was replaced or rejected."""


def last_day(rules: Rules, paper: NewEvidence) -> date | None:
    """Return the last day on which a paper counts: the one printed on it or the one by the rules, the earlier."""
    valid_days = procedure_of(rules).valid_days.get(paper.kind)
    by_rules = None if valid_days is None or paper.issued_on is None else paper.issued_on + timedelta(days=valid_days)
    return min((day for day in (paper.expires_on, by_rules) if day is not None), default=None)


def faults_of(rules: Rules, paper: NewEvidence, pointer: str, *, today: date) -> list[Fault]:
    """Return what is wrong with a paper's dates: the rules may need to know when it was issued."""
    if paper.issued_on is None:
        needed = paper.kind in procedure_of(rules).valid_days
        return [Fault(pointer=f"{pointer}/issued_on", detail="Say when this paper was issued.")] if needed else []
    # 200 years before today: what is added to a date must stay one.
    possible = today - timedelta(days=73_000) <= paper.issued_on <= today
    detail = "The date of issue is in the future or too long ago."
    return [] if possible else [Fault(pointer=f"{pointer}/issued_on", detail=detail)]


async def add_all(
    transaction: Transaction, application_id: UUID, papers: Sequence[tuple[str, NewEvidence]], rules: Rules
) -> None:
    """Note papers as seen, each with the JSON pointer at which it stands in the request.

    What is seen already stays as it was seen first, unless now another paper or another last day is named, or it has
    run out. Raises Malformed, PaperNotUsable.
    """
    faults = [fault for at, paper in papers for fault in faults_of(rules, paper, at, today=transaction.today)]
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    seen = {paper.kind: paper for _, paper in reversed(papers)}
    kinds, paper_ids = list(seen), [paper.paper_id for paper in seen.values()]
    last_days = [last_day(rules, paper) for paper in seen.values()]
    for kind, paper_id in zip(kinds, paper_ids, strict=True):
        if paper_id and not await transaction.fetchval(queries.find_standing_paper, application_id, kind, paper_id):
            raise PaperNotUsable("Name one that stands, or none.", kind=kind, paper_id=paper_id)
    now, actor_id = transaction.now, transaction.actor_id
    await transaction.execute(
        queries.revoke_superseded, application_id, kinds, paper_ids, last_days, transaction.today, now, actor_id
    )
    ids = [uuid7() for _ in kinds]
    await transaction.execute(queries.insert_evidence, application_id, ids, kinds, paper_ids, last_days, now, actor_id)


async def revoke_of_paper(transaction: Transaction, paper_id: UUID) -> None:
    """Let what was seen of a paper stand no longer: it was replaced or rejected."""
    await transaction.execute(queries.revoke_of_paper, paper_id, transaction.now, transaction.actor_id)


async def of_application(transaction: Transaction, application_id: UUID) -> list[Evidence]:
    """Return the papers that were seen and stand, in the order in which they were noted."""
    return await transaction.fetch_structs(Evidence, queries.find_evidence, application_id)


async def missing(transaction: Transaction, application_id: UUID, rules: Rules) -> list[str]:
    """Return the mandatory papers that nobody has seen, or that have run out by today."""
    today = transaction.today
    seen = await of_application(transaction, application_id)
    counting = {paper.kind for paper in seen if paper.expires_on is None or paper.expires_on >= today}
    return [kind for kind in rules.evidence.mandatory if kind not in counting]


async def require(transaction: Transaction, application_id: UUID, rules: Rules) -> None:
    """Raise EvidenceMissing unless all mandatory papers were seen: nobody approves without them."""
    absent = await missing(transaction, application_id, rules)
    if absent:
        raise EvidenceMissing("Add what is missing before you approve.", missing=absent)
