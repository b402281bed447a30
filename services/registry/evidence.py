"""Evidence: which papers somebody has seen for an application, and which are still missing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body
from services.registry.facts import Code
from services.registry.rules import Rules

queries = load_queries(__file__)


class NewEvidence(Body, frozen=True, kw_only=True):
    """A paper that was seen, as a code such as `tax_return`."""

    kind: Code


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was seen, when and by whom."""

    kind: str
    seen_at: datetime
    seen_by: UUID


class EvidenceMissing(Problem):
    """Mandatory evidence is not on file."""


async def add_all(transaction: Transaction, application_id: UUID, papers: Sequence[NewEvidence]) -> None:
    """Note papers as seen; one that was noted before stays as it is."""
    kinds = list(dict.fromkeys(paper.kind for paper in papers))
    ids = [uuid7() for _ in kinds]
    await transaction.execute(
        queries.insert_evidence, application_id, ids, kinds, transaction.now, transaction.actor_id
    )


async def add(transaction: Transaction, application_id: UUID, paper: NewEvidence) -> list[Evidence]:
    """Note a paper as seen and return all that were. Raises NotFound for an unknown application."""
    if not await transaction.fetchval(queries.application_exists, application_id):
        raise NotFound(f"There is no application {application_id}.")
    await add_all(transaction, application_id, [paper])
    return await of_application(transaction, application_id)


async def of_application(transaction: Transaction, application_id: UUID) -> list[Evidence]:
    """Return the papers that were seen, in the order in which they were noted."""
    return await transaction.fetch_structs(Evidence, queries.find_evidence, application_id)


async def missing(transaction: Transaction, application_id: UUID, rules: Rules) -> list[str]:
    """Return the mandatory papers that nobody has seen."""
    seen = {paper.kind for paper in await of_application(transaction, application_id)}
    return [kind for kind in rules.evidence.mandatory if kind not in seen]


async def require(transaction: Transaction, application_id: UUID, rules: Rules) -> None:
    """Raise EvidenceMissing unless all mandatory papers were seen: nobody approves without them."""
    absent = await missing(transaction, application_id, rules)
    if absent:
        raise EvidenceMissing("Add what is missing before you approve.", missing=absent)
