"""Writes contracts/schemas, contracts/asyncapi.yaml and the table in contracts/README.md; `--check` only compares."""

import json
import sys
from pathlib import Path

import yaml

from contracts.envelope import source_service
from infra.contracts import parser
from infra.contracts.asyncapi import document, title
from infra.contracts.events import all_events, hearers
from infra.contracts.schemas import schema_files

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
BEGIN, END = "<!-- made by `make contracts` -->\n", "<!-- end -->"


class Plain(yaml.SafeDumper):
    """YAML without anchors: what is repeated is written again."""

    def ignore_aliases(self, data: object) -> bool:
        """Say that nothing is to be anchored."""
        return True


def asyncapi_text() -> str:
    """Return the AsyncAPI document as YAML."""
    head = "# Made by `make contracts` from the event classes and the services' handlers. Do not edit.\n"
    return head + yaml.dump(document(list(all_events())), Dumper=Plain, sort_keys=False, allow_unicode=True, width=118)


def table() -> str:
    """Return who says and who hears each event, as a table."""
    rows = [
        f"| `{event.type}` | {source_service(event.type)} | {', '.join(hearers(event)) or '–'} | {title(event)} |"
        for event in all_events()
    ]
    return "\n".join(["| event | says | hears | what |", "|---|---|---|---|", *rows]) + "\n"


def readme_text(readme: str) -> str:
    """Return the README with today's table between its two marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + table() + "\n" + END + after


def wanted() -> dict[Path, str]:
    """Return every generated file with its text."""
    files = {
        CONTRACTS / "schemas" / name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for name, schema in schema_files(list(all_events())).items()
    }
    readme = CONTRACTS / "README.md"
    return files | {CONTRACTS / "asyncapi.yaml": asyncapi_text(), readme: readme_text(readme.read_text("utf-8"))}


def differing(files: dict[Path, str]) -> list[Path]:
    """Return the files that are not as they should be, and schemas of events that no longer exist."""
    wrong = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    return wrong + [path for path in sorted((CONTRACTS / "schemas").glob("*")) if path not in files]


def write(files: dict[Path, str]) -> None:
    """Write what differs and remove what is left over."""
    for path in differing(files):
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], "utf-8")
            print(f"wrote {path.relative_to(CONTRACTS.parent)}")
        else:
            path.unlink()
            print(f"removed {path.relative_to(CONTRACTS.parent)}")


def check(files: dict[Path, str]) -> int:
    """Name what is out of date, and what the official parser finds wrong; return the exit code."""
    for path in differing(files):
        print(f"{path.relative_to(CONTRACTS.parent)} is not what the classes say: run `make contracts` and commit it.")
    found = parser.faults(files[CONTRACTS / "asyncapi.yaml"])
    if found:
        print(found)
    return 1 if found or differing(files) else 0


def main(arguments: list[str]) -> int:
    """Write, or with `--check` compare and judge."""
    files = wanted()
    if "--check" in arguments:
        return check(files)
    write(files)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
