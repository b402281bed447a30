"""The payee is the membership's holder, spelled as the bank can read it; who cannot be paid is told by a reason."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.kit.db import Connection
from services.registry.payouts.payees import Payee, payee_of
from tests.clients import Client
from tests.registry import account_factories as make
from tests.rolled_back import Deliver

PERSON = UUID(int=1)
GREEK = {"given_name": "Ευαγγελία", "family_name": "Μπαλτά", "iban": "GR1601101050000010547023795"}


@pytest.mark.parametrize(
    ("fields", "sepa", "expected"),
    [
        (GREEK, True, ("Evangelia Balta", None)),
        (GREEK, False, ("Evangelia Balta", "ETHNGRAA")),
        (GREEK | {"given_name_latin": "Evaggelia", "family_name_latin": "Mpalta"}, True, ("Evaggelia Mpalta", None)),
        (GREEK | {"given_name": "محمد", "family_name": "العمري"}, True, ("Mhmd Al-Amry", None)),
        (GREEK | {"given_name": "Ольга"}, True, "name_not_latin"),
        (GREEK | {"given_name": "Ольга", "given_name_latin": "Olga"}, True, ("Olga Balta", None)),
        (GREEK | {"iban": "JO94CBJO0010000000000131000302"}, True, "account_outside_sepa"),
        (GREEK | {"iban": "JO94CBJO0010000000000131000302"}, False, ("Evangelia Balta", None)),
        ({"given_name": "A", "family_name": "B"}, True, "account_missing"),
        ({}, True, "account_missing"),
    ],
)
def test_a_payee_is_what_the_bank_can_read(fields: dict[str, str], sepa: bool, expected: Any) -> None:
    found = payee_of(PERSON, fields, sepa=sepa)
    assert ((found.name, found.bic) if isinstance(found, Payee) else found) == expected


OBSTACLES = {
    "household_closed": "UPDATE households SET closed_on = $1, closed_for = 'moved_away'",
    "holder_died": "UPDATE persons SET died_on = $1",
    "household_held": """
        WITH pair AS (
            INSERT INTO duplicates (id, first_id, second_id, score, reasons, basis, suspected_at)
            SELECT gen_random_uuid(), min(id::text)::uuid, max(id::text)::uuid, 90, '{same_name}',
            decode(repeat('00', 32), 'hex'), $1::date
            FROM persons RETURNING id
        )
        INSERT INTO duplicate_holds (id, duplicate_id, household_id, held_on)
        SELECT gen_random_uuid(), pair.id, h.id, $1::date FROM pair, households AS h""",
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
async def test_what_stands_against_a_payment_is_named(
    paggaio: Client, deliver: Deliver, connection: Connection, obstacle: str
) -> None:
    membership = await make.member(paggaio)
    await make.member(paggaio)
    await connection.execute("RESET ROLE")
    await connection.execute(OBSTACLES[obstacle], date(2026, 1, 20))
    run_id = await make.reserved(paggaio, deliver, make.share_of(membership))
    assert (await make.share(paggaio, run_id))["blocked_by"] == obstacle
