"""Registry's door. Who may use which address, and what nonsense is refused, is tested for all services together."""

import pytest

from tests.clients import Client

SOMETHING = "0190d000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    "address",
    ["/memberships?limit=-1", "/applications?limit=201", "/applications?status=lost", "/applications?cursor=%00",
     f"/persons/{SOMETHING}?purpose=Being+curious", f"/applications/{SOMETHING}?language=xx", "/memberships?on=today"],
)  # fmt: skip
async def test_a_malformed_query_is_refused(paggaio: Client, address: str) -> None:
    answer = await paggaio.send("GET", address)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed"), answer.text
