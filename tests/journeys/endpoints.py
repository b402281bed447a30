"""Every operation of a service as its OpenAPI document says it, and bodies for it: right ones and wrong ones."""

import importlib
import re
import string
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

Schema = dict[str, Any]
Path = tuple[str | int, ...]
PARSER: Any = importlib.import_module("re._parser")
"""The standard library's own parser of patterns."""
KNOWN = {"categories": ["5411"]}
"""Values of fields whose items' patterns Litestar leaves out of the document."""
ALPHABET = string.ascii_letters + string.digits + "-_. "

WRONG: tuple[tuple[str, Any], ...] = (
    ("object", {"wrong": 1}),
    ("array", [[1]]),
    ("string", "\u0001no such value"),
    ("boolean", True),
)
BY_FORMAT: dict[str, Callable[[], str]] = {
    "uuid": lambda: str(uuid4()),
    "date": lambda: "2026-02-01",
    "date-time": lambda: "2026-02-01T09:00:00Z",
    "time": lambda: "09:00:00",
}


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one address."""

    service: str
    method: str
    path: str
    parameters: list[dict[str, Any]]
    body: Schema | None
    """The schema of its JSON body."""
    roles: frozenset[str] | None
    """Who may call it; None for what is open to all or asks for another proof than a person's token."""
    signed: bool
    """Whether it asks for a till's signature."""
    components: dict[str, Schema]

    @property
    def name(self) -> str:
        """Return what a person calls it."""
        return f"{self.method} {self.path}"

    def wants(self, header: str) -> bool:
        """Return whether it wants a header."""
        return any(each["name"] == header and each["in"] == "header" for each in self.parameters)

    def of(self, place: str) -> list[dict[str, Any]]:
        """Return the parameters in the path or the query."""
        return [each for each in self.parameters if each["in"] == place]

    def address(self, **values: str) -> str:
        """Return its address with these parameters, ids of nothing for the others, and what it has to be asked."""
        filled = {each["name"]: str(sample(each["schema"], self.components)) for each in self.of("path")} | values
        needed = {each["name"]: each["schema"] for each in self.of("query") if each.get("required")}
        asked = {name: values.get(name) or str(sample(schema, self.components)) for name, schema in needed.items()}
        return self.path.format(**filled) + (f"?{urlencode(asked)}" if asked else "")

    def resolve(self, schema: Schema) -> Schema:
        """Return a schema itself, not a reference to it."""
        return resolve(schema, self.components)


def operations(app: Litestar, service: str) -> list[Operation]:
    """Return every operation of a service that its document names, and fail if it hides one that is no page."""
    document = app.openapi_schema.to_schema()
    handlers = {
        (handler_method, route.path_format): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for handler_method in handler.http_methods
    }
    found = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            guards = handlers[method.upper(), path].resolve_guards()
            roles = [frozenset(guard.roles) for guard in guards if hasattr(guard, "roles")]
            content = operation.get("requestBody", {}).get("content", {})
            found.append(
                Operation(
                    service=service,
                    method=method.upper(),
                    path=path,
                    parameters=operation.get("parameters", []),
                    body=content["application/json"]["schema"] if content else None,
                    roles=roles[0] if roles else None,
                    signed=any(getattr(guard, "__name__", "") == "signed_by_till" for guard in guards),
                    components=document["components"]["schemas"],
                )
            )
    return found


def resolve(schema: Schema, components: dict[str, Schema]) -> Schema:
    """Return a schema itself, not a reference to it."""
    while "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def choices(schema: Schema, components: dict[str, Schema]) -> list[Schema]:
    """Return the schemas one of which a value has to have, without null."""
    schema = resolve(schema, components)
    alternatives = schema.get("oneOf") or schema.get("anyOf")
    if alternatives:
        return [found for each in alternatives for found in choices(each, components)]
    return [] if schema.get("type") == "null" else [schema]


def kinds(schema: Schema, components: dict[str, Schema]) -> set[str]:
    """Return the JSON types that a value may have; nothing for one that may have any."""
    found: set[str] = set()
    for each in choices(schema, components):
        given = each.get("type")
        if given is None:
            return set()
        found |= set(given if isinstance(given, list) else [given])
    return found


