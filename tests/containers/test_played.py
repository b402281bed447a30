"""The manifests, really run: the overlay for one's own machine by `podman kube play`, until a service answers."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.engine import Engine
from tests.containers.played import Played

READY = "import urllib.request as u; print(u.urlopen('http://{service}:8000{path}', timeout=5).status)"
PATIENCE_S = 60


@pytest.fixture
def played(images: Engine, tmp_path: Path) -> Iterator[Played]:
    """Both servers, the provisioning and the migration of a service, each as its manifest says."""
    if not images.is_podman:
        pytest.skip("Only podman plays manifests.")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    made = Played(images, tmp_path, f"played-{os.getpid()}")
    try:
        for name in ("postgres", "nats"):
            made.play(name)
            made.wait_ready(name)
        yield made
    finally:
        images.run("pod", "rm", "--all", "--force", "--time", "2")
        images.run("network", "rm", made.network)
        shutil.rmtree(tmp_path / "claims", ignore_errors=True)


def is_answered(played: Played, path: str) -> bool:
    """Return whether a played service answers at its name on the network, asked from inside its own pod."""
    asked = READY.format(service="registry-serve", path=path)
    return played.engine.does("exec", "registry-serve-serve", "python", "-c", asked)


@pytest.mark.timeout(900)
def test_the_local_overlay_provisions_migrates_and_serves(played: Played) -> None:
    for name in ("provision", "registry-migrate"):
        played.play(name)
        for container in played.pod(name).containers:
            played.wait(name, container["name"])
    played.play("registry-serve")
    (container,) = played.pod("registry-serve").containers
    deadline = time.monotonic() + PATIENCE_S
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        while not is_answered(played, container[probe]["httpGet"]["path"]):
            assert time.monotonic() < deadline, played.engine.run("logs", "--tail", "40", "registry-serve-serve")
            time.sleep(0.5)
    user = played.engine.run("exec", "registry-serve-serve", "python", "-c", "import os; print(os.getuid())")
    assert user == "10001"
