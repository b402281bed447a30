"""Reading a bank's XML: within limits, without entities, and with the place of whatever cannot be read.

Banks differ in versions and prefixes, so elements are found by their local names. What a reader does not look at may be
anything; what it looks at and cannot use is a `MessageUnreadable` that says where it stands.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NoReturn

import msgspec
from lxml import etree

from services.kit.errors import Fault, Malformed
from services.kit.iso20022.amounts import AmountUnreadable, amount_of

BYTES_MAX: Final = 10 * 1024 * 1024
MESSAGE: Final = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(?P<kind>[a-z]{4}\.\d{3})\.001\.\d{2}")


class MessageUnreadable(Malformed):
    """The file is not a bank's message that can be read."""


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount in minor units of its currency."""

    amount_minor: int
    currency: str


class Node(msgspec.Struct, frozen=True):
    """An element and where it stands, as a path with the places of repeated names: Stmt[1]/Ntry[3]."""

    element: etree._Element
    path: str

    def each(self, name: str) -> Iterator["Node"]:
        """Yield the children of this name."""
        for place, child in enumerate(self.element.iterchildren(f"{{*}}{name}"), 1):
            yield Node(child, f"{self.path}/{name}[{place}]")

    def find(self, path: str) -> "Node | None":
        """Return the first child at a path such as Refs/EndToEndId, or None."""
        node: Node | None = self
        for name in path.split("/"):
            node = next(node.each(name), None) if node is not None else None
        return node

    def need(self, path: str) -> "Node":
        """Return the first child at a path. Raises MessageUnreadable."""
        return self.find(path) or refuse(self, f"has no {path}")

    def text(self, path: str) -> str | None:
        """Return the text of the first child at a path; None when it is absent or empty."""
        node = self.find(path)
        return None if node is None else (node.element.text or "").strip() or None

    def code(self, path: str) -> str | None:
        """Return a code: letters and digits, at most 35. What else stands there is left out, for it may be a name."""
        text = self.text(path)
        return text if text and re.fullmatch(r"[A-Za-z0-9]{1,35}", text) else None

    def reference(self, path: str) -> str | None:
        """Return an id that the bank gave, in the characters of ids; what else stands there is left out."""
        text = self.text(path)
        return text if text and re.fullmatch(r"[A-Za-z0-9/+.:-]{1,35}", text) else None

    def money(self, path: str) -> Money | None:
        """Return the amount at a path, None when it is absent. Raises MessageUnreadable."""
        node = self.find(path)
        if node is None:
            return None
        currency = node.element.get("Ccy", "")
        if not re.fullmatch("[A-Z]{3}", currency):
            refuse(node, "has no currency")
        try:
            return Money(amount_minor=amount_of(node.element.text or "", currency), currency=currency)
        except AmountUnreadable as unreadable:
            refuse(node, str(unreadable))

    def day(self, path: str) -> date | None:
        """Return the date at a path, given as Dt or DtTm; None when it is absent. Raises MessageUnreadable."""
        node = self.find(path)
        text = None if node is None else node.text("Dt") or node.text("DtTm")
        if node is None or text is None:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            refuse(node, "is not a date")


def refuse(node: Node, detail: str) -> NoReturn:
    """Raise MessageUnreadable with the place."""
    where = f"line {node.element.sourceline}: {node.path}"
    fault = Fault(pointer="/content", detail=f"{where} {detail}.")
    raise MessageUnreadable("Ask the bank for the file again.", errors=[fault])


def message_in(content: bytes) -> tuple[str, Node]:
    """Return the kind of message (pain.002, camt.053) and its root. Raises MessageUnreadable.

    Entities and document types are refused before anything is parsed: no message of a bank has them.
    """
    if len(content) > BYTES_MAX:
        _refuse_file(f"It has more than {BYTES_MAX} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse_file(f"It is not UTF-8 from byte {error.start} on.")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        _refuse_file("It declares a document type or entities.")
    # The encoding is set here, so that a declared one cannot make other text of the bytes than was looked at.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content.removeprefix(b"\xef\xbb\xbf"), parser)
    except etree.XMLSyntaxError as error:
        _refuse_file(f"line {error.lineno or 1}: it is not well-formed XML.")
    name = etree.QName(root)
    found = MESSAGE.fullmatch(name.namespace or "")
    if found is None or name.localname != "Document":
        _refuse_file("line 1: it is not a Document of ISO 20022.")
    return found["kind"], Node(root, "Document")


def _refuse_file(detail: str) -> NoReturn:
    fault = Fault(pointer="/content", detail=detail)
    raise MessageUnreadable("Hand in the file as the bank gave it.", errors=[fault])
