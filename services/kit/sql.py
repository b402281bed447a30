"""Named queries, kept in the `.sql` file beside the module that asks them."""

import re
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"^-- name: (?P<name>[a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)


class Queries:
    """The queries of one noun, by name; an unknown name fails where it is used."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def __getattr__(self, name: str) -> str:
        try:
            return self.texts[name]
        except KeyError:
            raise AttributeError(f"No query is named {name}; the file has {sorted(self.texts)}.") from None


def parse(text: str) -> dict[str, str]:
    """Split a file of `-- name: x` blocks into its queries."""
    marks = list(NAME.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {mark["name"]: text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}


def load_queries(module_file: str) -> Queries:
    """Return the queries of the `.sql` file that stands beside this module."""
    return Queries(parse(Path(module_file).with_suffix(".sql").read_text(encoding="utf-8")))
