"""A till's commands besides sales: signed once, by a till that is not stopped."""

from services.kit.db import uuid7
from tests.cards.factories import DESK, Town
from tests.cards.payments import holding


async def test_a_stopped_till_neither_captures_nor_voids(town: Town) -> None:
    held = await holding.hold(town, 1_000)
    await town.client.post(f"/tills/{town.till_id}/stop", by=DESK)
    for answer in (await holding.capture(town, held), await holding.void(town, held)):
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/till-stopped")


async def test_a_signature_captures_once(town: Town) -> None:
    held = await holding.hold(town, 1_000)
    request = town.till.request(f"/authorisations/{held['id']}/captures", b'{"amount_minor": 1}', str(uuid7()))
    assert (await town.http.send(request)).status_code == 201
    assert (await town.http.send(request)).json()["type"] == "/problems/request-replayed"
