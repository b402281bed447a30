"""A household's life by page, beside a registry: each thing that may happen is entered by its own form, and what two
people decide waits for the second one."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, get_args

import httpx

from services.console import household_choices
from services.console.pages.corrections import Correction
from services.console.pages.happenings import HAPPENINGS
from services.kit.settings import Settings
from tests.clients import Client
from tests.conftest import Run
from tests.console.browsing import submit
from tests.console.pages.test_account_payments import BrowserOf, beside_registry
from tests.registry import factories

ON = "2026-01-14"
NOW = f"{ON}T09:30:00+02:00"
OTHER = r'href="/households/([0-9a-f-]+)">Household'


@asynccontextmanager
async def people(
    run: Run, settings_of: Callable[..., Settings]
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient, dict[str, Any]]]:
    """A caseworker, a supervisor, and what registry holds: a family, its neighbour's household, somebody alone."""

    async def enter(client: Client, _: Any) -> dict[str, Any]:
        alone = {"members": [{"person": factories.person(), "relation": "applicant"}]}
        single = factories.person("1991-02-03", given_name="Ζωή", family_name="Ράλλη")
        return {
            "family": await factories.household(client),
            "neighbour": await factories.household(client, alone),
            "neighbours_amka": alone["members"][0]["person"]["identifiers"][0]["number"],  # type: ignore[index]
            "single": await client.post("/persons", single),
            "singles_amka": single["identifiers"][0]["number"],
        }

    async with beside_registry(run, settings_of, enter) as (browser_of, held):
        for browser in each_of(browser_of):
            browser.headers["Koinon-Time"] = NOW
        yield browser_of("caseworker"), browser_of("supervisor"), held


def each_of(browser_of: BrowserOf) -> list[httpx.AsyncClient]:
    """Both browsers."""
    return [browser_of("caseworker"), browser_of("supervisor")]


async def happen(
    caseworker: httpx.AsyncClient, household: str, step: str, fields: Mapping[str, str | list[str]], of: str = ""
) -> str:
    """Enter what happened, and return the page that says so."""
    page = f"{household}/changes/{step}" + (f"?of={of}" if of else "")
    answer = await submit(caseworker, page, f"{household}/changes/{step}", fields)
    assert answer.status_code == 303, answer.text
    return (await caseworker.get(answer.headers["location"])).text


async def test_somebody_comes_and_goes_and_what_follows_is_said(run: Run, settings_of: Callable[..., Settings]) -> None:
    async with people(run, settings_of) as (caseworker, _, held):
        household = f"/households/{held['family']['id']}"
        holder, spouse, child, _ = [each["person_id"] for each in held["family"]["members"]]
        for step in HAPPENINGS:
            shown = await caseworker.get(f"{household}/changes/{step}?of={spouse}")
            assert shown.status_code == 200, shown.text
            assert "What follows" in shown.text
        born = {"member/person/given_name": "Άννα", "member/person/family_name": "Σαββίδου"}
        said = await happen(caseworker, household, "birth", born | {"member/person/born_on": ON})
        assert "It is noted: A child was born" in said
        assert "does not change by itself" in said
        known = {"number/kind": "amka", "number/number": held["singles_amka"]}
        joins = {"member/relation": "sibling", "member/work": "retired", "joined_on": ON}
        assert "came to live there" in await happen(caseworker, household, "known", known | joins)
        facts = {"relation": "spouse", "work": "employed", "excluded_by": "conscript", "from_on": ON}
        assert "employed" in await happen(caseworker, household, "facts", facts, spouse)
        await happen(caseworker, household, "arrangement", {"arrangement": "rented", "from_on": ON})
        assert "in a rented home" in (await caseworker.get(household)).text
        gone = {"person_id": child, "left_on": ON, "reason": "left_town"}
        assert "lives there no more – moved to another town or abroad" in await happen(
            caseworker, household, "departure", gone
        )
        refused = await submit(
            caseworker, f"{household}/changes/departure", f"{household}/changes/departure",
            {"person_id": holder, "left_on": ON, "reason": "other"},
        )  # fmt: skip
        assert refused.status_code == 409
        assert "Change the holder first" in refused.text


