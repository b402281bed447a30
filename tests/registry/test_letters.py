"""What persons are told: of decisions, of money on the card, of a stopped card; by the channel that is theirs."""

import re
from typing import Any, get_args
from uuid import UUID, uuid4

import msgspec
import pypdfium2
import pytest
from babel.messages.extract import extract

from contracts import cards
from contracts.envelope import decode
from infra.embedded.processes import ROOT
from services.kit.events.inbox import Outcome
from services.kit.sentences import catalogue
from tests.clients import Client
from tests.registry import factories
from tests.rolled_back import Deliver

ADMINISTRATOR = "petros administrator"
DESK = "sofia card_desk"


async def told(client: Client) -> list[dict[str, Any]]:
    """Everything that was said, the oldest first, with its text."""
    found: list[dict[str, Any]] = (await client.get("/messages", by=ADMINISTRATOR))["items"]
    return found[::-1]


async def decided(client: Client, outcome: str = "approved", **applicant: Any) -> dict[str, Any]:
    """A decided application of a household whose applicant has these fields."""
    body = factories.couple_with_two_children()
    body["members"][0]["person"] |= applicant
    case = await client.post("/applications", factories.application(await factories.household(client, body)))
    for step, by in (("recommend", ""), ("decide", "eleni supervisor")):
        path = f"/applications/{case['id']}/{step}"
        case = await client.post(path, {"outcome": outcome}, by=by, If_Match=f'"{case["version"]}"')
    decided_case: dict[str, Any] = case
    return decided_case


def event(client: Client, type: str, aggregate_id: UUID, **content: Any) -> bytes:
    """An event like the contract's example, the first of another aggregate."""
    like = decode((ROOT / "contracts" / "examples" / f"{type}.json").read_bytes())
    said = msgspec.json.decode(like.data) | content
    return msgspec.json.encode(
        msgspec.structs.replace(
            like,
            id=uuid4(),
            subject=aggregate_id,
            sequence=1,
            municipality=client.tenant.id,
            data=msgspec.Raw(msgspec.json.encode(said)),
        )
    )


def credited(client: Client, *households: str) -> bytes:
    run_id = uuid4()
    lots = [
        {
            "lot_id": str(uuid4()),
            "wallet_id": str(uuid4()),
            "household_id": household,
            "amount_minor": 18_000,
            "expires_on": "2026-07-31",
        }
        for household in households
    ]
    return event(client, "cards.benefits_credited.v1", run_id, run_id=str(run_id), month="2026-02-01", credits=lots)


def stopped(client: Client, holder_id: str, reason: str = "stolen") -> bytes:
    card_id = uuid4()
    return event(client, "cards.card_stopped.v1", card_id, card_id=str(card_id), holder_id=holder_id, reason=reason)


@pytest.mark.parametrize(
    ("fields", "channel"),
    [
        ({"email": "foteini@example.gr"}, "email"),
        ({}, "sms"),
        ({"phone": None}, "print"),
    ],
)
async def test_an_approval_is_told_by_what_the_person_has(
    paggaio: Client, fields: dict[str, Any], channel: str
) -> None:
    await decided(paggaio, **fields)
    (message,) = await told(paggaio)
    assert message["channel"] == channel
    assert message["language"] == "el"
    assert message["text"]["subject"] == "Η αίτησή σας εγκρίθηκε."
    assert "τον μήνα από 1 Φεβρουαρίου 2026 έως 31 Ιουλίου 2026" in message["text"]["body"]
    assert "στην κάρτα σας" in message["text"]["body"]


async def test_a_rejection_says_what_was_not_met_in_the_language_of_the_person(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"][0]["person"] |= {"language": "ar"}
    formed = await factories.household(paggaio, body)
    declared = {"deposits_minor": 90_000_00}
    case = await paggaio.post("/applications", factories.application(formed, declared=declared))
    for step, by in (("recommend", ""), ("decide", "eleni supervisor")):
        path = f"/applications/{case['id']}/{step}"
        sent = {"outcome": "rejected", "reason": "wealth"}
        case = await paggaio.post(path, sent, by=by, If_Match=f'"{case["version"]}"')
    (message,) = await told(paggaio)
    assert message["language"] == "ar"
    lines = message["text"]["body"].splitlines()
    assert len(lines) == 3
    assert "90.000,00" in lines[1] or "90,000.00" in lines[1] or "٩٠" in lines[1]


async def test_holders_are_told_what_was_credited_once(paggaio: Client, deliver: Deliver) -> None:
    case = await decided(paggaio)
    message = credited(paggaio, case["household_id"], str(uuid4()))
    assert await deliver(message) is Outcome.APPLIED
    assert await deliver(message) is Outcome.DUPLICATE
    _, credit = await told(paggaio)
    assert credit["channel"] == "sms"
    assert credit["text"]["body"] == ("Πιστώθηκαν 180,00\xa0€ στην κάρτα σας· χρησιμοποιήστε τα έως 31 Ιουλίου 2026.")


async def test_a_holder_is_told_that_the_card_was_stopped(paggaio: Client, deliver: Deliver) -> None:
    person = await paggaio.post("/persons", factories.person(language="en"))
    message = stopped(paggaio, person["id"])
    assert await deliver(message) is Outcome.APPLIED
    assert await deliver(message) is Outcome.DUPLICATE
    (said,) = await told(paggaio)
    assert said["text"]["body"].startswith("Your card can no longer be used: stolen. The money stays yours.\n")


async def test_whoever_is_not_known_here_or_was_erased_is_told_nothing(paggaio: Client, deliver: Deliver) -> None:
    person = await paggaio.post("/persons", factories.person())
    await paggaio.post(f"/persons/{person['id']}/erase", by="eleni supervisor", If_Match='"1"')
    assert await deliver(stopped(paggaio, person["id"])) is Outcome.APPLIED
    assert await deliver(stopped(paggaio, str(uuid4()))) is Outcome.APPLIED
    assert await told(paggaio) == []


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


@pytest.mark.parametrize("language", ["el", "ar"])
def test_everything_that_people_are_told_has_its_translation(language: str) -> None:
    entries = catalogue("registry", language)
    with (ROOT / "services" / "registry" / "letters.py").open("rb") as file:
        said = {str(message) for _, message, _, _ in extract("python", file, keywords={"sentence": None})}
    reasons = set(get_args(cards.CardStopped.__annotations__["reason"]))
    assert said
    assert (said | reasons) - entries.keys() == set()
    for message in said:
        assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", entries[message]))
