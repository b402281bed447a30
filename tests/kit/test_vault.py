"""The vault on real PostgreSQL: unreadable without the keys, bound to its place, found blindly, erased for good."""

import asyncio
import secrets
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.kit import audit, vault
from services.kit.db import Context, Database, Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.keyring import SealBroken

MARIA = {"family_name": "Ζαφειρίου-Κρυφού", "amka": "01017012345", "iban": "GR16 0110 1250 0000 0001 2300 695"}
INDEXED = ("amka", "iban")
READABLE = """
SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
WHERE schemaname IN ('public', 'koinon') AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')
"""


@pytest.fixture(autouse=True)
def unlocked() -> None:
    vault.unlock({"vault": bytes(32), "blind_index": bytes([1]) * 32})


def tenant(database: Database, number: int) -> UUID:
    return list(database.tenants)[number]


async def see_as(transaction: Transaction, municipality_id: UUID) -> Transaction:
    """The same database transaction with another tenant's eyes."""
    context = Context(now=transaction.now, municipality_ids=(municipality_id,), actor_id=uuid7())
    await transaction.execute(f"SET LOCAL koinon.municipalities = '{{{municipality_id}}}'")
    return Transaction(transaction.connection, context, transaction.tenants)


async def seal_maria(transaction: Transaction) -> UUID:
    person_id = uuid7()
    await vault.seal(transaction, person_id, MARIA, indexed=INDEXED)
    return person_id


async def test_what_was_sealed_is_opened_again(transaction: Transaction) -> None:
    person_id = await seal_maria(transaction)
    assert await vault.open_fields(transaction, person_id, purpose="assessment") == MARIA
    assert await vault.open_fields(transaction, person_id, purpose="payout", only=["iban"]) == {"iban": MARIA["iban"]}


async def test_a_field_sealed_again_is_replaced_with_its_blind_index(transaction: Transaction) -> None:
    person_id = await seal_maria(transaction)
    await vault.seal(transaction, person_id, {"amka": "02027054321"}, indexed=INDEXED)
    assert (await vault.open_fields(transaction, person_id, purpose="assessment"))["amka"] == "02027054321"
    assert await vault.find(transaction, "amka", MARIA["amka"]) == []
    assert await vault.find(transaction, "amka", "02027054321") == [person_id]


async def test_a_field_that_is_forgotten_is_neither_opened_nor_found(transaction: Transaction) -> None:
    person_id, other = await seal_maria(transaction), await seal_maria(transaction)
    await vault.remove_fields(transaction, [person_id], ["iban", "street"])
    assert set(await vault.open_fields(transaction, person_id, purpose="payout")) == {"family_name", "amka"}
    assert await vault.find(transaction, "iban", MARIA["iban"]) == [other]


async def test_every_look_leaves_an_audit_row_with_its_purpose(transaction: Transaction) -> None:
    person_id = await seal_maria(transaction)
    await vault.open_fields(transaction, person_id, purpose="assessment")
    (entry,) = await audit.entries(transaction, object_type="person", object_id=person_id)
    assert (entry.action, entry.purpose, entry.actor_id) == ("person_read", "assessment", transaction.actor_id)


async def test_no_planted_text_is_anywhere_in_the_database(transaction: Transaction) -> None:
    await seal_maria(transaction)
    tables = {row["name"] for row in await transaction.fetch(READABLE)}
    assert {"public.vault_keys", "public.vault_fields", "public.audit_entries"} <= tables
    for table in tables:
        dump = "\n".join(str(row[0]) for row in await transaction.fetch(f"SELECT t::text FROM {table} AS t"))
        for planted in MARIA.values():
            assert planted not in dump
            assert planted.encode().hex() not in dump


