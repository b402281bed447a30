"""Every fault of a body at once, each with its JSON pointer (RFC 6901). msgspec alone reports the first."""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from services.kit.errors import Fault


def body_faults(body: bytes, expected: Any) -> list[Fault]:
    """Return what is wrong in a JSON body, or nothing when it is well formed."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [Fault(pointer="", detail=f"The body is not JSON: {error}")]
    return list(walk(value, expected, ""))


def walk(value: Any, expected: Any, pointer: str) -> Iterator[Fault]:
    """Yield the faults of a value at a pointer."""
    origin = get_origin(expected)
    if origin is Annotated and struct_in(get_args(expected)[0]) is None:
        inside = get_args(expected)[0]
        faults = list(walk(value, inside, pointer)) if get_origin(inside) in (list, tuple) else []
        yield from faults or leaf(value, expected, pointer)
        return
    if origin in (list, tuple) and isinstance(value, list):
        item_type = get_args(expected)[0]
        for place, item in enumerate(value):
            yield from walk(item, item_type, f"{pointer}/{place}")
        return
    struct = struct_in(expected)
    if struct is not None and isinstance(value, dict):
        yield from walk_struct(value, struct, pointer)
        return
    yield from leaf(value, expected, pointer)


def walk_struct(value: dict[str, Any], struct: type[msgspec.Struct], pointer: str) -> Iterator[Fault]:
    """Yield the faults of an object: fields that are missing, wrong or not known."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for name, field in fields.items():
        if name in value:
            yield from walk(value[name], field.type, f"{pointer}/{escape(name)}")
        elif field.required:
            yield Fault(pointer=f"{pointer}/{escape(name)}", detail="This field is required.")
    if struct.__struct_config__.forbid_unknown_fields:
        for name in value.keys() - fields.keys():
            yield Fault(pointer=f"{pointer}/{escape(name)}", detail="This field is not known here; leave it out.")


def leaf(value: Any, expected: Any, pointer: str) -> Iterator[Fault]:
    """Yield what msgspec says about a value that has no parts of its own to look into."""
    try:
        msgspec.convert(value, expected)
    except msgspec.ValidationError as error:
        yield Fault(pointer=pointer, detail=str(error).split(" - at `$")[0] + ".")


def struct_in(expected: Any) -> type[msgspec.Struct] | None:
    """Return the struct that a type is, or that it is besides None."""
    if get_origin(expected) in (Union, types.UnionType):
        structs = [struct for member in get_args(expected) if (struct := struct_in(member)) is not None]
        return structs[0] if len(structs) == 1 else None
    if get_origin(expected) is Annotated:
        return struct_in(get_args(expected)[0])
    return expected if isinstance(expected, type) and issubclass(expected, msgspec.Struct) else None


def escape(name: str) -> str:
    """Return a member name as a part of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
