"""The bill of materials: valid by the standard's own schema, whole, and the same for the same packages."""

import json
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra import frontend, sbom

FILES = Path(frontend.__file__).parent
PACKAGES = [path for path in sys.path if path.endswith("site-packages")]


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(sbom.bill(distributions(path=PACKAGES), FILES)))
    return found


def test_it_is_what_the_standard_says(made: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made)) is None


def test_every_package_that_is_installed_is_in_it_with_its_version(made: dict[str, Any]) -> None:
    libraries = [each for each in made["components"] if each["type"] == "library"]
    found = {each["name"]: each["version"] for each in libraries if each["purl"].startswith("pkg:pypi/")}
    assert found == {sbom.normal(each.name): each.version for each in distributions(path=PACKAGES)}
    (litestar,) = [each for each in made["components"] if each["name"] == "litestar"]
    assert litestar["licenses"] == [{"license": {"name": "MIT"}}]
    assert litestar["purl"] == f"pkg:pypi/litestar@{litestar['version']}"
    assert [each["licenses"] for each in libraries if each["name"] == "barcode-detector"] == [[{"expression": "MIT"}]]


def test_what_depends_on_what_is_told_and_everything_named_is_there(made: dict[str, Any]) -> None:
    known = {each["bom-ref"] for each in [made["metadata"]["component"], *made["components"]]}
    edges = {each["ref"]: each["dependsOn"] for each in made["dependencies"]}
    assert edges.keys() | {each for found in edges.values() for each in found} <= known
    (needed,) = [found for ref, found in edges.items() if ref.startswith("pkg:pypi/nats-py@")]
    assert [each.partition("@")[0] for each in needed] in ([], ["pkg:pypi/nkeys"])


def test_the_same_packages_give_the_same_bytes(made: dict[str, Any]) -> None:
    again = json.loads(json.dumps(sbom.bill(reversed(list(distributions(path=PACKAGES))), FILES)))
    assert again == made


def test_the_interpreter_and_the_base_are_named(made: dict[str, Any]) -> None:
    kinds = {each["type"] for each in made["components"]}
    assert kinds == {"library", "platform"} | ({"operating-system"} if Path("/etc/os-release").exists() else set())
