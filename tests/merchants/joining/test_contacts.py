"""Whom to call: sealed, replaced, and kept as long as it can warn."""

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.merchants import factories


async def test_a_contact_is_read_from_the_vault(paggaio: Client) -> None:
    given = {"name": "Ελένη Παπαδοπούλου", "phone": "6912345678", "email": "eleni@example.gr"}
    merchant = await paggaio.post("/merchants", factories.application(contact=given))
    contact = await paggaio.get(f"/merchants/{merchant['id']}/contact")
    assert contact == {
        "name": "Ελένη Παπαδοπούλου",
        "phone": "+306912345678",
        "email": "eleni@example.gr",
        "language": None,
    }


async def test_a_replaced_contact_is_kept_for_the_cooling_period(paggaio: Client, connection: Connection) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    path = f"/merchants/{merchant['id']}/contact"
    assert (await paggaio.send("PUT", path, {"name": "Νίκος"})).status_code == 428
    answer = await paggaio.send("PUT", path, {"name": "Νίκος"}, If_Match=etag(merchant))
    assert answer.status_code == 200, answer.text
    assert (await paggaio.get(path))["name"] == "Νίκος"
    assert await connection.fetchval("SELECT count(*) FROM vault_keys WHERE erased_at IS NOT NULL") == 0


async def test_a_number_that_cannot_exist_is_refused(paggaio: Client) -> None:
    body = factories.application(contact={"name": "Ελένη", "phone": "123"})
    answer = await paggaio.send("POST", "/merchants", body)
    assert answer.json()["errors"][0]["pointer"] == "/contact/phone"


async def test_a_merchant_without_contact_has_none_to_show(paggaio: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application(contact=None))
    assert (await paggaio.send("GET", f"/merchants/{merchant['id']}/contact")).status_code == 404
