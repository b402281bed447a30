"""JSON Schemas (2020-12) of the events, one file each, for those who read them without Python."""

import importlib
from typing import Any

import msgspec

from contracts.envelope import Envelope, Event
from infra.contracts.events import field_docstrings

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def describe_fields(schema: Schema, struct: type) -> Schema:
    """Return a struct's schema with the docstrings of its fields as their descriptions."""
    properties = {name: dict(field) for name, field in schema.get("properties", {}).items()}
    for name, text in field_docstrings(struct):
        properties[name]["description"] = text
    return {**schema, "properties": properties}


def components(structs: list[type], template: str) -> dict[str, Schema]:
    """Return the schemas of these structs and of those inside them, by name."""
    _, found = msgspec.json.schema_components(structs, ref_template=template)
    nested = {
        name: value
        for struct in structs
        for name, value in vars(importlib.import_module(struct.__module__)).items()
        if isinstance(value, type) and issubclass(value, msgspec.Struct)
    }
    by_name = nested | {f"{struct.__module__}.{struct.__name__}": struct for struct in structs}
    return {name: describe_fields(schema, by_name[name]) for name, schema in found.items()}


def file_schema(struct: type, name: str) -> Schema:
    """Return the schema of one struct as a document of its own."""
    found = components([struct], "#/$defs/{name}")
    own = found.pop(struct.__name__)
    head: Schema = {"$schema": DIALECT, "$id": f"{name}.json"}
    return head | own | ({"$defs": found} if found else {})


def schema_files(events: list[type[Event]]) -> dict[str, Schema]:
    """Return the schema of the envelope and of every event, by file name."""
    named: dict[str, type] = {"envelope": Envelope, **{event.type: event for event in events}}
    return {f"{name}.json": file_schema(struct, name) for name, struct in named.items()}
