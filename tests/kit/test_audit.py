from datetime import date, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest

from services.kit import audit, proposals
from services.kit.audit import Asked
from services.kit.db import Transaction, uuid7
from services.kit.proposals import Proposing
from tests.databases import Urls


async def test_a_deed_is_kept_with_who_what_why_and_when(transaction: Transaction) -> None:
    card_id, other_id = uuid7(), uuid7()
    await audit.record(transaction, "card_blocked", object_type="card", object_ids=[card_id, other_id], purpose="loss")
    (entry,) = await audit.entries(transaction, object_type="card", object_id=card_id)
    assert entry == audit.AuditEntry(
        id=entry.id,
        at=transaction.now,
        actor_id=transaction.actor_id,
        action="card_blocked",
        object_type="card",
        object_id=card_id,
        purpose="loss",
        request_id="request-1",
        actor_roles=sorted(transaction.context.actor_roles),
    )


async def test_deeds_are_listed_newest_first_and_in_pages(transaction: Transaction) -> None:
    card_id = uuid7()
    for action in ("first", "second", "third"):
        await audit.record(transaction, action, object_type="card", object_ids=[card_id])
        await transaction.execute("SELECT pg_sleep(0.002)")
    newest = await audit.entries(transaction, object_type="card", object_id=card_id, limit=2)
    assert [entry.action for entry in newest] == ["third", "second"]
    older = await audit.entries(transaction, object_type="card", object_id=card_id, before=newest[-1].id)
    assert [entry.action for entry in older] == ["first"]


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET purpose = 'other'", "DELETE FROM audit_entries"])
async def test_no_login_can_change_what_was_recorded(transaction: Transaction, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await transaction.execute(change)


async def test_free_text_is_no_purpose(transaction: Transaction) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await audit.record(transaction, "read", object_type="person", object_ids=[uuid7()], purpose="Κυρία Μαρία")


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entries SET purpose = 'other'", "DELETE FROM audit_entries", "TRUNCATE audit_entries"]
)
async def test_not_even_the_owner_changes_what_was_recorded(urls: Urls, change: str) -> None:
    owner = await asyncpg.connect(urls.owner)
    try:
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(change)
    finally:
        await owner.close()


async def test_auditors_find_deeds_by_person_by_thing_and_by_day(transaction: Transaction) -> None:
    card_id, me, today = uuid7(), transaction.actor_id, transaction.today
    await audit.record(transaction, "card_blocked", object_type="card", object_ids=[card_id], purpose="loss")
    proposal = await proposals.propose(transaction, Proposing(kind="pin_unlock", subject_id=card_id, payload={}))
    await audit.record(transaction, "person_read", object_type="person", object_ids=[uuid7()])

    async def found(**asked: Any) -> list[str]:
        listed = await audit.list_newest(transaction, Asked(**asked), before=None, limit=10)
        return [deed.action for deed in listed if deed.actor_id == me]

    assert await found(object_id=card_id) == ["pin_unlock_proposed", "card_blocked"]
    assert await found(actor_id=me, day=today) == ["person_read", "pin_unlock_proposed", "card_blocked"]
    assert await found(actor_id=me, object_id=card_id, without=["card_blocked"]) == ["pin_unlock_proposed"]
    assert await found(day=today - timedelta(days=1)) == await found(actor_id=uuid7()) == []
    assert await found(object_id=proposal.id) == ["pin_unlock_proposed"]
    for extreme in (date.min, date.max):
        assert await found(day=extreme) == []


async def test_what_holders_do_with_their_own_cards_is_not_listed(transaction: Transaction) -> None:
    card_id = uuid7()
    holder = msgspec.structs.replace(transaction.context, actor_roles=frozenset({"holder"}))
    transaction.context = holder
    await audit.record(transaction, "card_paused", object_type="card", object_ids=[card_id])
    assert await audit.list_newest(transaction, Asked(object_id=card_id), before=None, limit=10) == []
