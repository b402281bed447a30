"""The manifests, really run: every workload of overlay `local` by `podman kube play`, and the demo's walk."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.containers.engine import Engine
from tests.containers.played import BEFORE, SERVING, WORKING, Played
from tests.containers.walking import Staff, staff_of, walk
from tests.deploy.rendered import pods


@pytest.fixture(scope="module")
def played(images: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Both servers, provisioning, every migration, and every service's pods, each as its manifest says."""
    if not images.is_podman:
        pytest.skip("Only podman plays manifests.")
    place = tmp_path_factory.mktemp("played")
    for folder in (place, *place.parents[:2]):
        folder.chmod(0o755)
    made = Played(images, place, f"played-{os.getpid()}")
    try:
        for name in BEFORE[:2]:
            made.play(name)
            made.wait_ready(name)
        for name in BEFORE[2:]:
            made.complete(name)
        for name in (*SERVING, *WORKING):
            made.play(name)
        yield made
    finally:
        images.run("pod", "rm", "--all", "--force", "--time", "2")
        images.run("network", "rm", made.network)
        shutil.rmtree(place / "claims", ignore_errors=True)


@pytest.fixture(scope="module")
def staff(played: Played) -> Staff:
    """The demo's staff, let in as the guide says: by the standard input of the console's pod."""
    played.wait_ready("console-serve")
    found = staff_of(played.folder)
    command = ("koinon", "accounts", "console", "/dev/stdin")
    said = played.engine.run("exec", "--interactive", "console-serve-serve", *command, told=found.accounts)
    assert f"{len(found.sign_ins)} accounts added" in said
    return found


@pytest.mark.timeout(1_800)
def test_every_pod_of_the_local_overlay_answers_its_probes_without_root(played: Played) -> None:
    for name in (*SERVING, *WORKING):
        played.wait_ready(name)
        for container in played.pod(name).containers:
            python = ("python", "-c", "import os; print(os.getuid(), os.access('/opt/koinon', os.W_OK))")
            assert played.engine.run("exec", f"{name}-{container['name']}", *python) == "10001 False"


@pytest.mark.timeout(900)
def test_one_euro_walks_through_the_pods(played: Played, staff: Staff) -> None:
    assert "Everything held." in walk(played.folder, played.urls, staff, played.log)


@pytest.mark.timeout(300)
def test_the_nightly_check_of_the_ledger_ends_well_in_its_pod(played: Played, staff: Staff) -> None:
    played.complete("cards-verify")


@pytest.mark.timeout(900)
def test_pods_that_are_told_to_stop_end_well(played: Played, staff: Staff) -> None:
    ended = {one: code for name in (*WORKING, *SERVING) for one, code in played.stop(name).items()}
    assert ended == dict.fromkeys(ended, "0"), "\n".join(played.log(name) for name in WORKING)


def test_every_workload_of_the_overlay_is_played(played: Played) -> None:
    known = {*BEFORE, *SERVING, *WORKING, "cards-verify"}
    assert {pod.name for pod in pods(played.manifests)} == known
