"""What a shop has of whose sales one is disputed."""

from tests.clients import Client
from tests.merchants import factories as merchants
from tests.merchants.settling.test_disputes import PDF, send
from tests.rolled_back import Deliver


async def fill_dispute(client: Client, hear: Deliver, merchant_id: str) -> None:
    """A sale that is disputed, what the shop says to that, and what it shows."""
    await hear(merchants.dispute(client, merchant_id))
    (opened,) = (await client.get("/disputes"))["items"]
    await client.post(f"/disputes/{opened['id']}/answers", {"answer": "goods_delivered"})
    await send(client, opened, PDF, by=merchants.OFFICER)
