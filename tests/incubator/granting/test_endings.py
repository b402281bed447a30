"""Endings: a later day for the same money, and a closing by which what was not spent comes back."""

import pytest

from tests.clients import Client, etag
from tests.incubator import awarding
from tests.rolled_back import Deliver, Events


async def test_an_extension_moves_what_is_still_to_be_shown(al_koura: Client, deliver: Deliver) -> None:
    award = await awarding.committed(al_koura, deliver)
    first, _ = await awarding.milestones_of(al_koura, award)
    await awarding.accepted(al_koura, first)
    path = f"/awards/{award['id']}/extensions"
    wrong = await al_koura.refused("POST", path, {"ends_on": "2027-12-31"}, If_Match=etag(award))
    assert [fault["pointer"] for fault in wrong[2]["errors"]] == ["/ends_on"]
    await awarding.agreed(al_koura, path, award, {"ends_on": "2027-01-30"})
    later = await al_koura.get(f"/awards/{award['id']}")
    assert (later["state"], later["ends_on"], later["amount_minor"]) == ("committed", "2027-01-30", 5_000_000)
    due = [each["due_on"] for each in await awarding.milestones_of(al_koura, award)]
    assert due == ["2026-06-30", "2026-07-30"]


@pytest.mark.parametrize(("spent", "recovered"), [(1_500_000, 0), (1_200_000, 300_000)])
async def test_closing_frees_and_recovers(
    al_koura: Client, deliver: Deliver, events: Events, spent: int, recovered: int
) -> None:
    award, (first, _) = await awarding.payable(al_koura, deliver)
    tranche = await awarding.released(al_koura, first)
    path = f"/awards/{award['id']}"
    award = await al_koura.get(path)
    early = await al_koura.refused("POST", f"{path}/closings", {"spent_minor": 0}, If_Match=etag(award))
    assert (early[1], early[2]["tranche_ids"]) == ("tranche-on-its-way", [tranche["id"]])
    await awarding.credited(al_koura, deliver, tranche)
    await awarding.paid(al_koura, deliver, await awarding.instructed(al_koura, deliver, tranche))
    too_much = await al_koura.refused("POST", f"{path}/closings", {"spent_minor": 1_500_001}, If_Match=etag(award))
    assert [fault["pointer"] for fault in too_much[2]["errors"]] == ["/spent_minor"]
    await awarding.agreed(al_koura, f"{path}/closings", award, {"spent_minor": spent})
    closed = await al_koura.get(path)
    assert (closed["state"], closed["spent_minor"]) == ("closed", spent)
    assert [each["state"] for each in await awarding.milestones_of(al_koura, award)] == ["accepted", "dropped"]
    kind, said = (await events())[-1]
    assert (kind, said["freed_minor"], said["recovered_minor"], said["merchant_id"]) == (
        "incubator.award_closed.v1",
        3_500_000,
        recovered,
        tranche["merchant_id"],
    )
