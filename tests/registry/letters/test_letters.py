"""Letters reach paper with name and address as often as it takes, nothing is said twice, and staff see what became."""

import pypdfium2

from tests.clients import Client
from tests.registry import factories
from tests.registry.telling import decided, stated
from tests.rolled_back import Deliver

DESK = "sofia card_desk"


async def test_letters_are_printed_with_name_and_address_as_often_as_it_takes(paggaio: Client) -> None:
    await decided(paggaio, phone=None)
    taken = await paggaio.post("/letter-prints", by=DESK)
    assert len(taken["message_ids"]) == 1
    for _ in range(2):
        answer = await paggaio.send("GET", f"/letter-prints/{taken['id']}/content", by=DESK)
        assert answer.headers["content-type"] == "application/pdf"
        text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
        assert text.split("\r\n")[:3] == ["Φωτεινή Σαββίδου", "Φιλίππων 12", "64100 Ελευθερούπολη"]
        assert "εγκρίθηκε" in text
    assert (await paggaio.send("POST", "/letter-prints", by=DESK)).status_code == 404


async def test_a_repeated_command_takes_the_same_letters(paggaio: Client) -> None:
    await decided(paggaio, phone=None)
    first = await paggaio.send("POST", "/letter-prints", by=DESK, Idempotency_Key="once")
    second = await paggaio.send("POST", "/letter-prints", by=DESK, Idempotency_Key="once")
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"


async def test_another_tenant_prints_none_of_it(paggaio: Client, al_koura: Client) -> None:
    await decided(paggaio, phone=None)
    assert (await al_koura.refused("POST", "/letter-prints", by=DESK))[0] == 404
    taken = await paggaio.post("/letter-prints", by=DESK)
    assert (await al_koura.refused("GET", f"/letter-prints/{taken['id']}/content", by=DESK))[0] == 404


async def test_what_became_of_a_message_is_shown_without_what_it_says(paggaio: Client) -> None:
    case = await decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    person_id = formed["members"][0]["person_id"]
    (shown,) = (await paggaio.get(f"/persons/{person_id}/messages"))["items"]
    assert (shown["channel"], shown["state"], shown["attempts"]) == ("sms", "queued", 0)
    assert shown["template"] == "Your application was approved."
    assert not {"text", "body", "person_id"} & shown.keys()
    assert (await paggaio.get(f"/persons/{formed['members'][1]['person_id']}/messages"))["items"] == []


async def test_a_sum_stands_beside_its_name(paggaio: Client, deliver: Deliver) -> None:
    person = await paggaio.post("/persons", factories.person(language="ar"))
    await deliver(stated(paggaio, person["id"]))
    taken = await paggaio.post("/letter-prints", by=DESK)
    answer = await paggaio.send("GET", f"/letter-prints/{taken['id']}/content", by=DESK)
    page = pypdfium2.PdfDocument(answer.content)[0].get_textpage()
    amount = page.search("73.45").get_next()
    assert amount is not None
    left, *_ = page.get_charbox(amount[0])
    assert left < page.page.get_width() / 2, "in Arabic the sums stand on the left"
