"""Forms: a field's name is the JSON pointer of what it fills, so a fault that a service names is shown at its field."""

import functools
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

import msgspec
from litestar import Response
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.response import Redirect

from services.console import formats, languages
from services.console.languages import mark
from services.console.pages.view import AnyRequest, Submission, View
from services.kit.errors import Fault, Malformed, Problem

OWN: Final = frozenset({"_csrf_token", "_key", "_page", "_version"})
"""Fields of every form that are not part of what is asked."""
UPLOAD_MAX: Final = 11 * 1024 * 1024
"""Bytes of a form with a file: a little more than a service takes, which then says so."""
NO_FILE: Final = mark("Choose a file first.")
AMOUNTS: Final = re.compile(r"_minor(/\d+)?$")
"""Fields that hold money, alone or as one of a list."""
HOURS_AND_MINUTES: Final = re.compile(r"[0-2][0-9]:[0-5][0-9]")
"""What a browser's field for a time of day sends; RFC 3339 writes seconds, too."""
PATH: Final = re.compile(r" - at `\$(?P<path>[^`]*)`")

Parameters = ParamSpec("Parameters")
Wanted = TypeVar("Wanted")
Handler = Callable[Parameters, Awaitable[Response[Any]]]


class Form(msgspec.Struct, frozen=True):
    """A form that was sent."""

    values: Mapping[str, list[str]]
    view: View

    @property
    def key(self) -> str:
        """Return the idempotency key that the page gave this form."""
        return self.text("_key")

    @property
    def version(self) -> int | None:
        """Return the version of what the page showed."""
        return int(self.text("_version")) if self.text("_version").isdecimal() else None

    def text(self, name: str) -> str:
        """Return what one field holds, without spaces around it; nothing for a field that was not sent."""
        return next(iter(self.values.get(name, [])), "").strip()

    def read(self, wanted: type[Wanted]) -> Wanted:
        """Return the form as the body that a client sends. Raises Malformed naming the field."""
        return self.take(nest(self.values, self.view), wanted)

    def take(self, values: Any, wanted: type[Wanted]) -> Wanted:
        """Return what the page has made of the form as the body that a client sends. Raises Malformed."""
        try:
            return msgspec.convert(values, wanted, strict=False)
        except msgspec.ValidationError as error:
            raise Malformed("Mend what is marked and send it again.", errors=[fault(error)]) from None


async def provide_form(request: AnyRequest, view: NamedDependency[View]) -> Form:
    """Return the form of a request. What it shows counts as the page that it stands on, which can be opened again."""
    form = Form(values_of(await request.form()), view)
    if origin := form.text("_page"):
        request.scope["form_page"] = local_path(origin)  # type: ignore[typeddict-unknown-key]
    return form


def keep_typed(form: Form) -> None:
    """Let the page that answers a form show what was typed into it, though it was not refused."""
    form.view.request.scope["submission"] = Submission(values=form.values)  # type: ignore[typeddict-unknown-key]


def values_of(sent: FormMultiDict) -> dict[str, list[str]]:
    """Return the texts of a form by field; files are read by the pages that take them."""
    return {name: [value for value in sent.getall(name) if isinstance(value, str)] for name in dict.fromkeys(sent)}


async def file_of(form: Form, field: str = "file") -> bytes:
    """Return the content of the file that was chosen. Raises Malformed, at the field, when none was."""
    file = (await form.view.request.form()).get(field)
    content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        raise file_refused(form, NO_FILE, field)
    return content


def file_refused(form: Form, why: str, field: str = "file") -> Malformed:
    """Return the refusal of the file that was chosen, in the page's language."""
    said = languages.translations(form.view.language).gettext(why)
    return Malformed(said, errors=[Fault(pointer=f"/{field}", detail=said)], language=form.view.language)


def nest(values: Mapping[str, list[str]], view: View) -> Any:
    """Return fields named by pointers as nested objects and lists; what was left blank is absent.

    A name that ends in `!` says what its neighbours are, such as the kind of a number: alone it is nothing.
    """
    root: dict[str, Any] = {}
    for name in sorted(values, key=lambda name: name.endswith("!")):
        filled = [value.strip() for value in values[name] if value.strip()]
        if name in OWN or not filled:
            continue
        *parents, last = name.rstrip("!").removesuffix("[]").split("/")
        node: dict[str, Any] | None = root
        for parent in parents:
            node = node.get(parent) if name.endswith("!") else node.setdefault(parent, {})  # type: ignore[union-attr]
            if node is None:
                break
        else:
            assert node is not None
            node[last] = filled if name.endswith("[]") else typed(last, filled[0], view, name)
    return listed(root)


def typed(field: str, value: str, view: View, pointer: str) -> Any:
    """Return a field's value: minor units or a time of day where the field's name says so, else the text."""
    if field.endswith("_at") and HOURS_AND_MINUTES.fullmatch(value):
        return f"{value}:00"
    if not AMOUNTS.search(pointer):
        return value
    try:
        return formats.read_money(value, view.currency, view.language)
    except formats.AmountUnreadable as problem:
        raise Malformed(problem.detail, errors=[Fault(pointer=f"/{pointer}", detail=problem.detail)]) from None


def listed(node: Any) -> Any:
    """Return nested objects with those whose names are 0, 1, 2 … as lists, without the rows that were left blank."""
    if not isinstance(node, dict):
        return node
    if node and all(name.isdecimal() for name in node):
        return [listed(node[name]) for name in sorted(node, key=int)]
    return {name: listed(value) for name, value in node.items()}


def fault(error: msgspec.ValidationError) -> Fault:
    """Return what msgspec found, with its place as a JSON pointer."""
    found = PATH.search(str(error))
    place = "" if found is None else re.sub(r"\[(\d+|\.\.\.)\]", r"/\1", found["path"].replace(".", "/"))
    detail = PATH.sub("", str(error)) + "."
    missing = re.search(r"required field `(\w+)`", detail)
    return Fault(pointer=place + (f"/{missing[1]}" if missing else ""), detail=detail)


def local_path(address: str) -> str:
    """Return the path and query of an address on this site; the start page for one that leads elsewhere."""
    parts = urlsplit(address)
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return (parts.path + (f"?{parts.query}" if parts.query else "")) if own and "\\" not in address else "/"


def shown_again(handler: Handler[Parameters]) -> Handler[Parameters]:
    """Show the page with the form again when the form is refused: why on top, what was typed still there."""

    @functools.wraps(handler)
    async def carry_out(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Response[Any]:
        form: Any = kwargs["form"]
        try:
            return await handler(*args, **kwargs)
        except Problem as problem:
            origin = form.text("_page")
            if not origin:
                raise
            return await page_again(form.view.request, local_path(origin), Submission(problem, form.values))

    return carry_out


async def page_again(request: AnyRequest, origin: str, submission: Submission) -> Response[bytes]:
    """Return the page at `origin`, made with what was submitted; nothing of it is stored or put into an address."""
    path, _, query = origin.partition("?")
    skipped = {b"content-type", b"content-length", b"transfer-encoding"}
    scope: dict[str, Any] = {
        **request.scope,
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name, value) for name, value in request.scope["headers"] if name not in skipped],
        "state": {},
        "submission": submission,
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def keep(message: Any) -> None:
        sent.append(message)

    await request.app(scope, receive, keep)  # type: ignore[arg-type]
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return Response(body, status_code=sent[0]["status"], media_type="text/html; charset=utf-8")


def go(path: str) -> Response[Any]:
    """Return the answer to a form that was carried out: look at the page, which can be loaded again without harm."""
    return Redirect(local_path(path), status_code=303)
