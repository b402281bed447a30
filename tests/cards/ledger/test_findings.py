"""A finding names the thing; a check counts all and names the first."""

from typing import Any

from tests.cards.factories import OFFICER, Town
from tests.cards.ledger.test_tree_verification import superuser as superuser


async def test_all_are_counted_and_the_first_are_named(town: Town, superuser: Any) -> None:
    for _ in range(12):
        await town.receipt(100)
    await superuser.execute("UPDATE draws SET amount_minor = amount_minor + 1")
    found = await town.client.get("/verify", by=OFFICER)
    (check,) = [each for each in found["checks"] if each["name"] == "payments_are_the_sum_of_draws"]
    assert (check["violations"], len(check["first"]), check["invariant"]) == (12, 10, "I3")
    assert check["first"][0]["says"] == "it says 100 and 0 refunded, its draws 101 and 0"
