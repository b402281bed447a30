"""Rectifications: names and date of birth as the documents say, where they were entered wrongly (GDPR art. 16).

Another date of birth is another age on every day: decisions that stand on the former one are noted as stale.
"""

from datetime import date
from uuid import UUID

import msgspec

from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed
from services.kit.web import Body, ShortText
from services.registry.households import household_changes, stays
from services.registry.households.household_changes import NewChange
from services.registry.people import corrections, identifiers, persons
from services.registry.people.persons import INDEXED, Person


class Names(Body, frozen=True, kw_only=True):
    """Who a person is, as a whole: without a father's name, none is kept."""

    given_name: ShortText
    family_name: ShortText
    father_name: ShortText | None = None
    born_on: date


async def rectify(transaction: Transaction, person_id: UUID, names: Names, *, version: int) -> Person:
    """Correct who a person is. Raises Malformed, Stale, NotFound, OwnCase, PersonsProtected."""
    await corrections.touch(transaction, person_id, None, version=version)
    held = await vault.open_fields(transaction, person_id, purpose="correction", only={"born_on", "amka"})
    faults = faults_of(names, amka=held.get("amka"), today=transaction.today)
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    fields = {"given_name": names.given_name, "family_name": names.family_name, "born_on": names.born_on.isoformat()}
    if names.father_name is None:
        await vault.remove_fields(transaction, [person_id], ["father_name"])
    else:
        fields["father_name"] = names.father_name
    await vault.seal(transaction, person_id, fields, indexed=INDEXED)
    changed = [name for name in ("born_on",) if held[name] != fields[name]]
    suspected = await corrections.note(transaction, person_id, ["names", *changed])
    if changed:
        await change_age(transaction, person_id)
    found = await persons.find(transaction, person_id, purpose="correction")
    return msgspec.structs.replace(found, suspected=suspected)


def faults_of(names: Names, *, amka: str | None, today: date) -> list[Fault]:
    """Return what is wrong with a date of birth: it is over, and the AMKA begins with it."""
    faults = []
    if names.born_on > today:
        faults.append(Fault(pointer="/born_on", detail="The date of birth is in the future."))
    if amka is not None:
        faults += corrections.faults_of({"born_on": identifiers.check("amka", amka, born_on=names.born_on)})
    return faults


async def change_age(transaction: Transaction, person_id: UUID) -> None:
    """Keep that a member was of another age than was thought, from the first day of the stay on."""
    home = await stays.home_of(transaction, person_id)
    if home is None:
        return
    new = NewChange(
        household_id=home.household_id,
        kind="facts_changed",
        effective_on=home.joined_on,
        person_id=person_id,
        reason="born_on_corrected",
    )
    change_id = await household_changes.record(transaction, new)
    await household_changes.settle(transaction, change_id, home.household_id, home.joined_on)
