"""The engine, the images and the stack that these tests share. They run by `make test-containers` alone."""

import os
from collections.abc import Iterator

import pytest

from infra.embedded.processes import ROOT
from tests.conftest import Run
from tests.containers import stand_ins
from tests.containers.engine import Engine, engine
from tests.deploy.image import instructions
from tests.deploy.rendered import containers, image_name, rendered

IMAGE = "koinon:0.1.0"

collect_ignore_glob = [] if os.environ.get("CONTAINERS") else ["test_*.py"]


@pytest.fixture(scope="session")
def machine(run: Run) -> Iterator[Engine]:
    """The engine; those who ask it by its socket find it in the environment."""
    with engine(run.folder / "podman") as found, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", found.host)
        patch.setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
        patch.setenv("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
        patch.setenv("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")
        yield found


@pytest.fixture(scope="session")
def recipe(machine: Engine, run: Run) -> list[str]:
    """The options by which any builder here makes our image; what it stands on is pulled or, offline, stood in."""
    (base,) = {each.rest.split("=", 1)[1] for each in instructions() if each.rest.startswith("PYTHON_IMAGE=")}
    others = {each["image"] for _, each in containers(rendered("overlays/local")) if image_name(each) != "koinon"}
    missing = [image for image in (base, *sorted(others)) if not machine.has(image)]
    for image in missing:
        stand_ins.make(machine, image)
    options = ["--file", "deploy/Dockerfile"]
    if base in missing:
        options += stand_ins.wheels(run.folder / "wheels")
    if machine.is_podman:
        options += ["--ignorefile", "deploy/Dockerfile.dockerignore"]
    return options


@pytest.fixture(scope="session")
def images(machine: Engine, recipe: list[str]) -> Engine:
    """The engine with every image, ours built by the Dockerfile."""
    machine.run("build", *recipe, "--tag", IMAGE, str(ROOT))
    return machine
