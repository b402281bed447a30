"""What the OpenAPI document says of every service alike: problem documents, bearer tokens, the headers of commands."""

from dataclasses import dataclass
from datetime import time
from http import HTTPStatus
from typing import Final, cast

import msgspec
from litestar import Litestar
from litestar._openapi.schema_generation import SchemaCreator
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Components, OpenAPIType, Operation, Parameter, Schema, SecurityScheme
from litestar.params import KwargDefinition
from litestar.plugins import OpenAPISchemaPlugin
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

from services.kit.auth import public
from services.kit.errors import Fault
from services.kit.idempotency import KEY_HEADER, KEY_LENGTH_MAX
from services.kit.problems import MEDIA_TYPE

BEARER: Final = "bearer"

COMPONENTS: Final = Components(
    security_schemes={
        BEARER: SecurityScheme(type="http", scheme="bearer", bearer_format="JWT", description="A person's token.")
    }
)


TIME_OF_DAY: Final = "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"


class Corrected(OpenAPISchemaPlugin):
    """Says what Litestar (2.25) gets wrong: a time of day is no duration, a bounded tuple holds one kind of item."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Return whether it is one of these."""
        return field_definition.annotation is time or is_bounded_tuple(field_definition)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        """Return what it looks like."""
        if field_definition.annotation is time:
            return Schema(type=OpenAPIType.STRING, pattern=TIME_OF_DAY)
        bounds = cast("KwargDefinition", field_definition.kwarg_definition)
        return Schema(
            type=OpenAPIType.ARRAY,
            items=schema_creator.for_field_definition(field_definition.inner_types[0]),
            min_items=bounds.min_items,
            max_items=bounds.max_items,
        )


def is_bounded_tuple(field_definition: FieldDefinition) -> bool:
    """Return whether a field is a tuple of any length within bounds."""
    is_any_length = field_definition.origin is tuple and field_definition.args[-1:] == (...,)
    return is_any_length and isinstance(field_definition.kwarg_definition, KwargDefinition)


class ProblemDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal (RFC 9457). `type` leads to its description; a problem may have members of its own besides these."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None
    request_id: str | None = None


IF_MATCH: Final = Parameter(
    name="If-Match",
    param_in="header",
    required=True,
    description="The ETag of what is changed, as it was last seen.",
    schema=Schema(type=OpenAPIType.STRING, pattern='^"[0-9]{1,9}"$'),
)
IDEMPOTENCY_KEY: Final = Parameter(
    name=KEY_HEADER.title(),
    param_in="header",
    required=True,
    description="Names the command: sent again with the same key and body, it is carried out once.",
    schema=Schema(type=OpenAPIType.STRING, min_length=1, max_length=KEY_LENGTH_MAX, pattern="^[!-~]+$"),
)


@dataclass
class VersionedOperation(Operation):
    """An operation on a resource in the version that the sender has seen."""

    def __post_init__(self) -> None:
        """Add the header."""
        self.parameters = [*(self.parameters or []), IF_MATCH]


@dataclass
class Command(Operation):
    """An operation that is carried out once for each key."""

    def __post_init__(self) -> None:
        """Add the header."""
        self.parameters = [*(self.parameters or []), IDEMPOTENCY_KEY]


@dataclass
class VersionedCommand(Operation):
    """A command about a resource in the version that the sender has seen."""

    def __post_init__(self) -> None:
        """Add both headers."""
        self.parameters = [*(self.parameters or []), IF_MATCH, IDEMPOTENCY_KEY]


OPERATIONS: Final = {
    (False, False): Operation,
    (True, False): VersionedOperation,
    (False, True): Command,
    (True, True): VersionedCommand,
}
"""The operation by whether it changes a version and whether it is a command."""


def problem_responses(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the description of refusals with these statuses, also for a route that has more of them than its like."""
    return {
        status: ResponseSpec(
            ProblemDocument, description=HTTPStatus(status).phrase, media_type=MEDIA_TYPE, generate_examples=False
        )
        for status in statuses
    }


def declare(application: Litestar) -> None:
    """Let the document say of each operation how it refuses and which headers it wants."""
    for route in application.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.resolve_include_in_schema():
                    declare_handler(handler)


def declare_handler(handler: HTTPRouteHandler) -> None:
    """Add to one operation what follows from its guards and parameters."""
    handler.responses = problem_responses(*sorted(refusals(handler))) | dict(handler.responses or {})
    handler.operation_class = OPERATIONS[is_versioned(handler), is_command(handler)]
    if any(hasattr(guard, "roles") for guard in handler.resolve_guards()):
        handler.security = [{BEARER: []}]


def refusals(handler: HTTPRouteHandler) -> set[int]:
    """Return the statuses with which an operation may refuse, besides those of a service that is down."""
    found = {400, 404, 503}
    if not is_public(handler):
        found |= {401, 403}
    if handler.http_methods - {"GET", "HEAD"}:
        found |= {409, 413, 415}
    if is_command(handler):
        found.add(422)
    if is_versioned(handler):
        found |= {412, 428}
    return found


def is_public(handler: HTTPRouteHandler) -> bool:
    """Return whether everybody may call it. Litestar wraps a guard that is no coroutine function."""
    return any(getattr(guard, "func", guard) is public for guard in handler.resolve_guards())


def is_command(handler: HTTPRouteHandler) -> bool:
    """Return whether it wants an Idempotency-Key: by its own decorator, or because its guard reads one."""
    by_guard = any(getattr(guard, "wants_key", False) for guard in handler.resolve_guards())
    return by_guard or bool(getattr(handler.fn, "idempotent", False))


def is_versioned(handler: HTTPRouteHandler) -> bool:
    """Return whether it wants an If-Match."""
    return "version" in handler.parsed_fn_signature.parameters
