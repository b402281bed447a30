"""What pages tell people to type can be typed: targets, modules, options, files, and what runs in the cluster."""

import contextlib
import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from infra import koinon
from infra.embedded.processes import ROOT
from tests.deploy.rendered import DEPLOY, name_of, of_kind, pods, rendered
from tests.infra.test_koinon import PAGES

CODE = re.compile(r"^ {4}(\S(?:.|(?<=\\)\n)*)$|`([^\s`](?:[^`\n]*[^\s`])?)`|^```\w*\n([\s\S]*?)^```", re.MULTILINE)
FOLDERS = "contracts|deploy|docs|infra|requirements|services|tests"
PATHS = re.compile(rf"(?<![\w./-])((?:{FOLDERS})/[\w./-]+)(?![\w<*{{…])")
LINKS = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)")


def typed() -> Iterator[tuple[str, str]]:
    """Yield each line of code of each page, with what goes on in the next one joined, and without its comment."""
    for page in PAGES:
        for found in CODE.finditer(page.read_text("utf-8")):
            for line in next(filter(None, found.groups())).replace("\\\n", " ").splitlines():
                yield str(page.relative_to(ROOT)), re.sub(r"\s# .*", "", line).strip()


TYPED = list(dict.fromkeys(typed()))


def after(word: str) -> list[tuple[str, list[str]]]:
    """Return the words that follow one wherever it begins a command, with the page."""
    begins = re.compile(rf"(?:^|[;&|] *|-- +|\$ |bin/)(?:ONCE=1 )?{word} +([^;|>`]*)")
    return [(page, found[1].split()) for page, line in TYPED for found in begins.finditer(line)]


def test_targets_of_make_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = {(page, words[0]) for page, words in after("make") if words}
    assert len(asked) > 20
    assert [each for each in asked if each[1] not in targets] == []


def test_modules_are_there() -> None:
    asked = {(page, words[0]) for page, words in after(r"python -m")}
    assert ("README.md", "infra.embedded") in asked
    assert [each for each in asked if importlib.util.find_spec(each[1]) is None] == []


@cache
def help_of(*command: str) -> str:
    """Return what a command says of itself."""
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as said:
        patch.setattr(sys, "argv", ["koinon"])
        with pytest.raises(SystemExit, match=r"^0$"):
            koinon.main([*command, "--help"])
    return said.getvalue()


def test_options_are_known_by_their_command() -> None:
    asked = {(page, words[0], each.partition("=")[0]) for page, words in after("koinon") for each in words}
    options = {each for each in asked if each[2].startswith("--") and not each[1].startswith("-")}
    assert len(options) > 20
    unknown = [
        (page, command, option)
        for page, command, option in options
        if option not in help_of(command, *(["cards"] if command in koinon.OF_EVERY_SERVICE[1:] else []))
    ]
    assert unknown == []


def test_files_are_there() -> None:
    named = {(page, path.rstrip("./")) for page, line in TYPED for path in PATHS.findall(line)}
    assert len(named) > 40
    assert [(page, path) for page, path in sorted(named) if not is_there(page, path)] == []


def is_there(page: str, path: str) -> bool:
    """Return whether a path is one from the root, or beside the page."""
    return (ROOT / path).exists() or (ROOT / page).parent.joinpath(path).exists()


def test_links_lead_to_pages_and_headings_that_are_there() -> None:
    wrong = []
    for page in PAGES:
        for target, anchor in LINKS.findall(page.read_text("utf-8")):
            if target.startswith(("http", "pictures/")):  # pictures are taken by the journeys
                continue
            found = page.parent / target if target else page
            if not found.exists() or (anchor and anchor not in anchors(found)):
                wrong.append(f"{page.relative_to(ROOT)}: {target}#{anchor}")
    assert wrong == []


@cache
def anchors(page: Path) -> set[str]:
    """Return the names by which a page's headings are reached, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_what_kubectl_is_asked_about_runs_there() -> None:
    manifests = rendered("overlays/production")
    there = {(each["kind"].lower(), name_of(each)) for each in of_kind(manifests, "Deployment", "CronJob", "Service")}
    there |= {("-c", each["name"]) for pod in pods(manifests) for each in pod.containers}
    there |= {("-c", "postgres"), ("-c", "plugin-barman-cloud")}  # of CloudNativePG's pods
    asking = re.compile(r"(deployment|cronjob|service)[/ ]([a-z<>-]+)|(-c) ([a-z-]+)")
    asked = {
        (page, *(part.replace("<service>", "cards") for part in found.groups() if part))
        for page, line in TYPED
        if "kubectl" in line
        for found in asking.finditer(line)
    }
    assert len(asked) > 8
    assert [each for each in sorted(asked) if each[1:] not in there] == []


def test_what_compose_is_asked_about_runs_there() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    options = r"(?:--(?:user|env)[ =](?:\"[^\"]*\"|\S+) |--[A-Za-z-]+ )*"
    asking = re.compile(rf"(?:compose\.yaml|\$compose) (?:exec|run|restart|logs) {options}([a-z-]+)")
    asked = {(page, found) for page, line in TYPED for found in asking.findall(re.sub(r" +", " ", line))}
    assert {found for _, found in asked} == {"cards", "console", "postgres"}
    assert [each for each in asked if each[1] not in services] == []
