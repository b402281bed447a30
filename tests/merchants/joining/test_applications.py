"""Who may join: numbers are checked, personal data goes to the vault, and nobody checks their own shop."""

import msgspec
import pytest

from infra.demo.people import make_afm
from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said, example, refusal
from tests.rolled_back import Deliver


async def test_an_application_shows_nothing_personal(paggaio: Client, connection: Connection) -> None:
    body = factories.application(legal_form="sole_trader")
    merchant = await paggaio.post("/merchants", body)
    assert merchant["status"] == "applied"
    assert merchant["currency"] == "EUR"
    assert merchant["country"] == "GR"
    await connection.execute("RESET ROLE")
    for table in ("merchants", "bank_accounts", "audit_entries"):
        for row in await connection.fetch(f"SELECT t::text AS row FROM {table} AS t"):
            assert "Παπαδοπούλου" not in row["row"]
            assert body["bank_account"]["iban"] not in row["row"]
            assert body["contact"]["phone"] not in row["row"]


@pytest.mark.parametrize(
    ("country", "number", "detail"),
    [
        ("GR", "000000000", "The AFM 000000000 belongs to nobody."),
        ("GR", "123456789", "This AFM is not valid: compare each digit with the document."),
        ("GR", "12345", "An AFM has 9 digits."),
        ("JO", "12", "A registration number has 4 to 32 letters and digits."),
    ],
)
async def test_a_wrong_number_is_refused_where_it_stands(
    paggaio: Client, country: str, number: str, detail: str
) -> None:
    body = factories.application(country=country, registration_number=number)
    answer = await paggaio.send("POST", "/merchants", body)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "/registration_number", "detail": detail}]


async def test_a_number_is_kept_in_one_spelling(paggaio: Client) -> None:
    afm = make_afm(next(factories.serials))
    spelled = f"EL {afm[:3]} {afm[3:6]} {afm[6:]}"
    merchant = await paggaio.post("/merchants", factories.application(registration_number=spelled))
    assert merchant["registration_number"] == afm
    again = factories.application(registration_number=afm)
    assert await refusal(paggaio, "/merchants", again) == "409 merchant-known"


async def test_whoever_has_left_may_apply_again(paggaio: Client) -> None:
    body = factories.application()
    merchant = await paggaio.post("/merchants", body)
    ending = {"ends_on": "2026-02-02", "reason": "closed_down"}
    await paggaio.post(f"/merchants/{merchant['id']}/leave", ending)
    again = await paggaio.post("/merchants", body)
    assert again["id"] != merchant["id"]


async def test_an_owner_applies_and_sees_the_own_shop_only(paggaio: Client) -> None:
    own = await paggaio.post("/merchants", factories.application(), by=factories.OWNER)
    other = await paggaio.post("/merchants", factories.application())
    assert own["owner_id"] == str(person_id("eleni"))
    assert other["owner_id"] is None
    seen = await paggaio.get("/merchant-records", by=factories.OWNER)
    assert [each["id"] for each in seen["items"]] == [own["id"]]
    for path in ("", "/bank-accounts", "/tills", "/outlets", "/contact", "/acceptances"):
        answer = await paggaio.send("GET", f"/merchants/{other['id']}{path}", by=factories.OWNER)
        assert answer.status_code == 404, path
    assert (await paggaio.get(f"/merchants/{own['id']}", by=factories.OWNER))["id"] == own["id"]


