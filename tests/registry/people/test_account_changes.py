"""An account that is paid changes by two people, after notice and a cooling time; no change of holder gets around."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from services.registry.people import account_changes
from tests.clients import Client, etag
from tests.registry import account_factories as make
from tests.registry import changes, factories, rights
from tests.registry.account_factories import OTHER_IBAN
from tests.rolled_back import Deliver

SUPERVISOR = "eleni supervisor"
LAST_DAY_BEFORE = "2026-01-18T23:30:00+02:00"
FIRST_DAY = "2026-01-19T00:30:00+02:00"


async def decide(client: Client, change: dict[str, Any], step: str = "confirm", by: str = SUPERVISOR) -> Any:
    return await client.post(f"/account-changes/{change['id']}/{step}", by=by, If_Match=etag(change))


async def paid_to(client: Client, deliver: Deliver, membership: dict[str, Any]) -> str:
    """The account in the next bank file."""
    run_id = await make.reserved(client, deliver, make.share_of(membership))
    _, sent = await make.sent(client, run_id)
    return sent.orders[0].iban


async def blocked_by(client: Client, deliver: Deliver, membership: dict[str, Any]) -> Any:
    run_id = await make.reserved(client, deliver, make.share_of(membership))
    return (await make.share(client, run_id))["blocked_by"]


async def test_the_next_bank_file_after_the_cooling_time_pays_to_the_new_account(
    paggaio: Client, deliver: Deliver
) -> None:
    membership = await make.member(paggaio)
    before = await paid_to(paggaio, deliver, membership)
    change = await make.account_proposed(paggaio, membership["holder_id"])
    assert (change["state"], change["usable_from"]) == ("proposed", None)
    confirmed = await decide(paggaio, change)
    assert (confirmed["state"], confirmed["usable_from"]) == ("confirmed", "2026-01-19")
    paggaio.now = LAST_DAY_BEFORE
    assert await paid_to(paggaio, deliver, membership) == before
    paggaio.now = FIRST_DAY
    assert await paid_to(paggaio, deliver, membership) == OTHER_IBAN
    assert (await paggaio.get(f"/account-changes/{change['id']}"))["state"] == "in_force"
    person = await paggaio.get(f"/persons/{membership['holder_id']}")
    assert person["fields"]["iban"] == OTHER_IBAN
    assert not [field for field in person["fields"] if field.startswith("iban_proposed")]


async def test_one_person_changes_no_account_that_is_paid(paggaio: Client) -> None:
    membership = await make.member(paggaio)
    path = f"/persons/{membership['holder_id']}"
    holder = await paggaio.get(path)
    for body in ({"iban": OTHER_IBAN}, {"remove": ["iban"]}):
        refusal = await paggaio.refused("PUT", f"{path}/contact", body, If_Match=etag(holder))
        assert refusal[:2] == (409, "account-paid")
    change = await paggaio.post(f"{path}/account-changes", {"iban": OTHER_IBAN}, by="zoe caseworker,supervisor")
    confirm = f"/account-changes/{change['id']}/confirm"
    refusal = await paggaio.refused("POST", confirm, by="zoe caseworker,supervisor", If_Match=etag(change))
    assert refusal[:2] == (409, "same-actor")
    assert (await paggaio.send("POST", confirm, by="nikos caseworker", If_Match=etag(change))).status_code == 403


async def test_an_account_that_nobody_is_paid_to_is_corrected_by_one(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path = f"/persons/{person['id']}/contact"
    changed = await paggaio.put(path, {"iban": OTHER_IBAN}, If_Match=etag(person))
    assert changed["fields"]["iban"] == OTHER_IBAN
    await make.account_proposed(paggaio, person["id"], make.PAYERS["JOD"]["iban"])
    refusal = await paggaio.refused("PUT", path, {"remove": ["iban"]}, If_Match=etag(changed))
    assert refusal[:2] == (409, "account-change-open")


async def test_a_change_of_holder_turns_no_payment_around(paggaio: Client, deliver: Deliver) -> None:
    membership = await rights.begun(paggaio)
    household = await paggaio.get(f"/households/{membership['household_id']}")
    spouse_id = changes.ids(household)[1]
    spouse = await paggaio.get(f"/persons/{spouse_id}")
    await paggaio.put(f"/persons/{spouse_id}/contact", {"iban": OTHER_IBAN}, If_Match=etag(spouse))
    await changes.change(paggaio, household, "holder", {"person_id": spouse_id, "changed_on": changes.TODAY})
    assert await blocked_by(paggaio, deliver, membership) == "account_unconfirmed"
    await make.account_confirmed(paggaio, spouse_id)
    paggaio.now = LAST_DAY_BEFORE
    assert await blocked_by(paggaio, deliver, membership) == "account_unconfirmed"
    paggaio.now = FIRST_DAY
    assert await paid_to(paggaio, deliver, membership) == OTHER_IBAN


async def test_a_first_account_waits_for_nothing_but_the_second_person(paggaio: Client, deliver: Deliver) -> None:
    membership = await make.member(paggaio, iban=None)
    confirmed = await make.account_confirmed(paggaio, membership["holder_id"])
    assert confirmed["usable_from"] == "2026-01-12"
    assert await paid_to(paggaio, deliver, membership) == OTHER_IBAN


async def test_the_first_account_of_a_later_holder_cools_too(paggaio: Client) -> None:
    membership = await rights.begun(paggaio)
    household = await paggaio.get(f"/households/{membership['household_id']}")
    spouse_id = changes.ids(household)[1]
    spouse = await paggaio.get(f"/persons/{spouse_id}")
    await paggaio.put(f"/persons/{spouse_id}/contact", {"remove": ["iban"]}, If_Match=etag(spouse))
    await changes.change(paggaio, household, "holder", {"person_id": spouse_id, "changed_on": changes.TODAY})
    assert (await make.account_confirmed(paggaio, spouse_id))["usable_from"] == "2026-01-19"


async def test_who_is_paid_is_told_and_may_stop_it_in_time(paggaio: Client, deliver: Deliver) -> None:
    membership = await make.member(paggaio)
    before = await paid_to(paggaio, deliver, membership)
    change = await make.account_confirmed(paggaio, membership["holder_id"])
    stopped = await decide(paggaio, change, "reject", by="nikos caseworker")
    assert stopped["state"] == "rejected"
    told = (await paggaio.get(f"/persons/{membership['holder_id']}/messages"))["items"]
    assert [each["template"] for each in told].count("Your bank account.") == 2
    paggaio.now = FIRST_DAY
    assert await paid_to(paggaio, deliver, membership) == before
    refusal = await paggaio.refused(
        "POST", f"/account-changes/{change['id']}/confirm", by=SUPERVISOR, If_Match=etag(stopped)
    )
    assert refusal[:2] == (409, "transition-forbidden")


async def test_the_second_person_compares_both_accounts_and_it_is_kept_who_looked(
    paggaio: Client, connection: Connection
) -> None:
    membership = await make.member(paggaio)
    change = await make.account_proposed(paggaio, membership["holder_id"])
    person = await paggaio.get(f"/persons/{membership['holder_id']}")
    shown = await paggaio.get(f"/account-changes/{change['id']}/accounts", by=SUPERVISOR)
    assert shown == {"iban": OTHER_IBAN, "present_iban": person["fields"]["iban"]}
    looked = (await paggaio.get(f"/persons/{person['id']}/accesses", by=SUPERVISOR))["items"]
    assert "payment" in {each["purpose"] for each in looked}
    for path in (f"/account-changes?person_id={person['id']}", f"/account-changes/{change['id']}"):
        assert OTHER_IBAN not in (await paggaio.send("GET", path)).text
    await decide(paggaio, change, "reject", by="maria caseworker")
    shown = await paggaio.get(f"/account-changes/{change['id']}/accounts", by=SUPERVISOR)
    assert shown["iban"] is None


async def test_a_wrong_account_the_same_one_and_a_second_change_are_refused(paggaio: Client) -> None:
    membership = await make.member(paggaio)
    path = f"/persons/{membership['holder_id']}/account-changes"
    status, problem, document = await paggaio.refused("POST", path, {"iban": "GR17"})
    assert (status, problem, document["errors"][0]["pointer"]) == (400, "malformed", "/iban")
    person = await paggaio.get(f"/persons/{membership['holder_id']}")
    same = await paggaio.refused("POST", path, {"iban": person["fields"]["iban"]})
    assert same[:2] == (409, "account-unchanged")
    await paggaio.post(path, {"iban": OTHER_IBAN})
    assert (await paggaio.refused("POST", path, {"iban": OTHER_IBAN}))[:2] == (409, "account-change-open")
    unknown = "0190b000-0000-7000-8000-0000000000ff"
    assert (await paggaio.send("POST", f"/persons/{unknown}/account-changes", {"iban": OTHER_IBAN})).status_code == 404


async def test_nobody_is_paid_anew_who_died_meanwhile(paggaio: Client, deliver: Deliver) -> None:
    gone, other = await make.member(paggaio), await make.member(paggaio)
    change = await make.account_confirmed(paggaio, gone["holder_id"])
    assert (await changes.death(paggaio, gone["holder_id"])).status_code == 201
    paggaio.now = FIRST_DAY
    await paid_to(paggaio, deliver, other)
    assert (await paggaio.get(f"/account-changes/{change['id']}"))["state"] == "rejected"


async def test_the_database_wants_two_people_and_keeps_to_the_steps(paggaio: Client, connection: Connection) -> None:
    membership = await make.member(paggaio)
    change = await make.account_proposed(paggaio, membership["holder_id"])
    alone = """UPDATE account_changes SET state = 'confirmed', confirmed_by = proposed_by, confirmed_at = proposed_at,
        usable_from = '2026-01-12' WHERE id = $1"""
    with pytest.raises(asyncpg.CheckViolationError, match="confirmed_by_another_than_proposed"):
        async with connection.transaction():
            await connection.execute(alone, change["id"])
    with pytest.raises(asyncpg.RestrictViolationError, match="no step to in_force"):
        async with connection.transaction():
            await connection.execute("UPDATE account_changes SET state = 'in_force' WHERE id = $1", change["id"])
    with pytest.raises(asyncpg.RestrictViolationError):
        async with connection.transaction():
            await connection.execute("UPDATE memberships SET granted_to = household_id WHERE id = $1", membership["id"])


def test_the_cooling_time_is_a_parameter_with_its_source() -> None:
    assert account_changes.parameters().cooling_days == 7
    assert account_changes.parameters().source
