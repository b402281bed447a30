"""Who builds makes no difference: every builder of this machine makes the same image of the Dockerfile."""

import json
import os
import shutil
from pathlib import Path

import msgspec
import pytest

from infra.embedded.processes import ROOT
from infra.keys import Keys
from tests.containers.conftest import IMAGE
from tests.containers.engine import Engine

OTHER = "koinon-by-buildah:0.1.0"


def described(engine: Engine, image: str) -> dict[str, object]:
    """Return what an image says of itself: how it starts, as whom, with what environment, and its layers."""
    (found,) = json.loads(engine.run("image", "inspect", image))
    kept = {name: found["Config"].get(name) for name in ("Entrypoint", "Cmd", "Env", "User", "WorkingDir")}
    return kept | {"layers": found["RootFS"]["Layers"], "title": found["Labels"]["org.opencontainers.image.title"]}


@pytest.mark.timeout(1_200)
def test_buildah_makes_the_image_that_podman_makes(images: Engine, recipe: list[str]) -> None:
    buildah = shutil.which("buildah")
    if not images.is_podman or buildah is None:
        pytest.skip("There is only one builder here.")
    other = msgspec.structs.replace(images, program=buildah)
    other.run("build", "--layers", *recipe, "--tag", OTHER, str(ROOT))
    ours = described(images, IMAGE)
    assert described(images, OTHER) == ours
    assert (ours["Entrypoint"], ours["User"]) == (["koinon"], "10001:10001")


def test_the_image_itself_says_what_it_can_do(images: Engine) -> None:
    said = images.run("run", "--rm", "--network", "none", IMAGE)
    assert "koinon rotate" in said
    assert "koinon status" in said


def test_an_operator_makes_keys_and_secrets_by_the_image_as_the_guide_says(images: Engine, tmp_path: Path) -> None:
    here = ("--volume", f"{tmp_path}:/here", "--workdir", "/here", "--user", str(os.getuid()), "--network", "none")
    images.run("run", "--rm", *here, IMAGE, "provision", "keys", "--keys", "keys")
    assert Keys(tmp_path / "keys").service_jwks.is_file()
    printed = images.run("run", "--rm", *here, IMAGE, "secrets", "--keys", "keys", "--postgres", "postgres:5432")
    assert "cards-database" in {each["metadata"]["name"] for each in json.loads(printed)["items"]}