def leaves(schema: Schema, components: dict[str, Schema], at: Path = ()) -> Iterator[tuple[Path, Schema]]:
    """Yield every field of a body, those inside others too, with where it stands."""
    for each in choices(schema, components):
        for name, inside in each.get("properties", {}).items():
            yield (*at, name), inside
            yield from leaves(inside, components, (*at, name))
        if isinstance(each.get("items"), dict):
            yield (*at, 0), each["items"]
            yield from leaves(each["items"], components, (*at, 0))


def wrong(schema: Schema, components: dict[str, Schema]) -> Any:
    """Return a value of a type that a field does not have, or None where it may have any."""
    permitted = kinds(schema, components)
    return next((value for kind, value in WRONG if permitted and kind not in permitted), None)


def matching(pattern: str, shortest: int) -> str:
    """Return the simplest text that matches a pattern and is long enough."""
    found = spelled(PARSER.parse(pattern), 0)
    if len(found) < shortest:
        found = spelled(PARSER.parse(pattern), shortest - len(found))
    assert re.search(pattern, found), pattern
    return found


def spelled(parsed: Any, more: int) -> str:
    """Return a text for a parsed pattern; what may be repeated is repeated `more` times beyond what it must."""
    text = ""
    for operation, argument in parsed:
        match str(operation):
            case "LITERAL":
                text += chr(argument)
            case "IN":
                text += next(character for character in ALPHABET if re.match(set_of(argument), character))
            case "MAX_REPEAT":
                text += spelled(argument[2], more) * min(argument[0] + more, argument[1])
            case "SUBPATTERN":
                text += spelled(argument[3], more)
            case "BRANCH":
                text += spelled(argument[1][0], more)
            case "ANY" | "NOT_LITERAL":
                text += "a"
    return text


def set_of(members: Any) -> str:
    """Return the pattern of one character out of a set."""
    text = ""
    for operation, argument in members:
        match str(operation):
            case "NEGATE":
                text += "^"
            case "LITERAL":
                text += re.escape(chr(argument))
            case "RANGE":
                text += f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
            case "CATEGORY":
                text += {"CATEGORY_SPACE": r"\s", "CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w"}[str(argument)]
    return f"[{text}]"


def sample(schema: Schema, components: dict[str, Schema]) -> Any:
    """Return a value that a schema permits, with all fields that it requires."""
    each = choices(schema, components)[0]
    if "enum" in each or "const" in each:
        return next(value for value in each.get("enum", [each.get("const")]) if value is not None)
    given = each.get("type", "object")
    kind = next(name for name in given if name != "null") if isinstance(given, list) else given
    if kind == "object":
        fields, required = each.get("properties", {}), each.get("required", [])
        return {name: KNOWN[name] if name in KNOWN else sample(fields[name], components) for name in required}
    if kind == "array":
        items = each.get("items") or {}
        return [sample(items, components) for _ in range(each.get("minItems", 0))]
    if kind in ("integer", "number"):
        return int(max(each.get("minimum", 1), each.get("exclusiveMinimum", 0) + 1))
    return True if kind == "boolean" else text(each)


def text(schema: Schema) -> str:
    """Return a text that a schema permits."""
    make = BY_FORMAT.get(str(schema.get("format")))
    if make is not None:
        return make()
    shortest, pattern = int(schema.get("minLength", 1)), str(schema.get("pattern", ""))
    return matching(pattern, shortest) if pattern not in ("", r"^[^\x00]*$") else "x" * max(1, shortest)


def placed(body: Any, at: Path, value: Any) -> Any:
    """Return a body with a value at a place, made where it is missing."""
    if not at:
        return value
    first, rest = at[0], at[1:]
    if isinstance(first, int):
        listed = list(body) if isinstance(body, list) and body else [None]
        listed[first] = placed(listed[first], rest, value)
        return listed
    return (body if isinstance(body, dict) else {}) | {first: placed((body or {}).get(first), rest, value)}


def pointer(at: Path) -> str:
    """Return a place as a JSON pointer."""
    return "".join(f"/{part}" for part in at)


def nothing() -> UUID:
    """Return an id that nothing has."""
    return uuid4()
