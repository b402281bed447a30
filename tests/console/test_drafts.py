"""A form that was begun is kept sealed for whoever types it and for nobody else, until it is sent or left alone."""

from datetime import timedelta

import pytest
from litestar import Litestar

from services.console import drafts, sessions
from services.kit.clock import wall_time
from services.kit.db import Context
from services.kit.errors import NotFound
from tests.console.test_staff import id_of

VALUES = {"members/0/person/given_name": ["Ελένη"]}


async def context_of(app: Litestar, username: str) -> Context:
    database = app.state.database
    slug = username.partition("@")[2]
    tenant = next(each for each in app.state.settings.municipalities.values() if each.slug == slug)
    context = sessions.every_tenant(database, wall_time(), await id_of(app, username))
    return Context(now=context.now, municipality_ids=(tenant.id,), actor_id=context.actor_id)


async def test_a_draft_is_its_writers_own_and_destroyed_when_it_was_left_alone(app: Litestar) -> None:
    own = await context_of(app, "caseworker@paggaio")
    another = await context_of(app, "administrator@paggaio")
    async with app.state.database.transaction(own) as transaction:
        draft_id = await drafts.begin(transaction, "household")
        await drafts.keep(transaction, await drafts.find(transaction, draft_id, "household"), VALUES)
        assert [each.values for each in await drafts.own(transaction, "household")] == [VALUES]
        sealed = await transaction.fetchval("SELECT sealed FROM drafts WHERE id = $1", draft_id)
        assert "Ελένη".encode() not in sealed
    async with app.state.database.transaction(another) as transaction:
        assert await drafts.own(transaction, "household") == []
        await drafts.destroy(transaction, draft_id)
        with pytest.raises(NotFound):
            await drafts.find(transaction, draft_id, "household")
    later = Context(now=own.now + timedelta(days=31), municipality_ids=own.municipality_ids, actor_id=own.actor_id)
    async with app.state.database.transaction(later) as transaction:
        newer = await drafts.begin(transaction, "household")
        assert [each.id for each in await drafts.own(transaction, "household")] == [newer]
