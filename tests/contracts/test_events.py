"""What an event may be called, may carry, and who may hear it."""

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from contracts.envelope import Event, source_service
from contracts.readers import READERS, SERVICES
from infra.contracts.events import all_events, classes, events_of, handled_by, publisher_of, publishers

PERSONAL = re.compile(
    r"(^|_)(name|surname|given|family|amka|afm|iban|phone|mobile|email|mail|address|street|birth|born|age|sex|gender"
    r"|nationality|passport|identity|photo|signature|income|disability|health|diagnosis|pin)(_|$)"
)
PUBLIC_REGISTER = {
    "trade_name": "the name over the shop's door, in the public business register",
    "family_members_count": "a count, of nobody in particular",
}
TYPE = re.compile(r"(?P<service>[a-z]+)\.(?P<noun>[a-z]+(_[a-z]+)*)_(?P<participle>[a-z]+)\.v(?P<version>[1-9][0-9]*)")
IRREGULAR = frozenset(
    [
        "begun",
        "broken",
        "chosen",
        "drawn",
        "given",
        "held",
        "known",
        "left",
        "lent",
        "lost",
        "made",
        "met",
        "paid",
        "put",
        "sent",
        "set",
        "shut",
        "sold",
        "spent",
        "split",
        "taken",
        "told",
        "withdrawn",
        "won",
        "written",
    ]
)


def structs_in(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    """Yield the structs inside a field's type."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from structs_in(part)


def field_names(struct: type[msgspec.Struct]) -> Iterator[str]:
    """Yield the names of a struct's fields and of the fields of the structs in them."""
    for field in msgspec.structs.fields(struct):
        yield field.encode_name
        for nested in structs_in(field.type):
            yield from field_names(nested)


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.type)
def test_no_event_carries_personal_data(event: type[Event]) -> None:
    found = [name for name in field_names(event) if PERSONAL.search(name) and name not in PUBLIC_REGISTER]
    assert not found, f"{event.type} carries {found}: send an id, and let the reader that may know ask for the rest."


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.type)
def test_an_event_is_a_noun_and_a_past_participle(event: type[Event]) -> None:
    found = TYPE.fullmatch(event.type)
    assert found is not None, f"{event.type}: write <service>.<noun>_<participle>.v<N>."
    assert source_service(event.type) == publisher_of(event), "A service says only its own events."
    participle = found["participle"]
    assert participle.endswith("ed") or participle in IRREGULAR, (
        f"{participle} is no past participle: say what happened."
    )
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", event.__name__).lower()
    expected = words if found["version"] == "1" else words.removesuffix(f"_v{found['version']}")
    assert expected == f"{found['noun']}_{participle}", f"The class of {event.type} is named after it."


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.type)
def test_an_event_says_what_it_means_and_names_its_aggregate(event: type[Event]) -> None:
    docstring = event.__dict__.get("__doc__") or ""
    assert re.match(r"[A-Z].*\.", inspect.cleandoc(docstring)), f"{event.type}: its docstring becomes the description."
    assert event.aggregate in {field.name for field in msgspec.structs.fields(event)}, "`aggregate` names a field."


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.type)
def test_an_amount_has_its_currency_and_its_unit(event: type[Event]) -> None:
    names = list(field_names(event))
    unclear = [name for name in names if re.search(r"(^|_)(amount|price|sum|fee|total)$", name)]
    assert not unclear, f"{event.type}: write {unclear[0]}_minor, and its currency."
    if any(name.endswith("_minor") for name in names):
        assert "currency" in names, f"{event.type} has an amount without its currency."


def test_no_two_events_share_a_type() -> None:
    assert len(classes()) == len(all_events()), "Two classes have one `type`."


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_only_what_it_is_sent(service: str) -> None:
    heard = {source_service(event.type) for event in handled_by(service)}
    unheard = heard - set(READERS.get(service, ()))
    assert not unheard, f"{service} has handlers for events of {unheard}: add them to READERS, or it never hears them."


def test_only_services_with_messages_are_read() -> None:
    unknown = {source for sources in READERS.values() for source in sources} - set(publishers())
    assert not unknown, f"READERS names {unknown}, which say nothing."
    assert all(events_of(publisher) for publisher in publishers())
    assert all(service not in sources for service, sources in READERS.items()), "No service reads its own events."
    assert set(publishers()) == {publisher_of(event) for event in all_events()}
    assert all(importlib.import_module(f"contracts.{publisher}").__doc__ for publisher in publishers())
