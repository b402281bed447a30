"""A household's questions beside a registry: what registry would refuse is said before anything is sent."""

from collections.abc import Callable

from services.kit.settings import Settings
from tests.conftest import Run
from tests.console.browsing import submit
from tests.console.pages.test_household_changes import happen, people

HOME = {"address/street": "Φιλίππων 12", "address/town": "Ελευθερούπολη"}


async def test_a_postal_code_of_another_shape_is_said_at_its_question(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    async with people(run, settings_of) as (caseworker, _, _):
        begun = await submit(caseworker, "/households/new", "/household-drafts", {})
        page = begun.headers["location"].replace("0-who", "address")
        wrong = await submit(caseworker, page, page, HOME | {"address/postal_code": "6410"})
        assert wrong.status_code == 400
        assert 'id="f-address-postal-code-fault"' in wrong.text
        assert "A Greek postal code has 5 digits" in wrong.text
        right = await submit(caseworker, page, page, HOME | {"address/postal_code": "641 00"})
        assert right.status_code == 303
        blank = await submit(caseworker, page, page, {"address/street": "", "address/town": ""})
        assert blank.status_code == 303, "where they live may be left out"


async def test_a_move_to_a_postal_code_of_another_shape_is_refused_at_the_field(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    async with people(run, settings_of) as (caseworker, _, held):
        household, holder = f"/households/{held['family']['id']}", held["family"]["members"][0]["person_id"]
        page = f"{household}/changes/address"
        moved: dict[str, str | list[str]] = {"person_ids[]": [holder], **HOME}
        wrong = await submit(caseworker, page, page, moved | {"address/postal_code": "94100"})
        assert (wrong.status_code, "A Greek postal code has 5 digits" in wrong.text) == (400, True)
        await happen(caseworker, household, "address", moved | {"address/postal_code": "641 00"})
        assert "64100 Ελευθερούπολη" in (await caseworker.get(f"/persons/{holder}")).text
