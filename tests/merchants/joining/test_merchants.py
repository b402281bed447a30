"""The list of merchants is paged, and a merchant carries its version."""

from tests.clients import Client
from tests.merchants import factories


async def test_a_list_is_read_page_by_page(paggaio: Client) -> None:
    made = [(await paggaio.post("/merchants", factories.application()))["id"] for _ in range(3)]
    first = await paggaio.send("GET", "/merchant-records?limit=2")
    assert first.headers["link"] == f'<?cursor={first.json()["next"]}>; rel="next"'
    rest = await paggaio.get(f"/merchant-records?limit=2&cursor={first.json()['next']}")
    assert [each["id"] for each in first.json()["items"] + rest["items"]] == made
    assert rest.get("next") is None


async def test_a_list_shows_one_state(paggaio: Client) -> None:
    taken = await factories.accepted(paggaio)
    waiting = await paggaio.post("/merchants", factories.application(kind="public"))
    for query, merchant in (("status=accepted", taken), ("status=applied", waiting), ("kind=public", waiting)):
        assert [each["id"] for each in (await paggaio.get(f"/merchant-records?{query}"))["items"]] == [merchant["id"]]


async def test_a_merchant_has_an_etag(paggaio: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    answer = await paggaio.send("GET", f"/merchants/{merchant['id']}")
    assert answer.headers["etag"] == f'"{merchant["version"]}"'


async def test_the_same_application_sent_twice_is_one(paggaio: Client) -> None:
    body = factories.application()
    first = await paggaio.send("POST", "/merchants", body, Idempotency_Key="once")
    again = await paggaio.send("POST", "/merchants", body, Idempotency_Key="once")
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await paggaio.send("POST", "/merchants", factories.application(), Idempotency_Key="once")
    assert other.status_code == 422
