"""The image holds what it runs and nothing more, and starts without a shell or root; compose says the same of it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.readers import SERVICES
from infra import provision
from infra.embedded.processes import ROOT
from infra.keys import Keys, ensure_keys
from infra.koinon import OF_THE_INSTALLATION
from infra.lock import EMBEDDED
from services.kit.service import COMMANDS
from services.kit.settings import read_settings
from tests.deploy.configuration import READ
from tests.deploy.image import copied, instructions, lay_out
from tests.deploy.rendered import DEPLOY, containers, image_name, rendered

SECRETS = "/run/secrets/koinon"


def last(word: str) -> str:
    return [each.rest for each in instructions() if each.word == word][-1]


def test_it_runs_as_the_user_of_the_manifests() -> None:
    users = {pod.spec["securityContext"]["runAsUser"] for pod, _ in containers(rendered("base")) if pod.ours}
    assert users == {10001}
    assert last("USER") == "10001:10001"


def test_no_shell_stands_between() -> None:
    commands = [each for each in instructions() if each.word in {"RUN", "CMD", "ENTRYPOINT"}]
    assert [each.rest for each in commands if each.words is None] == []
    assert last("ENTRYPOINT") == '["koinon"]'


def test_every_package_is_installed_by_hash_from_a_lock() -> None:
    installs = [each.words for each in instructions() if each.word == "RUN" and "pip" in (each.words or [])]
    assert len(installs) == 3
    assert all({"--require-hashes", "--only-binary", "--requirement"} <= set(words or []) for words in installs)


def test_the_base_is_chosen_by_the_builder() -> None:
    bases = {each.rest.partition(" AS ")[0] for each in instructions() if each.word == "FROM"}
    assert bases == {"${PYTHON_IMAGE}${PYTHON_DIGEST:+@${PYTHON_DIGEST}}"}
    arguments = [each.rest for each in instructions() if each.word == "ARG"]
    (image,) = [each for each in arguments if each.startswith("PYTHON_IMAGE=")]
    assert re.fullmatch(r"PYTHON_IMAGE=docker\.io/library/python:3\.\d+-slim-\w+", image)
    assert "PYTHON_DIGEST=" in arguments


def test_nothing_is_copied_that_the_context_leaves_out() -> None:
    assert [each.rest for each in instructions() if each.word == "ADD"] == []
    let_in = re.findall(r"^!(\w+)$", (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8"), re.MULTILINE)
    sources = [Path(source) for found, _ in copied() for source in found]
    assert {source.parts[0] for source in sources} == set(let_in)
    assert [source for source in sources if not (ROOT / source).exists()] == []


def locked(name: str) -> dict[str, str]:
    """Return each package of a lock with its hashes."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / "requirements" / f"{name}.txt").read_text("utf-8"), flags=re.MULTILINE)
    return {line.split("==")[0] + line.partition(" ;")[2][:40]: line for line in re.split(r"\n(?=\w)", text) if line}


def test_the_image_has_the_runtime_packages_without_the_embedded_servers() -> None:
    runtime, image = locked("runtime"), locked("image")
    assert {name: runtime[name].strip() for name in image} == {name: line.strip() for name, line in image.items()}
    assert runtime.keys() - image.keys() == set(EMBEDDED)


def test_everything_that_is_run_is_in_the_image(tmp_path: Path) -> None:
    tree = lay_out(tmp_path / "image")
    modules = [f"services.{service}.__main__" for service in SERVICES] + [
        *sorted({module for module, _ in OF_THE_INSTALLATION.values()})
    ]
    command = [sys.executable, "-c", "import " + ", ".join(modules)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False, env={"LANG": "C.UTF-8"})
    assert done.returncode == 0, done.stderr
    assert not {path.name for path in tree.iterdir()} & {"tests", "deploy", "docs"}
    assert not (tree / "infra" / "embedded").exists()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return ensure_keys(tmp_path_factory.mktemp("compose") / "keys")


def filled_in(value: str, keys: Keys) -> str:
    """Return a value as on a machine where no variable is set, with the volume of the keys in this folder."""
    plain = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value).replace(SECRETS, str(keys.folder))
    return plain.replace("/etc/koinon", str(DEPLOY / "base"))


@pytest.mark.parametrize("service", SERVICES)
def test_compose_tells_a_service_what_it_reads(compose: dict[str, Any], keys: Keys, service: str) -> None:
    for name in (service, f"{service}-migrate"):
        told = {each: filled_in(value, keys) for each, value in compose["services"][name]["environment"].items()}
        assert told.keys() == READ - {"STAFF_FILE"}
        settings = read_settings(service, told)
        assert settings.environment == "production"
        assert bool(settings.owner_database_url) == name.endswith("-migrate")
        for file in (settings.nats_seed_file, settings.service_key_file, settings.service_jwks_file):
            assert Path(file).is_file()
        for url in filter(None, (settings.database_url, settings.worker_database_url, settings.owner_database_url)):
            login, passfile = url.split("//")[1].split("@")[0], url.partition("?passfile=")[2]
            assert f"*:*:*:{login}:{keys.password(login)}\n" in Path(passfile).read_text()


def test_compose_runs_our_image_closed_and_the_others_pinned(compose: dict[str, Any]) -> None:
    versions = {container["image"] for _, container in containers(rendered("overlays/local"))}
    for name, each in compose["services"].items():
        assert each["image"] in versions, name
        if image_name(each) != "koinon":
            continue
        assert each["pull_policy"] == "never", name
        assert each["read_only"] is True, name
        assert each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"], name
        command, which = each["command"][:2]
        assert which in (provision.COMMANDS if command == "provision" else SERVICES), name
        assert command in ("provision", *COMMANDS), name
        assert all(port.startswith("127.0.0.1:") for port in each.get("ports", [])), name


def test_compose_waits_for_what_exists(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, each in services.items():
        for other, how in each.get("depends_on", {}).items():
            assert other in services, name
            healthy = how["condition"] == "service_healthy"
            assert healthy == ("healthcheck" in services[other]), f"{name} waits for {other}"
            assert healthy or services[other].get("restart") is None, f"{name} waits for {other}, which never ends"
    plain = [volume for each in services.values() for volume in each["volumes"] if type(volume) is str]
    mounted = {re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", volume).split(":")[0] for volume in plain}
    assert {volume for volume in mounted if not volume.startswith(".")} == compose["volumes"].keys()
    assert {set(SERVICES) <= services.keys(), {f"{name}-migrate" for name in SERVICES} <= services.keys()} == {True}
