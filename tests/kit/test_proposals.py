"""Four eyes, by trying to break them: the same person twice, another payload, a replay, an edit behind our back."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest

from services.kit import audit, proposals
from services.kit.db import Database, Transaction, uuid7
from services.kit.errors import NotFound, SameActor, TransitionForbidden
from services.kit.proposals import Proposal, ProposalChanged, ProposalExpired, ProposalOpen, Proposing


class Funding(msgspec.Struct, frozen=True, kw_only=True):
    budget_line_id: UUID
    amount_minor: int
    currency: str


FUNDING = Funding(budget_line_id=uuid7(), amount_minor=5_000_000, currency="EUR")


def by_another(transaction: Transaction, later: timedelta = timedelta()) -> Transaction:
    context = msgspec.structs.replace(transaction.context, actor_id=uuid7(), now=transaction.now + later)
    return Transaction(transaction.connection, context, transaction.tenants)


async def propose(transaction: Transaction, approvers: int = 1) -> Proposal:
    proposing = Proposing(
        kind="fund_budget_line", subject_id=FUNDING.budget_line_id, payload=FUNDING, approvers=approvers
    )
    return await proposals.propose(transaction, proposing)


async def approve(transaction: Transaction, proposal: Proposal) -> Proposal:
    return await proposals.approve(transaction, proposal.id, payload_hash=proposal.payload_hash)


async def test_a_second_person_approves_and_it_is_executed_once(transaction: Transaction) -> None:
    proposal = await propose(transaction)
    checker = by_another(transaction)
    approved = await approve(checker, proposal)
    assert (approved.state, approved.first_checker_id, approved.version) == ("approved", checker.actor_id, 2)
    assert await proposals.execute(checker, proposal.id, Funding) == FUNDING
    with pytest.raises(TransitionForbidden):
        await proposals.execute(checker, proposal.id, Funding)


async def test_each_step_is_in_the_audit(transaction: Transaction) -> None:
    proposal = await propose(transaction)
    await approve(by_another(transaction), proposal)
    await proposals.execute(transaction, proposal.id, Funding)
    steps = await audit.entries(transaction, object_type="proposal", object_id=proposal.id)
    assert {step.action for step in steps} == {
        "fund_budget_line_proposed",
        "fund_budget_line_approved",
        "fund_budget_line_executed",
    }


async def test_the_maker_never_approves(transaction: Transaction) -> None:
    proposal = await propose(transaction)
    with pytest.raises(SameActor):
        await approve(transaction, proposal)


async def test_two_approvers_are_two_persons(transaction: Transaction) -> None:
    proposal = await propose(transaction, approvers=2)
    first = by_another(transaction)
    assert (await approve(first, proposal)).state == "proposed"
    with pytest.raises(TransitionForbidden):
        await proposals.execute(first, proposal.id, Funding)
    with pytest.raises(SameActor):
        await approve(first, proposal)
    with pytest.raises(SameActor):
        await approve(transaction, proposal)
    assert (await approve(by_another(transaction), proposal)).state == "approved"


async def test_only_the_hash_of_what_was_proposed_approves_it(transaction: Transaction) -> None:
    proposal = await propose(transaction)
    larger = msgspec.structs.replace(FUNDING, amount_minor=FUNDING.amount_minor * 10)
    with pytest.raises(ProposalChanged) as refused:
        await proposals.approve(
            by_another(transaction),
            proposal.id,
            payload_hash=proposals.hash_of("fund_budget_line", FUNDING.budget_line_id, larger),
        )
    assert refused.value.members["payload_hash"] == proposal.payload_hash


def test_the_hash_covers_kind_subject_and_payload_and_not_the_order_of_keys() -> None:
    subject_id = uuid7()
    payload = {"a": 1, "b": {"c": None, "d": ["x", True]}}
    known = proposals.hash_of("k", subject_id, payload)
    assert proposals.hash_of("k", subject_id, {"b": {"d": ["x", True], "c": None}, "a": 1}) == known
    assert proposals.hash_of("l", subject_id, payload) != known
    assert proposals.hash_of("k", uuid7(), payload) != known
    assert proposals.hash_of("k", subject_id, {**payload, "a": 2}) != known


def test_a_float_cannot_be_proposed() -> None:
    with pytest.raises(TypeError):
        proposals.hash_of("k", uuid7(), {"amounts": [{"share": 0.5}]})


async def test_nothing_is_decided_after_a_day(transaction: Transaction) -> None:
    proposal = await propose(transaction)
    with pytest.raises(ProposalExpired):
        await approve(by_another(transaction, timedelta(hours=24)), proposal)
    assert (await approve(by_another(transaction, timedelta(hours=23, minutes=59)), proposal)).state == "approved"
    with pytest.raises(ProposalExpired):
        await proposals.execute(by_another(transaction, timedelta(hours=25)), proposal.id, Funding)


async def test_one_thing_has_one_open_proposal(transaction: Transaction) -> None:
    first = await propose(transaction)
    with pytest.raises(ProposalOpen):
        await propose(by_another(transaction))
    assert await proposals.waiting(transaction, kinds=["fund_budget_line"]) == [first]
    second = await propose(by_another(transaction, timedelta(days=2)))
    assert (await proposals.get(transaction, first.id)).state == "expired"
    assert [each.id for each in await proposals.of_subject(transaction, FUNDING.budget_line_id)] == [
        second.id,
        first.id,
    ]


async def test_what_was_rejected_stays_so_and_makes_room(transaction: Transaction) -> None:
    proposal = await propose(transaction)
    assert (await proposals.reject(by_another(transaction), proposal.id)).state == "rejected"
    with pytest.raises(TransitionForbidden):
        await approve(by_another(transaction), proposal)
    assert (await propose(transaction)).state == "proposed"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("UPDATE proposals SET payload = '{}' WHERE id = $1", asyncpg.InsufficientPrivilegeError),
        ("UPDATE proposals SET maker_id = first_checker_id WHERE id = $1", asyncpg.InsufficientPrivilegeError),
        ("UPDATE proposals SET approvers = 1 WHERE id = $1", asyncpg.InsufficientPrivilegeError),
        ("DELETE FROM proposals WHERE id = $1", asyncpg.InsufficientPrivilegeError),
        ("UPDATE proposals SET first_checker_id = maker_id WHERE id = $1", asyncpg.CheckViolationError),
        (
            "UPDATE proposals SET state = 'approved', decided_at = proposed_at WHERE id = $1",
            asyncpg.CheckViolationError,
        ),
    ],
)
async def test_the_database_refuses_what_the_code_would_not_do(
    transaction: Transaction, change: str, error: type[Exception]
) -> None:
    proposal = await propose(transaction, approvers=2)
    with pytest.raises(error):
        await transaction.execute(change, proposal.id)


async def test_another_tenant_sees_no_proposal(transaction: Transaction, database: Database) -> None:
    proposal = await propose(transaction)
    await transaction.execute(f"SET LOCAL koinon.municipalities = '{{{list(database.tenants)[1]}}}'")
    with pytest.raises(NotFound):
        await approve(by_another(transaction), proposal)
    assert await proposals.waiting(transaction) == []
