"""The AsyncAPI 3.0 document: a channel for each event, and an operation for each service that says or hears it."""

import inspect
from typing import Any

from contracts.envelope import CONTENT_TYPE, PARTITIONS, Envelope, Event, source_service
from contracts.readers import READERS
from infra.contracts.events import hearers
from infra.contracts.schemas import components

Document = dict[str, Any]

DESCRIPTION = (
    "Every message is a CloudEvents 1.0 event in structured JSON on NATS JetStream, written to its owner's outbox in "
    "the transaction of the fact. Order holds within an aggregate (`subject`), counted by `sequence` without gaps; a "
    "reader keeps what it has applied by `id` and ignores it when it comes again. Readers ignore fields that they do "
    "not know."
)


def title(event: type[Event]) -> str:
    """Return the first sentence of an event's docstring."""
    return (inspect.getdoc(event) or "").split("\n")[0]


def component_name(event: type[Event], schemas: Document) -> str:
    """Return the name of an event's schema: its class, with its module where two services use one class name."""
    return event.__name__ if event.__name__ in schemas else f"{event.__module__}.{event.__name__}"


def channel(event: type[Event]) -> Document:
    """Return the NATS subject of an event."""
    return {
        "address": f"evt.{{partition}}.{event.type}",
        "title": event.type,
        "description": title(event),
        "parameters": {"partition": {"$ref": "#/components/parameters/partition"}},
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.type}"}},
    }


def message(event: type[Event], schemas: Document) -> Document:
    """Return an event's message: the envelope with this type and these data."""
    data = {"$ref": f"#/components/schemas/{component_name(event, schemas)}"}
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": title(event),
        "contentType": CONTENT_TYPE,
        "tags": [{"name": source_service(event.type)}],
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/Envelope"},
                {"type": "object", "properties": {"type": {"const": event.type}, "data": data}},
            ]
        },
    }


def operation(action: str, service: str, event: type[Event]) -> Document:
    """Return that a service sends or receives an event."""
    place = f"#/channels/{event.type}"
    return {
        "action": action,
        "title": f"{service} {'says' if action == 'send' else 'hears'} {event.__name__}",
        "channel": {"$ref": place},
        "messages": [{"$ref": f"{place}/messages/{event.__name__}"}],
        "tags": [{"name": service}],
    }


def operations(events: list[type[Event]]) -> Document:
    """Return who says each event, and who really hears it."""
    found: Document = {}
    for event in events:
        source = source_service(event.type)
        found[f"{source}.says.{event.type}"] = operation("send", source, event)
        for reader in hearers(event):
            found[f"{reader}.hears.{event.type}"] = operation("receive", reader, event)
    return found


def document(events: list[type[Event]]) -> Document:
    """Return the whole document."""
    schemas = components([Envelope, *events], "#/components/schemas/{name}")
    partitions = [str(number) for number in range(PARTITIONS)]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Koinon events",
            "version": "1.0.0",
            "description": DESCRIPTION,
            "license": {"name": "EUPL-1.2"},
            "tags": [{"name": service} for service in READERS],
        },
        "servers": {
            "nats": {
                "host": "{host}",
                "protocol": "nats",
                "description": "NATS with JetStream; a service signs in with its nkey and may publish its own events.",
                "variables": {
                    "host": {"default": "localhost:4222", "description": "Where this installation's NATS is."}
                },
            }
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {event.type: channel(event) for event in events},
        "operations": operations(events),
        "components": {
            "messages": {event.type: message(event, schemas) for event in events},
            "parameters": {
                "partition": {"enum": partitions, "description": "crc32 of the 16 bytes of `subject`, modulo 4."}
            },
            "schemas": schemas,
        },
    }