async def test_a_household_is_sealed_in_three_statements(
    transaction: Transaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries: list[str] = []
    fetch, execute = Transaction.fetch, Transaction.execute

    async def counted_fetch(self: Transaction, query: str, *arguments: object) -> object:
        queries.append(query)
        return await fetch(self, query, *arguments)

    async def counted_execute(self: Transaction, query: str, *arguments: object) -> object:
        queries.append(query)
        return await execute(self, query, *arguments)

    monkeypatch.setattr(Transaction, "fetch", counted_fetch)
    monkeypatch.setattr(Transaction, "execute", counted_execute)
    await vault.seal_many(transaction, {uuid7(): MARIA for _ in range(12)}, indexed=INDEXED)
    assert len(queries) == 3


@pytest.mark.parametrize("spelling", ["GR1601101250000000012300695", "gr16-0110-1250 0000 0001 2300 695"])
async def test_a_person_is_found_however_the_value_is_spaced(transaction: Transaction, spelling: str) -> None:
    person_id = await seal_maria(transaction)
    assert await vault.find(transaction, "iban", spelling) == [person_id]


async def test_two_persons_with_one_value_are_both_found(transaction: Transaction) -> None:
    both = [await seal_maria(transaction), await seal_maria(transaction)]
    assert await vault.find_many(transaction, [("amka", MARIA["amka"]), ("amka", "none")]) == {
        ("amka", MARIA["amka"]): both,
        ("amka", "none"): [],
    }


async def test_a_field_that_is_not_indexed_is_not_found(transaction: Transaction) -> None:
    await seal_maria(transaction)
    assert await vault.find(transaction, "family_name", MARIA["family_name"]) == []


async def test_another_tenant_neither_opens_nor_finds(transaction: Transaction, database: Database) -> None:
    person_id = await seal_maria(transaction)
    stranger = await see_as(transaction, tenant(database, 1))
    assert await vault.find(stranger, "amka", MARIA["amka"]) == []
    with pytest.raises(NotFound):
        await vault.open_fields(stranger, person_id, purpose="curiosity")
    assert await stranger.fetch("SELECT FROM vault_fields") == []


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE vault_fields SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
        "UPDATE vault_fields SET field = 'swapped' WHERE field = 'amka'",
        "UPDATE vault_fields SET key_version = 2",
        "UPDATE vault_fields SET sealed = ''",
        "UPDATE vault_keys SET wrapped_key = set_byte(wrapped_key, 20, get_byte(wrapped_key, 20) # 1)",
        "UPDATE vault_keys SET wrapping_key = 'vault_9'",
    ],
)
async def test_an_altered_row_does_not_open(transaction: Transaction, forgery: str) -> None:
    person_id = await seal_maria(transaction)
    await transaction.execute(forgery)
    with pytest.raises(SealBroken):
        await vault.open_fields(transaction, person_id, purpose="assessment")


async def test_a_value_copied_to_another_person_does_not_open(transaction: Transaction) -> None:
    first, second = await seal_maria(transaction), await seal_maria(transaction)
    await transaction.execute(
        "UPDATE vault_fields AS t SET sealed = f.sealed FROM vault_fields AS f "
        "WHERE t.subject_id = $1 AND f.subject_id = $2 AND t.field = f.field",
        first,
        second,
    )
    with pytest.raises(SealBroken):
        await vault.open_fields(transaction, first, purpose="assessment")


async def test_a_key_copied_to_another_person_does_not_open(transaction: Transaction) -> None:
    first, second = await seal_maria(transaction), await seal_maria(transaction)
    await transaction.execute(
        "UPDATE vault_keys AS t SET wrapped_key = f.wrapped_key FROM vault_keys AS f "
        "WHERE t.subject_id = $1 AND f.subject_id = $2",
        first,
        second,
    )
    with pytest.raises(SealBroken):
        await vault.open_fields(transaction, first, purpose="assessment")


async def test_another_wrapping_key_opens_nothing(transaction: Transaction) -> None:
    person_id = await seal_maria(transaction)
    vault.unlock({"vault": secrets.token_bytes(32), "blind_index": bytes(32)})
    with pytest.raises(SealBroken):
        await vault.open_fields(transaction, person_id, purpose="assessment")
    assert await vault.find(transaction, "amka", MARIA["amka"]) == []


async def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key(transaction: Transaction) -> None:
    before = await seal_maria(transaction)
    vault.unlock({"vault": bytes(32), "vault_2": bytes([2]) * 32, "blind_index": bytes([1]) * 32})
    after = await seal_maria(transaction)
    names = "SELECT wrapping_key FROM vault_keys WHERE subject_id = ANY($1) ORDER BY subject_id"
    assert [row[0] for row in await transaction.fetch(names, [before, after])] == ["vault", "vault_2"]
    for person_id in (before, after):
        assert await vault.open_fields(transaction, person_id, purpose="assessment") == MARIA


async def test_an_erased_person_is_unreadable_unfindable_and_stays_so(transaction: Transaction) -> None:
    person_id = await seal_maria(transaction)
    await vault.shred(transaction, person_id)
    with pytest.raises(vault.PersonErased):
        await vault.open_fields(transaction, person_id, purpose="assessment")
    assert await vault.open_many(transaction, [person_id], purpose="assessment") == {}
    assert await vault.find(transaction, "amka", MARIA["amka"]) == []
    with pytest.raises(vault.PersonErased):
        await vault.seal(transaction, person_id, MARIA)
    await vault.shred(transaction, person_id)


async def test_an_erasure_that_comes_first_keeps_later_data_out(transaction: Transaction) -> None:
    person_id = uuid7()
    await vault.shred(transaction, person_id)
    with pytest.raises(vault.PersonErased):
        await vault.seal(transaction, person_id, MARIA)


