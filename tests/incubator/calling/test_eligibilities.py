"""Eligibility: answered before anybody writes, and a gate where the call says so."""

from typing import Any

import msgspec
import pytest

from services.incubator.calling import eligibilities
from services.incubator.calling.presets import preset_of
from services.kit.errors import Malformed
from tests.clients import Client
from tests.incubator import factories, sub_grants

PILOT = preset_of("medtown_sub_grants").eligibility
JOHUD = preset_of("johud_intake").eligibility
GOOD = sub_grants.ELIGIBLE


@pytest.mark.parametrize(
    ("given", "eligible", "failing", "unanswered"),
    [
        (GOOD, True, [], []),
        (GOOD | {"social_aims": False}, False, ["social_aims"], []),
        (GOOD | {"country": "elsewhere"}, False, ["country"], []),
        ({"country": "elsewhere"}, False, ["country"], ["social_aims", "public_support"]),
        ({}, False, [], ["social_aims", "public_support", "country"]),
    ],
)
def test_answers_are_judged(given: dict[str, Any], eligible: bool, failing: list[str], unanswered: list[str]) -> None:
    verdict = eligibilities.judge(PILOT, given)
    assert (verdict.eligible, [each.code for each in verdict.failing], verdict.unanswered) == (
        eligible,
        failing,
        unanswered,
    )


@pytest.mark.parametrize(("age", "eligible"), [(17, False), (18, True), (90, True)])
def test_a_number_has_bounds(age: int, eligible: bool) -> None:
    assert eligibilities.judge(JOHUD, {"district": "al_koura", "age": age}).eligible is eligible


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"horoscope": True}, "/answers/horoscope"),
        ({"district": "atlantis"}, "/answers/district"),
        ({"age": True}, "/answers/age"),
        ({"age": "old"}, "/answers/age"),
    ],
)
def test_an_answer_of_another_kind_is_refused(given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        eligibilities.judge(JOHUD, given)
    assert [fault.pointer for fault in refused.value.members["errors"]] == [pointer]


@pytest.mark.parametrize(
    "changed", [{"must_be": None}, {"kind": "choice"}, {"kind": "number"}, {"choices": {"a": {"en": "A"}}}]
)
def test_a_condition_has_the_bounds_of_its_kind(changed: dict[str, Any]) -> None:
    assert eligibilities.contradictions([msgspec.structs.replace(PILOT[0], **changed)])


async def test_anybody_who_is_signed_in_learns_before_writing(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    path = f"/calls/{call['id']}/eligibility"
    said = await al_koura.post(path, {"answers": {"district": "elsewhere", "age": 30}}, by="nur founder")
    assert (said["eligible"], [each["code"] for each in said["failing"]]) == (False, ["district"])
    assert said["failing"][0]["refusal"]["ar"].startswith("هذه الحاضنة")
    assert (await al_koura.post(path, {"answers": {"district": "al_mazar", "age": 30}}))["eligible"]


async def test_nobody_writes_behind_a_shut_gate(paggaio: Client) -> None:
    call = await sub_grants.pilot_call(paggaio)
    applicant = await sub_grants.new_greek(paggaio)
    body = {"call_id": call["id"], "applicant_id": applicant["id"]}
    refusal = await paggaio.refused("POST", "/applications", body | {"eligibility": {"country": "elsewhere"}})
    assert refusal[:2] == (409, "not-eligible")
    assert (refusal[2]["failing"], refusal[2]["unanswered"]) == (["country"], ["social_aims", "public_support"])
    draft = await paggaio.post("/applications", body | {"eligibility": GOOD})
    assert (await paggaio.get(f"/applications/{draft['id']}/answers"))["eligibility"] == GOOD
