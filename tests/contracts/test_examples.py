"""The compatibility gate: every message ever shown is read by today's classes, and every event has one to show."""

from datetime import UTC
from pathlib import Path

import jsonschema
import msgspec
import pytest

from contracts.envelope import Event, decode, source_service
from infra.contracts.events import all_events, classes
from infra.contracts.schemas import schema_files

EXAMPLES = sorted((Path(__file__).parents[2] / "contracts" / "examples").glob("*.json"))


def test_every_event_shows_one_whole_message() -> None:
    missing = sorted(set(classes()) - {path.stem for path in EXAMPLES})
    assert not missing, f"Write contracts/examples/<type>.json, a full envelope, for {', '.join(missing)}."


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_message_ever_shown_is_still_read(path: Path) -> None:
    envelope = decode(path.read_bytes())
    assert envelope.type in classes(), f"{path.name} was published once: keep its class until nobody reads it."
    event = msgspec.json.decode(envelope.data, type=classes()[envelope.type])
    assert path.stem == envelope.type, "An example is named after its event's type."
    assert event.aggregate_id == envelope.subject, "`subject` is the aggregate's id."
    assert envelope.source == f"/{source_service(envelope.type)}", "`source` is / and the publishing service."
    assert envelope.time.tzinfo is UTC or envelope.time.utcoffset() is not None
    assert envelope.sequence >= 1


def test_no_two_messages_share_an_id() -> None:
    identifiers = [decode(path.read_bytes()).id for path in EXAMPLES]
    assert len(identifiers) == len(set(identifiers)), "Each example is a message of its own: give it an id of its own."


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_published_schema_accepts_what_the_class_accepts(path: Path) -> None:
    envelope = decode(path.read_bytes())
    schema = schema_files(list(all_events()))[f"{envelope.type}.json"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(msgspec.json.decode(envelope.data), schema)


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.type)
def test_a_reader_ignores_fields_that_it_does_not_know(event: type[Event]) -> None:
    path = next(path for path in EXAMPLES if path.stem == event.type)
    message = msgspec.json.decode(decode(path.read_bytes()).data) | {"added_later": "1"}
    assert msgspec.convert(message, event).aggregate_id == decode(path.read_bytes()).subject
