"""Comments: on a field of a version, by those who may read it, resolved and opened again."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, execute_as


async def test_a_comment_is_resolved_and_opened_again(al_koura: Client, connection: Connection) -> None:
    written = await factories.plan(al_koura)
    path = f"/plan-versions/{written['id']}/comments"
    comment = await al_koura.post(path, {"field": "customers", "text": "أي المدارس؟"})
    assert (comment["state"], comment["text"]) == ("open", "أي المدارس؟")
    assert (await al_koura.refused("POST", path, {"field": "slogan", "text": "…"}))[:2] == (400, "malformed")
    steps = f"/plan-comments/{comment['id']}/steps"
    refusal = await al_koura.refused("POST", steps, {"state": "open"}, If_Match=etag(comment))
    assert refusal[:2] == (409, "transition-forbidden")
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError):
            await execute_as(login, connection, "UPDATE plan_comments SET state = 'elsewhere'")
    resolved = await al_koura.post(steps, {"state": "resolved"}, If_Match=etag(comment))
    assert (await al_koura.get(path))["items"] == [resolved]
    of_plan = f"/applications/{written['application_id']}/plan-comments"
    assert (await al_koura.get(of_plan))["items"] == [resolved]
    assert (await al_koura.refused("GET", of_plan, by="someone mentor"))[0] == 404
    assert (await al_koura.refused("POST", steps, {"state": "open"}, If_Match=etag(comment)))[:2] == (412, "stale")
    assert (await al_koura.post(steps, {"state": "open"}, If_Match=etag(resolved)))["state"] == "open"


async def test_strangers_neither_read_nor_write_comments(al_koura: Client, paggaio: Client) -> None:
    written = await factories.plan(al_koura)
    path = f"/plan-versions/{written['id']}/comments"
    body = {"field": "value", "text": "…"}
    for client, by in ((al_koura, "someone founder"), (al_koura, "someone mentor"), (paggaio, "")):
        assert (await client.refused("POST", path, body, by=by))[0] == 404
        assert (await client.refused("GET", path, by=by))[0] == 404
