"""How somebody without a token comes to the right tenant: by its public name, or by what only it can have given out."""

from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def enter(transaction: Transaction, municipality_id: UUID) -> Transaction:
    """Let an open transaction that sees no tenant see this one, and return it as that tenant's."""
    await transaction.execute(queries.see_tenant, f"{{{municipality_id}}}")
    context = msgspec.structs.replace(transaction.context, municipality_ids=(municipality_id,))
    return Transaction(transaction.connection, context, transaction.tenants)


async def enter_by_slug(transaction: Transaction, slug: str) -> Transaction:
    """Enter the tenant of this public name. Raises NotFound."""
    for municipality in transaction.tenants.values():
        if municipality.slug == slug:
            return await enter(transaction, municipality.id)
    raise NotFound(f"No municipality is named {slug}.")