async def test_a_restored_backup_is_erased_again_from_the_list_kept_outside(transaction: Transaction) -> None:
    person_id = await seal_maria(transaction)
    tables = ("vault_keys", "vault_fields")
    for table in tables:
        await transaction.execute(
            f"CREATE TEMP TABLE backup_{table} AS SELECT * FROM {table} WHERE subject_id = $1", person_id
        )
    await vault.shred(transaction, person_id)
    kept_outside = [each for each in await vault.erasures(transaction, transaction.now) if each.subject_id == person_id]

    await transaction.execute(
        "UPDATE vault_keys SET wrapping_key = b.wrapping_key, wrapped_key = b.wrapped_key, erased_at = NULL "
        "FROM backup_vault_keys AS b WHERE vault_keys.subject_id = b.subject_id"
    )
    await transaction.execute("INSERT INTO vault_fields SELECT * FROM backup_vault_fields")
    assert await vault.open_fields(transaction, person_id, purpose="assessment") == MARIA

    await vault.reapply_erasures(transaction, kept_outside)
    with pytest.raises(vault.PersonErased):
        await vault.open_fields(transaction, person_id, purpose="assessment")
    assert await vault.find(transaction, "amka", MARIA["amka"]) == []


async def test_an_unknown_person_is_not_found(transaction: Transaction) -> None:
    with pytest.raises(NotFound) as raised:
        await vault.open_fields(transaction, uuid7(), purpose="assessment")
    assert not isinstance(raised.value, vault.PersonErased)


async def test_an_erasure_waits_for_what_is_being_sealed_and_erases_it_too(database: Database) -> None:
    context = Context(now=datetime.now(UTC), municipality_ids=(tenant(database, 0),))
    person_id = uuid7()

    async def erase() -> None:
        async with database.transaction(context) as other:
            await vault.shred(other, person_id)

    async with database.transaction(context) as transaction:
        await vault.seal(transaction, person_id, MARIA, indexed=INDEXED)
        erasing = asyncio.create_task(erase())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(erasing), 0.2)
    await erasing
    async with database.transaction(context) as transaction:
        assert await vault.open_many(transaction, [person_id], purpose="test") == {}
        assert person_id not in await vault.find(transaction, "amka", MARIA["amka"])
        with pytest.raises(vault.PersonErased):
            await vault.seal(transaction, person_id, MARIA)


async def test_two_requests_seal_for_a_new_person_at_once_under_one_key(database: Database) -> None:
    context = Context(now=datetime.now(UTC), municipality_ids=(tenant(database, 0),))
    person_id = uuid7()

    async def seal(field: str) -> None:
        async with database.transaction(context) as transaction:
            await vault.seal(transaction, person_id, {field: field})

    await asyncio.gather(seal("first"), seal("second"), seal("third"))
    async with database.transaction(context) as transaction:
        opened = await vault.open_fields(transaction, person_id, purpose="test")
    assert opened == {"first": "first", "second": "second", "third": "third"}


async def test_which_fields_are_kept_is_told_without_opening_any(transaction: Transaction) -> None:
    person_id, nobody = await seal_maria(transaction), uuid7()
    held = await vault.fields_held(transaction, [person_id, nobody], ["iban", "email"])
    assert held == {person_id: {"iban"}}
    assert await audit.entries(transaction, object_type="person", object_id=person_id) == []


async def test_a_comparison_by_the_machine_leaves_one_row_on_what_it_was_made_for(transaction: Transaction) -> None:
    persons, search = [await seal_maria(transaction) for _ in range(3)], uuid7()
    opened = await vault.compare_many(transaction, persons, only=["amka"], on=("duplicate_search", [search]))
    assert opened == {person_id: {"amka": MARIA["amka"]} for person_id in persons}
    (entry,) = await audit.entries(transaction, object_type="duplicate_search", object_id=search)
    assert (entry.action, entry.purpose) == ("persons_compared", "duplicate_check")
    assert await audit.entries(transaction, object_type="person", object_id=persons[0]) == []


async def test_equal_values_are_told_by_their_blind_indexes_without_opening_any(transaction: Transaction) -> None:
    one, other = await seal_maria(transaction), await seal_maria(transaction)
    await vault.seal(transaction, other, {"iban": "GR02"}, indexed=INDEXED)
    blinds = await vault.blinds_of(transaction, [one, other, uuid7()], ["amka", "iban", "street"])
    assert blinds[one]["amka"] == blinds[other]["amka"]
    assert blinds[one]["iban"] != blinds[other]["iban"]
    assert set(blinds) == {one, other}
    assert "street" not in blinds[one]
