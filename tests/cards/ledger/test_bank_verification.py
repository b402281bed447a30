"""`verify` names what a superuser has done to what the bank has booked."""

import pytest

from services.kit.db import Connection
from tests.cards.budgets.banking import Account, booked
from tests.cards.factories import OFFICER, Town

CLOSE_ALONE = """
UPDATE reconciliation_cases
SET status = 'closed', settled_at = opened_at, closed_for = 'other', proposal_id = (SELECT id FROM proposals LIMIT 1)
"""


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        ("UPDATE bank_statements SET closing_minor = closing_minor + 1", "statements_lead_to_their_balances"),
        ("DELETE FROM bank_bookings WHERE amount_minor < 0", "statements_lead_to_their_balances"),
        ("UPDATE bank_bookings SET amount_minor = amount_minor - 1", "bookings_are_their_transfers"),
        (
            CLOSE_ALONE,
            "two_people_have_closed_differences",
        ),
    ],
)
async def test_an_edit_is_named(town: Town, superuser: Connection, edit: str, named: str) -> None:
    funded = booked("10000.00", "2026-01-12", credit=True)
    await Account(town).read("2026-01-12", funded, booked("0.55", "2026-01-12"))
    await town.verify()
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(edit)
    found = await town.client.get("/verify", by=OFFICER)
    assert named in {check["name"] for check in found["checks"] if check["violations"]}
