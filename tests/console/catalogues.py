"""What the pages say: every message in templates and code, and every title of a refusal that a page may show."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract

from contracts.till_signature import TillSignatureFault
from infra.embedded.processes import ROOT

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
