"""Case texts: what is written in words about a household's case, sealed under the applicant's key and never changed.

A note, a question, an answer or the grounds of an appeal may name anybody, so none stands in a plain column. When the
person is erased the words are gone and the fact that something was written stays.
"""

from collections.abc import Collection
from uuid import UUID

from services.kit import audit, vault
from services.kit.db import Transaction, uuid7
from services.kit.keyring import decrypt, encrypt
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def keep(transaction: Transaction, person_id: UUID, text: str) -> UUID:
    """Seal a text about a person and return its id. Raises PersonErased."""
    key = (await vault.take_keys(transaction, [person_id]))[person_id]
    text_id = uuid7()
    sealed = encrypt(key.key, text.encode(), _place(text_id, key.version))
    await transaction.execute(queries.insert_text, text_id, person_id, key.version, sealed)
    return text_id


async def read(transaction: Transaction, text_ids: Collection[UUID], *, purpose: str) -> dict[UUID, str]:
    """Return texts by id, without those of erased persons. For each person an audit row says who read, and why."""
    rows = await transaction.fetch(queries.select_texts, list(text_ids))
    person_ids = {row["person_id"] for row in rows}
    keys = await vault.open_keys(transaction, person_ids)
    await audit.record(transaction, "texts_read", object_type="person", object_ids=person_ids, purpose=purpose)
    return {
        row["id"]: decrypt(keys[row["person_id"]].key, row["sealed"], _place(row["id"], row["key_version"])).decode()
        for row in rows
        if row["person_id"] in keys
    }


def _place(text_id: UUID, version: int) -> str:
    return f"case_texts|sealed|{text_id}|{version}"
