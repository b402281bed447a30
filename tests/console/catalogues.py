"""What the pages say: every message in templates and code, and every title of a refusal that a page may show.

`python -m tests.console.catalogues` puts what is new into the catalogues, to be translated, and takes out what nobody
says.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from contracts.till_signature import TillSignatureFault
from infra.embedded.processes import ROOT
from services.reporting.counting.indicators import DEFINITIONS

CONSOLE = ROOT / "services" / "console"
TEMPLATES = {"newstyle_gettext": "true", "trim_blocks": "true"}

Message = str | tuple[str, str]


def wanted() -> set[Message]:
    """Return every message id; a pair is one with a plural."""
    return {*of_templates(), *of_code(), *titles_of_problems()}


def of_templates() -> Iterator[Message]:
    """Yield what templates say."""
    for path in sorted((CONSOLE / "templates").glob("*.html")):
        with path.open("rb") as file:
            for _, message, _, _ in extract("jinja2.ext:babel_extract", file, options=TEMPLATES):
                yield (message[0], message[1]) if isinstance(message, tuple) else message


def of_code() -> Iterator[Message]:
    """Yield what `mark` marks."""
    for path in sorted(CONSOLE.rglob("*.py")):
        with path.open("rb") as file:
            for _, message, _, _ in extract("python", file, keywords={"mark": None}):
                assert isinstance(message, str)
                yield message


def titles_of_problems() -> Iterator[str]:
    """Yield the title of each refusal of each service: the first line of its docstring. Two may have one name."""
    yield from ((fault.__doc__ or "").rstrip(".") for fault in TillSignatureFault.__subclasses__())
    found = [
        node
        for path in (ROOT / "services").rglob("*.py")
        if "client" not in path.relative_to(ROOT).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    classes = {node.name: node for node in found}
    for node in found:
        if is_problem(node.name, classes):
            yield (ast.get_docstring(node) or "").split("\n")[0].rstrip(".")


def is_problem(name: str, classes: dict[str, ast.ClassDef]) -> bool:
    """Return whether a class is a refusal."""
    if name == "Problem":
        return True
    bases = [base.id for base in classes[name].bases if isinstance(base, ast.Name)] if name in classes else []
    return any(is_problem(base, classes) for base in bases if base != name)


def catalogue_file(language: str) -> Path:
    """Return the catalogue of a language."""
    return CONSOLE / "locale" / language / "LC_MESSAGES" / "console.po"


def renew(language: str) -> list[str]:
    """Bring a catalogue up to what is said, each new entry beside its neighbour; return what is to be translated."""
    path, said = catalogue_file(language), wanted() | of_indicators()
    head, *blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    entries = {id_of(block, language): block for block in blocks}
    new = {key: written(message, language) for message in said if (key := first_of(message)) not in entries}
    kept = [key for key in entries if key in {first_of(message) for message in said}]
    for key in sorted(new):
        before = max((place for place, other in enumerate(kept) if other < key), key=lambda at: kept[at], default=-1)
        kept.insert(before + 1, key)
    path.write_text("\n\n".join([head, *(({**entries, **new})[key] for key in kept)]) + "\n", encoding="utf-8")
    return sorted(new)


def of_indicators() -> set[Message]:
    """Return what reporting says of its figures, which pages show."""
    return {text for each in DEFINITIONS.values() for text in (each.definition, each.caveat) if text}


def first_of(message: Message) -> str:
    """Return what names a message: its singular."""
    return message if isinstance(message, str) else message[0]


def id_of(block: str, language: str) -> str:
    """Return what names an entry of a catalogue."""
    (entry,) = (each for each in read_po(io.BytesIO(block.encode()), locale=language) if each.id)
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def written(message: Message, language: str) -> str:
    """Return an entry that waits for its translation."""
    catalogue, out = Catalog(locale=language), io.BytesIO()
    catalogue.add(message)
    write_po(out, catalogue, omit_header=True, width=120)
    return out.getvalue().decode().strip()


if __name__ == "__main__":
    for code in ("el", "ar"):
        waiting = renew(code)
        head = f"{catalogue_file(code).relative_to(ROOT)}: {len(waiting)} to translate"
        sys.stdout.write("\n  ".join([head, *waiting]) + "\n")
