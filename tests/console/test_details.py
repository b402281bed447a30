"""What refusals say, in the reader's language: known sentences with their values, every other one marked as English."""

import ast
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta

from infra.embedded.processes import ROOT
from services.console import details
from services.console.pages.forms import fault


def sentences_in_source() -> set[str]:
    """Every text that the services write, with a hole for each value in it, whatever the hole is called."""
    found: set[str] = set()
    for path in (ROOT / "services").rglob("*.py"):
        if path.name == "details.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                found.add("".join(str(each.value) if isinstance(each, ast.Constant) else "%" for each in node.values))
    return found


def test_every_sentence_is_one_that_a_service_says() -> None:
    said = sentences_in_source()
    gone = [sentence for sentence in details.DETAILS if details.HOLE.sub("%", sentence) not in said]
    assert not gone, f"a service says this no more, or otherwise: {gone}"


def test_a_known_sentence_is_said_in_the_readers_language_with_its_values_apart() -> None:
    greek = details.said("Choose one of 12 to 200 characters.", "el")
    assert "<bdi>12</bdi>" in greek
    assert "<bdi>200</bdi>" in greek
    assert "Choose" not in greek
    assert details.said("Wait until it is decided.", "en") == "Wait until it is decided."


def test_a_value_is_never_markup() -> None:
    assert "<b>" not in details.said("<b>1</b> cannot be read as an amount.", "ar")
    assert "&lt;b&gt;" in details.said("<b>1</b> is left of it.", "ar")


def test_another_sentence_is_shown_as_the_english_that_it_is() -> None:
    assert details.said("The moon is <full>.", "ar") == '<span lang="en" dir="ltr">The moon is &lt;full&gt;.</span>'


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
    assert details.said(fault(error.value).detail, "en") == said
