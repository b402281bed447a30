"""Who comes by a sign-in provider: one lasting account, called and allowed as the provider says now, or not let in."""

import msgspec
import pytest
from litestar import Litestar

from services.console import admissions, sessions, staff
from services.console.providers import NoRoleThere, Person, Provider, ProviderRefused
from services.kit.clock import wall_time
from services.kit.db import Context

PROVIDER = Provider(
    name="Gov.login",
    issuer="https://login.example",
    client_id="koinon",
    roles={"desk": ["card_desk"], "money": ["finance_officer", "card_desk"]},
)
ANNA = Person(
    subject="1",
    username="anna.p",
    given_name="Άννα",
    family_name="Παππά",
    municipality="paggaio",
    groups=["desk", "other"],
    has_second_step=False,
)


async def test_a_change_of_groups_is_a_change_of_roles_and_ends_the_sessions_before(app: Litestar) -> None:
    database, now = app.state.database, wall_time()
    first = await admissions.admit(database, PROVIDER, ANNA, now)
    assert first.roles == ["card_desk"]
    before = await sessions.start(database, first.id, first.municipality_id, now)
    same = await admissions.admit(database, PROVIDER, msgspec.structs.replace(ANNA, username="renamed"), now)
    assert (same.id, same.username) == (first.id, "anna.p")
    assert await sessions.find(database, before, now) is not None
    moved = msgspec.structs.replace(ANNA, groups=["money"], family_name="Καρρά")
    changed = await admissions.admit(database, PROVIDER, moved, now)
    assert (changed.id, changed.roles) == (first.id, ["card_desk", "finance_officer"])
    assert await sessions.find(database, before, now) is None
    async with database.transaction(Context(now=now, municipality_ids=(first.municipality_id,))) as transaction:
        assert await staff.own_name(transaction, first.id) == "Άννα Καρρά"


@pytest.mark.parametrize("changes", [{"groups": []}, {"groups": ["other"]}, {"municipality": "atlantis"}])
async def test_without_a_role_or_a_tenant_nobody_is_let_in(app: Litestar, changes: dict[str, object]) -> None:
    with pytest.raises(NoRoleThere):
        await admissions.admit(
            app.state.database, PROVIDER, msgspec.structs.replace(ANNA, **changes), wall_time()
        )  # fmt: skip


async def test_suspended_here_is_out_whatever_the_provider_says(app: Litestar) -> None:
    database, now = app.state.database, wall_time()
    first = await admissions.admit(database, PROVIDER, ANNA, now)
    context = Context(now=now, municipality_ids=(first.municipality_id,))
    async with database.transaction(context) as transaction:
        await staff.set_state(transaction, first.id, "suspended")
    with pytest.raises(ProviderRefused):
        await admissions.admit(database, PROVIDER, ANNA, now)
