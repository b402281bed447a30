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
    """Split a file of `-- name: x` blocks into its queries. Raises ValueError for a name that is given twice."""
    marks = list(NAME.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)] * bool(marks)
    found = {mark["name"]: text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}
    if len(found) < len(marks):
        raise ValueError(f"A query's name is given twice: {sorted(mark['name'] for mark in marks)}")
    return found


def load_queries(module_file: str) -> Queries:
    """Return the queries of the `.sql` file that stands beside this module."""
    return Queries(parse(Path(module_file).with_suffix(".sql").read_text(encoding="utf-8")))
