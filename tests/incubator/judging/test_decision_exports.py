"""Exports of decisions: each with its reviews beside it, naming neither applicants nor reviewers."""

import csv
import io

from services.incubator.judging.decision_exports import COLUMNS
from tests.clients import Client, person_id
from tests.incubator import factories
from tests.incubator.conftest import MANAGER, OFFICER


async def test_every_decision_stands_beside_its_reviews(al_koura: Client) -> None:
    application = await factories.scored(al_koura)
    await factories.decide(al_koura, application, "reserve")
    await factories.draft(al_koura, {"id": application["call_id"]})
    answer = await al_koura.send("GET", f"/calls/{application['call_id']}/decisions", by=MANAGER)
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(line["outcome"], line["score_basis_points"], line["review"]) for line in lines] == [
        ("reserve", "9000", "1"),
        ("reserve", "9000", "2"),
    ]
    assert sorted(line["team"] for line in lines) == ["4", "5"]
    assert set(lines[0]) == {*COLUMNS, *factories.CRITERIA}
    text = answer.text
    for secret in (application["applicant_id"], str(person_id("sami")), str(person_id("lina")), "مريم"):
        assert secret not in text


async def test_a_page_reads_the_same_an_application_at_a_time(al_koura: Client) -> None:
    application = await factories.scored(al_koura)
    await factories.decide(al_koura, application, "reserve")
    waiting = await factories.under_review(al_koura, {"id": application["call_id"]})
    path = f"/calls/{application['call_id']}/decision-list"
    decided, other = sorted(await al_koura.get(path, by=MANAGER), key=lambda each: each["outcome"] is None)
    assert (decided["outcome"], decided["score_basis_points"], decided["stage"]) == ("reserve", 9000, 1)
    assert [(each["number"], each["state"]) for each in decided["reviews"]] == [(1, "submitted"), (2, "submitted")]
    assert sorted(each["scores"]["team"] for each in decided["reviews"]) == [4, 5]
    assert (other["application_id"], other["outcome"], other["reviews"]) == (waiting["id"], None, [])
    assert str(person_id("sami")) not in str(decided)


async def test_only_a_manager_takes_it_away(al_koura: Client, paggaio: Client) -> None:
    call = await factories.call(al_koura)
    for path in (f"/calls/{call['id']}/decisions", f"/calls/{call['id']}/decision-list"):
        assert (await al_koura.refused("GET", path, by=OFFICER))[0] == 403
        assert (await paggaio.refused("GET", path, by=MANAGER))[0] == 404
