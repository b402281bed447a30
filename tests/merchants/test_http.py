"""Merchants' door. Who may use which address, and what nonsense is refused, is tested for all services together."""

import pytest

from tests.clients import Client


@pytest.mark.parametrize(
    "query",
    ["/merchant-records?limit=0", "/merchant-records?limit=201", "/merchant-records?status=lost", "/offers?cursor=%00",
     "/offers?cursor=AAAA", "/batches?settlement_date=today", "/batches?merchant_id=1", "/settlement-days/tomorrow",
     "/merchants?municipality=PAGGAIO"],
)  # fmt: skip
async def test_a_malformed_query_is_refused(paggaio: Client, query: str) -> None:
    answer = await paggaio.send("GET", query)
    assert answer.status_code in (400, 404), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