async def test_whoever_belongs_to_another_household_is_moved_from_there(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    async with people(run, settings_of) as (caseworker, _, held):
        family, neighbour = (f"/households/{held[name]['id']}" for name in ("family", "neighbour"))
        known = {"number/kind": "amka", "number/number": held["neighbours_amka"]}
        joins = known | {"member/relation": "other", "member/work": "not_stated", "joined_on": ON}
        page = f"{family}/changes/known"
        refused = await submit(caseworker, page, page, joins)
        assert refused.status_code == 409
        assert f'href="{neighbour}/changes"' in refused.text, "the way on is shown"
        child = held["family"]["members"][2]["person_id"]
        moved = known | {"person_id": child, "relation": "other", "moved_on": ON}
        said = await happen(caseworker, family, "move", moved)
        assert re.findall(OTHER, said) == [held["neighbour"]["id"]]
        nobody = known | {"number/number": held["singles_amka"]}
        page = f"{family}/changes/merge"
        refused = await submit(caseworker, page, page, nobody | {"merged_on": ON})
        assert "This person lives in no household" in refused.text


async def test_addresses_numbers_and_names_are_mended_and_a_death_is_taken_back_by_two(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    async with people(run, settings_of) as (caseworker, supervisor, held):
        household = f"/households/{held['family']['id']}"
        holder, spouse, *_ = [each["person_id"] for each in held["family"]["members"]]
        new = {"address/street": "Ομονοίας 3", "address/postal_code": "65403", "address/town": "Καβάλα"}
        moved: dict[str, str | list[str]] = {"person_ids[]": [holder, spouse], **new}
        await happen(caseworker, household, "address", moved)
        person = f"/persons/{spouse}"
        assert "Ομονοίας 3, 65403 Καβάλα" in (await caseworker.get(person)).text
        for step in get_args(Correction):
            assert (await caseworker.get(f"{person}/changes/{step}")).status_code == 200, step
        reached = {"phone": "", "email": "f@example.org", "language": "el"} | new
        assert "6912345678" not in await correct(caseworker, person, "contact", reached)
        assert "A123456" in await correct(caseworker, person, "number", {"kind": "passport", "number": "A 123456"})
        assert "A654321" in await correct(caseworker, person, "number", {"kind": "passport", "number": "A 654321"})
        named = {"given_name": "Φανή", "family_name": "Σαββίδου", "born_on": "1982-11-03"}
        assert "Φανή" in await correct(caseworker, person, "names", named)
        await correct(caseworker, person, "channel", {"channel": "email"})
        assert 'value="email" selected' in (await caseworker.get(f"{person}/changes/channel")).text
        died = {"died_on": ON, "new_holder_id": spouse}
        assert "has died" in await happen(caseworker, household, "death", died, holder)
        back = await correct(caseworker, f"/persons/{holder}", "revocation", {"reason": "wrong_person"})
        assert "waits for a second person" in back
        await agree(caseworker, supervisor)
        assert "Died on" not in (await caseworker.get(f"/persons/{holder}")).text


async def correct(caseworker: httpx.AsyncClient, person: str, step: str, fields: Mapping[str, str]) -> str:
    """Enter what changed about somebody, and return their page."""
    page = f"{person}/changes/{step}"
    answer = await submit(caseworker, page, page, fields)
    assert answer.status_code == 303, answer.text
    return (await caseworker.get(person)).text


async def agree(caseworker: httpx.AsyncClient, supervisor: httpx.AsyncClient) -> None:
    """A supervisor agrees to the one proposal that waits; whoever proposed it is not offered to."""
    shown = (await caseworker.get("/household-proposals")).text
    assert "/confirm" not in shown
    assert "Withdraw" in shown
    (action,) = re.findall(r'action="(/household-proposals/[^"]+/confirm)"', await waiting(supervisor))
    assert (await submit(supervisor, "/household-proposals", action, {})).status_code == 303
    assert "Nothing waits for a second person." in await waiting(supervisor)


async def waiting(supervisor: httpx.AsyncClient) -> str:
    """The page of what waits."""
    return (await supervisor.get("/household-proposals")).text


async def test_a_household_is_divided_joined_and_closed_by_two_people(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    async with people(run, settings_of) as (caseworker, supervisor, held):
        household = f"/households/{held['family']['id']}"
        _, spouse, child, other = [each["person_id"] for each in held["family"]["members"]]
        goes = {
            "members/0/relation": "applicant", "members/1/relation": "child", "members/2/relation": "",
            "share_percent": "40", "split_on": ON,
        }  # fmt: skip
        assert "Waiting for a second person" in await happen(caseworker, household, "split", goes)
        assert "40%" in (shown := await waiting(supervisor))
        assert "holds the new household" in shown
        await agree(caseworker, supervisor)
        left = (await caseworker.get(household)).text
        assert [each in left for each in (spouse, child, other)] == [False, False, True]
        number = {"number/kind": "amka", "number/number": held["neighbours_amka"]}
        related = {"relations/0/relation": "sibling", "relations/1/relation": "other"}
        await happen(caseworker, household, "merge", number | related | {"merged_on": ON})
        await agree(caseworker, supervisor)
        said = (await caseworker.get(f"{household}/changes")).text
        assert f"{household_choices.CLOSED['merged']}." in said
        neighbour = f"/households/{held['neighbour']['id']}"
        assert other in (await caseworker.get(neighbour)).text
        await happen(caseworker, neighbour, "closure", {"closed_on": ON})
        (action,) = re.findall(r'action="(/household-proposals/[^"]+/reject)"', await waiting(supervisor))
        assert (await submit(supervisor, "/household-proposals", action, {})).status_code == 303
        assert "This household is closed" not in (await caseworker.get(neighbour)).text


async def test_another_holds_and_people_at_risk_are_protected_by_a_supervisor(
    run: Run, settings_of: Callable[..., Settings]
) -> None:
    async with people(run, settings_of) as (caseworker, supervisor, held):
        household = f"/households/{held['family']['id']}"
        holder, spouse, *_ = [each["person_id"] for each in held["family"]["members"]]
        asked = (await caseworker.get(f"{household}/changes/holder")).text
        assert f"?of={spouse}" in asked
        assert f"?of={holder}" not in asked
        related = {f"relations/{place}/relation": each for place, each in enumerate(("spouse", "child", "child"))}
        said = await happen(caseworker, household, "holder", related | {"changed_on": ON}, spouse)
        assert "holds the household and its card" in said
        guard = f"{household}/protection"
        assert guard not in (await caseworker.get(household)).text
        assert (await submit(supervisor, household, f"{guard}/protect", {"reason": "threat"})).status_code == 303
        assert "These people are protected" in (await supervisor.get(household)).text
        assert "Φιλίππων" not in (await supervisor.get(f"/persons/{spouse}")).text
        assert (await submit(supervisor, household, f"{guard}/unprotect", {"reason": "risk_over"})).status_code == 303
        assert "These people are protected" not in (await supervisor.get(household)).text
