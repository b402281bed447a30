"""Trainers: persons who are registered, with what they teach and in which languages."""

from uuid import uuid4

from tests.clients import Client
from tests.incubator import factories
from tests.incubator.conftest import MENTOR


async def test_a_trainer_is_a_registered_person_and_described_anew(al_koura: Client) -> None:
    trainer = await factories.trainer(al_koura)
    body = {"languages": ["ar", "en", "ar"], "subjects": ["market"]}
    described = await al_koura.put(f"/trainers/{trainer['id']}", body)
    assert described == {"id": trainer["id"], "version": 2, "languages": ["ar", "en"], "subjects": ["market"]}
    assert (await al_koura.get("/trainers", by=MENTOR))["items"] == [described]
    assert (await al_koura.refused("PUT", f"/trainers/{uuid4()}", body))[0] == 404
    assert (await al_koura.refused("PUT", f"/trainers/{trainer['id']}", body | {"languages": []}))[0] == 400
