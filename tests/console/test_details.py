"""What refusals say, in the reader's language: known sentences with their values, every other one marked as English."""

import re
from datetime import date
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec import Meta

from services.console import details
from services.console.pages.forms import fault
from tests.console import refusals

GREEK = details.Reader("el", "EUR")
ARABIC = details.Reader("ar", "JOD")
ENGLISH = details.Reader("en", "EUR", ZoneInfo("Europe/Athens"))


def test_every_sentence_is_one_that_a_service_says() -> None:
    said = refusals.texts()
    gone = [sentence for sentence in details.DETAILS if refusals.plain(sentence) not in said]
    assert not gone, f"a service says this no more, or otherwise: {gone}"


def test_every_refusal_that_pages_meet_is_known() -> None:
    known = {refusals.plain(sentence) for sentence in details.DETAILS}
    fields = [re.compile(rf"{pattern}\.?") for pattern, _ in details.FIELDS]
    unknown = [
        f"{place}: {text}"
        for place, text in refusals.refusals()
        if text not in known and not any(field.fullmatch(text) for field in fields)
    ]
    assert not unknown, "put them into the <service>_details.py of the console, and into the catalogues:\n" + "\n".join(
        unknown
    )


def test_no_place_is_excused_that_is_gone() -> None:
    places = refusals.trees()
    excused = [*refusals.HANDED_ON, *refusals.NEVER_MET]
    assert [each for each in excused if not any(place.startswith(each) for place in places)] == []


def test_a_known_sentence_is_said_in_the_readers_language_with_its_values_apart() -> None:
    greek = details.said("Choose one of 12 to 200 characters.", GREEK)
    assert "<bdi>12</bdi>" in greek
    assert "<bdi>200</bdi>" in greek
    assert "Choose" not in greek
    assert details.said("Wait until it is decided.", ENGLISH) == "Wait until it is decided."


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("1250 minor units were paid.", ['<bdi class="amount">€12.50</bdi> was paid.']),
        ("6550 of 7000 basis points.", ["<bdi>65.5%</bdi>", "<bdi>70%</bdi> are needed"]),
        ("It is due on 2026-03-01.", ['<time datetime="2026-03-01">', "1 March 2026"]),
        ("It held until 2026-03-01T22:30:00+00:00.", ["2 Mar 2026", "00:30"]),
        ("The application is info_requested.", ["information requested"]),
        ("There is no person 0198a4c2-7e00-7000-8000-00000000abcd.", ['class="reference"', ">0000abcd<"]),
    ],
)
def test_values_are_written_as_on_pages(told: str, read: list[str]) -> None:
    said = details.said(told, ENGLISH)
    assert [each for each in read if each not in said] == []
    assert "<span" not in said


def test_the_sentence_with_the_most_words_of_its_own_is_taken() -> None:
    assert "programme" not in details.said("It is 12.", ENGLISH)
    assert details.said("It is a line of gmi.", GREEK).startswith("Είναι γραμμή του προγράμματος")


def test_a_value_is_never_markup() -> None:
    assert "<b>" not in details.said("<b>1</b> cannot be read as an amount.", ARABIC)
    assert "&lt;b&gt;" in details.said("<b>1</b> is left of it.", ARABIC)


def test_another_sentence_is_shown_as_the_english_that_it_is() -> None:
    assert details.said("The moon is <full>.", ARABIC) == '<span lang="en" dir="ltr">The moon is &lt;full&gt;.</span>'


class Typed(msgspec.Struct, kw_only=True):
    """A field of each kind that forms have."""

    name: Annotated[str, Meta(min_length=1, max_length=4)]
    code: Annotated[str, Meta(pattern="^[a-z]+$")] = "a"
    secret: Annotated[str, Meta(min_length=12)] = "a secret of enough letters"
    count: Annotated[int, Meta(ge=1, le=9)] = 1
    day: date | None = None
    kind: Literal["one", "other"] = "one"
    chosen: Annotated[list[str], Meta(min_length=1)] = msgspec.field(default_factory=lambda: ["a"])
    person: UUID | None = None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Fill this in."),
        ({"name": ""}, "Fill this in."),
        ({"name": "abcde"}, "Write at most <bdi>4</bdi> characters."),
        ({"name": "a", "code": "A"}, "This is not written in the way that is asked for."),
        ({"name": "a", "secret": "short"}, "Write at least <bdi>12</bdi> characters."),
        ({"name": "a", "count": "many"}, "Type a whole number."),
        ({"name": "a", "count": "0"}, "It has to be <bdi>1</bdi> or more."),
        ({"name": "a", "count": "10"}, "It has to be <bdi>9</bdi> or less."),
        ({"name": "a", "day": "yesterday"}, "This is not a date as it is written here."),
        ({"name": "a", "kind": "third"}, "Choose one of the list."),
        ({"name": "a", "chosen": []}, "Choose at least one."),
        ({"name": "a", "person": "me"}, "Choose one of the list."),
    ],
)
def test_what_is_wrong_in_a_field_is_said_for_people(typed: dict[str, object], said: str) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert(typed, Typed, strict=False)
    assert details.said(fault(error.value).detail, ENGLISH) == said