async def test_an_application_is_put_right_until_it_is_verified(paggaio: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    correction = {"trade_name": "Η Γωνιά", "legal_form": "oe", "categories": ["5411", "5462"]}
    path = f"/merchants/{merchant['id']}"
    answer = await paggaio.send("PUT", path, correction, If_Match=etag(merchant))
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == etag(answer.json())
    assert answer.json()["trade_name"] == "Η Γωνιά"
    assert await refusal(paggaio, f"{path}/verify", by=factories.SECOND, If_Match=etag(merchant)) == "412 stale"
    assert await refusal(paggaio, f"{path}/verify", by=factories.SECOND) == "428 precondition-required"
    moved = await paggaio.post(f"{path}/verify", by=factories.SECOND, If_Match=etag(answer.json()))
    late = await paggaio.send("PUT", path, correction, If_Match=etag(moved))
    assert late.json()["type"] == "/problems/transition-forbidden"


async def test_an_owner_does_not_verify_the_own_shop(paggaio: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application(owner_id=str(person_id("anna"))))
    path = f"/merchants/{merchant['id']}/verify"
    assert await refusal(paggaio, path, by=factories.OFFICER, If_Match=etag(merchant)) == "409 same-actor"


async def test_an_accredited_enterprise_comes_verified_and_is_accepted_with_its_owners_account(
    al_koura: Client, deliver: Deliver, said: Said
) -> None:
    event = example("incubator.enterprise_accredited.v1")
    message = msgspec.json.encode(event)
    assert [await deliver(message) for _ in range(2)] == ["applied", "duplicate"]
    al_koura.now = "2026-05-21T09:00:00+03:00"
    (merchant,) = (await al_koura.get("/merchant-records"))["items"]
    assert (merchant["status"], merchant["kind"], merchant["currency"]) == ("verified", "social_enterprise", "JOD")
    assert merchant["enterprise_id"] == str(event.subject)
    path = f"/merchants/{merchant['id']}"
    assert await refusal(al_koura, f"{path}/accept", factories.accepting(al_koura)) == "409 account-unverified"
    body = {"iban": factories.jordanian_iban(), "holder": "سارة العمري"}
    assert await refusal(al_koura, f"{path}/bank-accounts", body) == "400 malformed"
    account = await al_koura.post(f"{path}/bank-accounts", body | {"holder_latin": "Sara Al-Omari"})
    await al_koura.post(f"/bank-accounts/{account['id']}/verify", by=factories.SECOND)
    taken = await al_koura.post(f"{path}/accept", factories.accepting(al_koura))
    assert taken["status"] == "accepted"
    ((type, told),) = await said()
    assert (type, told["enterprise_id"]) == ("merchant_accepted", str(event.subject))


async def test_the_owner_of_an_enterprise_enters_the_account(al_koura: Client, deliver: Deliver) -> None:
    event = example("incubator.enterprise_accredited.v1")
    content = msgspec.json.decode(event.data) | {"owner_id": str(person_id("sara"))}
    raw = msgspec.Raw(msgspec.json.encode(content))
    await deliver(msgspec.json.encode(msgspec.structs.replace(event, data=raw)))
    (merchant,) = (await al_koura.get("/merchant-records", by="sara merchant_owner"))["items"]
    body = {"iban": factories.jordanian_iban(), "holder": "سارة العمري", "holder_latin": "Sara Al-Omari"}
    account = await al_koura.post(f"/merchants/{merchant['id']}/bank-accounts", body, by="sara merchant_owner")
    assert await refusal(al_koura, f"/bank-accounts/{account['id']}/verify", by="sara merchant_officer") == (
        "409 same-actor"
    )
    await al_koura.post(f"/bank-accounts/{account['id']}/verify", by=factories.OFFICER)


async def test_another_tenant_does_not_see_a_merchant(paggaio: Client, al_koura: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    assert (await al_koura.get("/merchant-records"))["items"] == []
    for method, path in (("GET", ""), ("POST", "/verify"), ("POST", "/accept"), ("GET", "/contact")):
        body = factories.accepting(al_koura) if path == "/accept" else None
        answer = await al_koura.send(
            method, f"/merchants/{merchant['id']}{path}", body, by=factories.SECOND, If_Match=etag(merchant)
        )
        assert answer.status_code == 404, path


async def test_the_categories_follow_from_the_activities(paggaio: Client) -> None:
    body = factories.application(activities=["47.11.10.01", "4724"])
    del body["categories"]
    merchant = await paggaio.post("/merchants", body)
    assert merchant["activities"] == ["47.11.10.01", "47.24"]
    assert merchant["categories"] == ["5411", "5441"]


async def test_a_category_that_no_activity_covers_is_refused_where_it_stands(paggaio: Client) -> None:
    body = factories.application(activities=["47.11"], categories=["5411", "7995"])
    answer = await paggaio.send("POST", "/merchants", body)
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/categories/1"]
