"""What persons are told: of decisions, of money on the card, of a stopped card; by the channel that is theirs."""

import re
from typing import Any, get_args
from uuid import uuid4

import pytest
from babel.messages.extract import extract

from contracts import cards
from infra.embedded.processes import ROOT
from services.kit.db import Connection
from services.kit.events.inbox import Outcome
from services.kit.sentences import catalogue
from tests.clients import Client
from tests.registry import factories, rights
from tests.registry.letters.test_channels import protect
from tests.registry.telling import credited, decided, expired, expiring, stated, stopped, told
from tests.rolled_back import Deliver


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
    assert "١٢" in lines[0] or "12" in lines[0]
    assert "90.000,00" in lines[1] or "90,000.00" in lines[1] or "٩٠" in lines[1]


async def test_holders_are_told_what_was_credited_once(paggaio: Client, deliver: Deliver) -> None:
    case = await decided(paggaio)
    message = credited(paggaio, case["household_id"], str(uuid4()))
    assert await deliver(message) is Outcome.APPLIED
    assert await deliver(message) is Outcome.DUPLICATE
    _, credit = await told(paggaio)
    assert credit["channel"] == "sms"
    assert credit["text"]["body"] == ("Πιστώθηκαν 180,00\xa0€ στην κάρτα σας· χρησιμοποιήστε τα έως 31 Ιουλίου 2026.")


async def test_a_holder_is_told_once_of_each_lot_that_it_expires(paggaio: Client, deliver: Deliver) -> None:
    case = await decided(paggaio)
    lot_id = str(uuid4())
    for _ in range(2):
        assert await deliver(expiring(paggaio, case["household_id"], lot_id)) is Outcome.APPLIED
    _, *said = await told(paggaio)
    assert len(said) == 1
    assert "42,50\xa0€ μπορούν να χρησιμοποιηθούν έως 31 Ιουλίου 2026" in said[0]["text"]["body"]
    await deliver(expiring(paggaio, case["household_id"], str(uuid4())))
    assert len(await told(paggaio)) == 3


async def test_a_holder_is_told_once_what_has_expired(paggaio: Client, deliver: Deliver) -> None:
    case = await decided(paggaio)
    lot_id = str(uuid4())
    for _ in range(2):
        assert await deliver(expired(paggaio, case["household_id"], lot_id)) is Outcome.APPLIED
    _, *said = await told(paggaio)
    assert len(said) == 1
    assert "42,50\xa0€ από το επίδομά σας μπορούσαν" in said[0]["text"]["body"]


async def test_a_holder_is_told_that_the_card_was_stopped(paggaio: Client, deliver: Deliver) -> None:
    person = await paggaio.post("/persons", factories.person(language="en"))
    message = stopped(paggaio, person["id"])
    assert await deliver(message) is Outcome.APPLIED
    assert await deliver(message) is Outcome.DUPLICATE
    (said,) = await told(paggaio)
    assert said["text"]["body"].startswith("Your card can no longer be used: stolen. The money stays yours.\n")


@pytest.mark.parametrize(("reason", "messages"), [("first", 0), ("renewal", 1), ("replacement", 1)])
async def test_a_holder_is_told_of_a_card_in_the_place_of_another_once(
    paggaio: Client, deliver: Deliver, reason: str, messages: int
) -> None:
    person = await paggaio.post("/persons", factories.person(language="en"))
    card_id = uuid4()
    content = {"card_id": str(card_id), "holder_id": person["id"], "reason": reason}
    message = rights.event(paggaio, "cards.card_ordered.v1", card_id, **content)
    assert [await deliver(message), await deliver(message)] == [Outcome.APPLIED, Outcome.DUPLICATE]
    said = await told(paggaio)
    assert [each["text"]["subject"] for each in said] == ["A new card is being made for you."] * messages


async def test_a_statement_is_on_paper_and_leads_from_the_first_sum_to_the_last(
    paggaio: Client, deliver: Deliver
) -> None:
    person = await paggaio.post("/persons", factories.person(email="foteini@example.gr"))
    assert await deliver(stated(paggaio, person["id"])) is Outcome.APPLIED
    (said,) = await told(paggaio)
    assert said["channel"] == "print", "who asks for paper gets paper"
    assert said["text"]["body"].splitlines() == [
        "Στην κάρτα στις 1 Ιανουαρίου 2026:\t42,00\xa0€",
        "Πιστώθηκαν:\t108,00\xa0€",
        "Πληρώθηκαν σε καταστήματα:\t-73,45\xa0€",
        "Επιστράφηκαν από καταστήματα:\t2,50\xa0€",
        "Αναλήφθηκαν σε μετρητά:\t-20,00\xa0€",
        "Στην κάρτα στις 31 Ιανουαρίου 2026:\t59,05\xa0€",
        "Από όσα υπάρχουν τώρα στην κάρτα, 13,05\xa0€ μπορούν να χρησιμοποιηθούν έως 30 Ιουνίου 2026.",
        "Τις αγορές σας τις βλέπετε μόνο εσείς· δεν αναφέρονται σε αυτή την επιστολή.",
        "Αν κάτι δεν είναι σωστό, τηλεφωνήστε ή περάστε από το γραφείο καρτών.",
    ]


async def test_a_statement_of_somebody_at_risk_is_kept_to_be_handed_over(
    paggaio: Client, deliver: Deliver, connection: Connection
) -> None:
    formed = await factories.household(paggaio, factories.couple_with_two_children())
    person_id = formed["members"][0]["person_id"]
    await protect(connection, formed["id"])
    await deliver(stated(paggaio, person_id))
    (said,) = await told(paggaio)
    assert said["channel"] == "inbox"


async def test_whoever_is_not_known_here_or_was_erased_is_told_nothing(paggaio: Client, deliver: Deliver) -> None:
    person = await paggaio.post("/persons", factories.person())
    await paggaio.post(f"/persons/{person['id']}/erase", by="eleni supervisor", If_Match='"1"')
    assert await deliver(stopped(paggaio, person["id"])) is Outcome.APPLIED
    assert await deliver(stopped(paggaio, str(uuid4()))) is Outcome.APPLIED
    assert await told(paggaio) == []


@pytest.mark.parametrize("language", ["el", "ar"])
def test_everything_that_people_are_told_has_its_translation(language: str) -> None:
    entries = catalogue("registry", language)
    said: set[str] = set()
    for path in sorted((ROOT / "services" / "registry").rglob("*.py")):
        with path.open("rb") as file:
            said |= {str(message) for _, message, _, _ in extract("python", file, keywords={"sentence": None})}
    reasons = set(get_args(cards.CardStopped.__annotations__["reason"]))
    assert said
    assert (said | reasons) - entries.keys() == set()
    for message in said:
        assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", entries[message]))
