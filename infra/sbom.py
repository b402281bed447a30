"""Writes what is in the image as a CycloneDX 1.6 bill of materials: our code, every package and its licence, the base.

    python -m infra.sbom /opt/koinon/packages /opt/koinon/frontend /opt/koinon/sbom.cdx.json  # as it is built

It looks at what was installed and not at what was asked for. The same packages give the same bytes: no time, and a
serial number that follows from the content. Readers: `grype sbom:…`, Dependency-Track, any other tool of that standard.
"""

import json
import platform
import re
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

JSON = dict[str, object]
VERSION = "0.1.0"
OURS = "koinon"
LICENCE = "EUPL-1.2"
OS_RELEASE = Path("/etc/os-release")
LICENCE_NAME_MAX = 80
"""Some packages keep a whole licence text in the field of its name."""


def normal(name: str) -> str:
    """Return a package's name as the index knows it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def reference(package: Distribution) -> str:
    """Return the package URL by which a package is known (purl-spec, type pypi)."""
    return f"pkg:pypi/{normal(package.name)}@{package.version}"


def licences(package: Distribution) -> list[JSON]:
    """Return a package's licence: its SPDX expression (PEP 639), else the name it gives, else its classifiers."""
    said = package.metadata
    if "License-Expression" in said:
        return [{"expression": said["License-Expression"]}]
    name = "".join(said.get_all("License", []))
    if name and "\n" not in name and len(name) <= LICENCE_NAME_MAX:
        return [{"license": {"name": name}}]
    kept = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License ::")]
    return [{"license": {"name": each}} for each in kept]


def component(package: Distribution) -> JSON:
    """Return a package as a component."""
    found: JSON = {"type": "library", "bom-ref": reference(package), "name": normal(package.name)}
    found |= {"version": package.version, "purl": reference(package)}
    return found | ({"licenses": known} if (known := licences(package)) else {})


def needs(package: Distribution, known: dict[str, str]) -> list[str]:
    """Return what a package depends on, of what is here."""
    names = {normal(re.split(r"[^\w.-]", each, maxsplit=1)[0]) for each in package.requires or ()}
    return sorted(known[name] for name in names & known.keys())


def served(lock: Path) -> list[JSON]:
    """Return the npm packages of a lock file, whose files browsers are given."""
    packages = json.loads(lock.read_text("utf-8"))["packages"] if lock.exists() else {}
    found: list[JSON] = []
    for place, package in sorted(packages.items()):
        if place:
            name, version = place.removeprefix("node_modules/"), package["version"]
            purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
            known: JSON = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
            found.append(known | {"licenses": [{"expression": package["license"]}]})
    return found


def ground() -> list[JSON]:
    """Return what the packages stand on: the interpreter and the base's distribution."""
    python = platform.python_version()
    found: list[JSON] = [{"type": "platform", "bom-ref": f"python@{python}", "name": "python", "version": python}]
    if OS_RELEASE.exists():
        lines = OS_RELEASE.read_text("utf-8").splitlines()
        said = {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}
        name, version = said.get("ID", "linux"), said.get("VERSION_ID", "")
        os: JSON = {"type": "operating-system", "bom-ref": f"{name}@{version}", "name": name, "version": version}
        found.append(os)
    return found


def bill(packages: Iterable[Distribution], files: Path) -> JSON:
    """Return the bill of materials of these packages, and of the fetched files in a folder."""
    found = sorted(packages, key=lambda each: normal(each.name))
    known = {normal(each.name): reference(each) for each in found}
    ours = f"{OURS}@{VERSION}"
    root: JSON = {"type": "application", "bom-ref": ours, "name": OURS, "version": VERSION}
    others = served(files / "package-lock.json")
    components = [*(component(each) for each in found), *others, *ground()]
    direct = [*known.values(), *(str(each["bom-ref"]) for each in others)]
    dependencies: list[JSON] = [{"ref": ours, "dependsOn": sorted(direct)}]
    dependencies += [{"ref": reference(each), "dependsOn": needs(each, known)} for each in found]
    serial = uuid5(NAMESPACE_URL, json.dumps(components, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": root | {"licenses": [{"license": {"id": LICENCE}}]}},
        "components": components,
        "dependencies": dependencies,
    }


if __name__ == "__main__":
    made = json.dumps(bill(distributions(path=[sys.argv[1]]), Path(sys.argv[2])), indent=1)
    Path(sys.argv[3]).write_text(made, encoding="utf-8")
