"""What shows that a business is what it says: files are sealed, originals are noted."""

from typing import Any

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.merchants import factories
from tests.merchants.conftest import refusal

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def social(client: Client) -> Any:
    """A social enterprise that has applied."""
    return await client.post("/merchants", factories.application(kind="social_enterprise"), by=factories.OFFICER)


async def upload(client: Client, merchant: Any, query: str = "kind=register_extract", content: bytes = PDF) -> Any:
    """Hand in a file."""
    token = client.token(*factories.OFFICER.split())
    headers = {"Authorization": f"Bearer {token}", "Koinon-Time": client.now}
    answer = await client.http.post(f"/merchants/{merchant['id']}/papers?{query}", content=content, headers=headers)
    return answer.status_code, answer.json()


async def test_a_social_enterprise_is_not_verified_without_its_register_extract(paggaio: Client) -> None:
    merchant = await social(paggaio)
    path = f"/merchants/{merchant['id']}/verify"
    answer = await paggaio.send("POST", path, by=factories.SECOND, If_Match=etag(merchant))
    assert answer.json()["type"] == "/problems/papers-missing"
    assert answer.json()["missing"] == ["register_extract"]
    status, paper = await upload(paggaio, merchant)
    assert (status, paper["kind"], len(paper["sha256"])) == (201, "register_extract", 64)
    await paggaio.post(path, by=factories.SECOND, If_Match=etag(merchant))


async def test_the_same_file_is_the_same_paper_and_leaves_as_it_came(paggaio: Client, connection: Connection) -> None:
    merchant = await social(paggaio)
    first, second = [(await upload(paggaio, merchant))[1] for _ in range(2)]
    assert first == second
    answer = await paggaio.send("GET", f"/papers/{first['id']}/content")
    assert (answer.content, answer.headers["x-content-type-options"]) == (PDF, "nosniff")
    await connection.execute("RESET ROLE")
    assert PDF not in [row["sealed_content"] for row in await connection.fetch("SELECT sealed_content FROM files")]


async def test_what_is_no_paper_is_refused(paggaio: Client) -> None:
    merchant = await social(paggaio)
    assert (await upload(paggaio, merchant, content=b"<html>"))[0] == 415
    assert (await upload(paggaio, merchant, query="kind=Register"))[0] == 400


async def test_a_paper_that_was_rejected_or_has_expired_counts_no_more(paggaio: Client) -> None:
    merchant = await social(paggaio)
    seen = {"kind": "register_extract", "valid_until": "2026-02-01"}
    expired = await paggaio.post(f"/merchants/{merchant['id']}/originals", seen)
    rejected = await paggaio.post(f"/merchants/{merchant['id']}/originals", {"kind": "register_extract"})
    path = f"/papers/{rejected['id']}/reject"
    await paggaio.post(path, {"reason": "unreadable"}, by=factories.SECOND)
    assert await refusal(paggaio, path, {"reason": "unreadable"}) == "409 paper-rejected"
    listed = await paggaio.get(f"/merchants/{merchant['id']}/papers")
    assert [(each["id"], each["rejected_for"]) for each in listed] == [
        (expired["id"], None), (rejected["id"], "unreadable"),
    ]  # fmt: skip
    verifying = f"/merchants/{merchant['id']}/verify"
    assert await refusal(paggaio, verifying, by=factories.SECOND, If_Match=etag(merchant)) == "409 papers-missing"
    missing = await paggaio.send("GET", f"/papers/{expired['id']}/content")
    assert missing.status_code == 404


async def test_papers_of_another_merchant_are_not_found(paggaio: Client, al_koura: Client) -> None:
    merchant = await social(paggaio)
    paper = await paggaio.post(f"/merchants/{merchant['id']}/originals", {"kind": "register_extract"})
    assert (await al_koura.send("GET", f"/papers/{paper['id']}/content")).status_code == 404
    answer = await paggaio.send("GET", f"/merchants/{merchant['id']}/papers", by=factories.OWNER)
    assert answer.status_code == 404
