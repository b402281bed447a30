import asyncpg
import pytest

from services.kit import audit
from services.kit.db import Transaction, uuid7
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
