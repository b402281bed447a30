"""Evidence for an enterprise's gates: where a paper is, and the digest of what was seen. Written once."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.incubator.calling.stages import Code
from services.incubator.ventures import enterprises, gates
from services.incubator.ventures.enterprises import Sha256
from services.incubator.ventures.gates import Gate
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)


class NewEvidence(Body, frozen=True, kw_only=True):
    """A paper: its kind for a gate, where it is kept, and the SHA-256 (hex) of its content."""

    gate: Gate
    kind: Code
    reference: ShortText
    sha256: Sha256


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that was recorded."""

    id: UUID
    enterprise_id: UUID
    gate: Gate
    kind: str
    reference: str
    sha256: str
    recorded_at: datetime
    recorded_by: UUID


class KindNotAsked(Problem):
    """The gate does not ask for this kind of evidence."""


async def record(transaction: Transaction, enterprise_id: UUID, new: NewEvidence) -> Evidence:
    """Record a paper. Raises KindNotAsked, naming the kinds that the gate asks for."""
    enterprise = await enterprises.find(transaction, enterprise_id)
    asked = gates.rules_of(enterprise.country).evidence.get(new.gate, ())
    if new.kind not in asked:
        raise KindNotAsked(f"{new.gate} asks for other evidence.", kinds=list(asked))
    recorded = await transaction.fetch_struct(
        Evidence,
        queries.insert_evidence,
        uuid7(),
        enterprise.id,
        new.gate,
        new.kind,
        new.reference,
        new.sha256,
        transaction.now,
        transaction.actor_id,
    )
    assert recorded is not None
    return recorded


async def find(transaction: Transaction, evidence_id: UUID) -> Evidence:
    """Return a paper. Raises NotFound."""
    evidence = await transaction.fetch_struct(Evidence, queries.select_paper, evidence_id)
    if evidence is None:
        raise NotFound("There is no such evidence.")
    return evidence


async def list_of(transaction: Transaction, enterprise_id: UUID) -> list[Evidence]:
    """Return an enterprise's papers, oldest first."""
    await enterprises.find(transaction, enterprise_id)
    return await transaction.fetch_structs(Evidence, queries.select_evidence, enterprise_id)
