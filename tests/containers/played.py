"""The manifests of overlay `local` as pods of `podman kube play`, as far as it goes.

podman 4.3 knows Pods, empty folders and those of its machine. So a StatefulSet's or a Job's pod is played by itself;
claims become folders; files of Secrets and projected volumes are laid on this machine, variables of Secrets are said
in clear. Left as they are: image, arguments, users, rights, read-only roots, memory, mounts and ports. Services are
aliases on a network; probes are asked by the test; policies and scaling mean nothing here.
"""

import json
import time
from pathlib import Path
from typing import Any

import yaml

from infra.keys import ensure_keys
from infra.secrets import Place
from infra.secrets import manifests as secret_manifests
from tests.containers.engine import Engine
from tests.deploy.rendered import Manifest, Pod, environment, files, pods, rendered

PATIENCE_S = 60
KEPT = ("name", "image", "args", "command", "ports", "securityContext", "resources")


class Played:
    """Pods on a network of their own."""

    def __init__(self, engine: Engine, folder: Path, name: str) -> None:
        self.engine = engine
        self.folder = folder
        self.network = name
        ready: Any = secret_manifests(ensure_keys(folder / "keys"), Place("postgres:5432"))
        self.manifests: list[Manifest] = [*rendered("overlays/local"), *ready]
        engine.run("network", "create", name)

    def pod(self, name: str) -> Pod:
        """Return a workload's pod."""
        return next(pod for pod in pods(self.manifests) if pod.name == name)

    def play(self, name: str) -> None:
        """Start a workload's pod."""
        pod = self.pod(name)
        volumes = [self.volume(pod, each["name"]) for each in pod.spec.get("volumes", [])]
        claimed = {mount["name"] for each in pod.containers for mount in each.get("volumeMounts", [])}
        volumes += [self.folder_for_all(pod, each) for each in sorted(claimed - {each["name"] for each in volumes})]
        spec = {
            "restartPolicy": "Never",
            "securityContext": {"runAsUser": pod.spec["securityContext"]["runAsUser"], "runAsNonRoot": True},
            "containers": [self.container(pod, each) for each in pod.spec["containers"]],
            "initContainers": [self.container(pod, each) for each in pod.spec.get("initContainers", [])],
            "volumes": volumes,
        }
        made = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": pod.labels}, "spec": spec}
        file = self.folder / f"{name}.yaml"
        file.write_text(yaml.safe_dump(json.loads(json.dumps(made))), encoding="utf-8")
        self.engine.run("kube", "play", "--network", f"{self.network}:alias={name}", str(file))

    def container(self, pod: Pod, container: Manifest) -> Manifest:
        """Return a container with its variables said in clear."""
        told = environment(self.manifests, container)
        made = {key: container[key] for key in KEPT if key in container}
        made["env"] = [{"name": key, "value": value} for key, value in told.items()]
        return made | {"volumeMounts": container.get("volumeMounts", [])}

    def volume(self, pod: Pod, name: str) -> Manifest:
        """Return a volume: an empty folder, or the files of its Secrets and ConfigMaps on this machine."""
        (volume,) = [each for each in pod.spec["volumes"] if each["name"] == name]
        if "emptyDir" in volume:
            return {"name": name, "emptyDir": {}}
        place = self.folder / "volumes" / pod.name / name
        (mount, container) = next(
            (mount, each) for each in pod.containers for mount in each["volumeMounts"] if mount["name"] == name
        )
        alone = container | {"volumeMounts": [mount]}
        place.mkdir(parents=True, exist_ok=True)
        for path, text in files(self.manifests, pod, alone).items():
            file = place / Path(path).relative_to(mount["mountPath"])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        for each in (place, *place.rglob("*")):
            each.chmod(0o755 if each.is_dir() else 0o644)
        return {"name": name, "hostPath": {"path": str(place), "type": "Directory"}}

    def folder_for_all(self, pod: Pod, name: str) -> Manifest:
        """Return a claim as a folder of this machine that every user may write: podman knows no `fsGroup`."""
        place = self.folder / "claims" / pod.name / name
        place.mkdir(parents=True)
        place.chmod(0o777)
        return {"name": name, "hostPath": {"path": str(place), "type": "Directory"}}

    def wait_ready(self, name: str) -> None:
        """Ask a server's readiness probe inside its container until it succeeds."""
        (container,) = self.pod(name).containers
        probe = container["readinessProbe"]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        command = probe["exec"]["command"] if "exec" in probe else [
            "wget", "--quiet", "--output-document=/dev/null",
            f"http://127.0.0.1:{ports[probe['httpGet']['port']]}{probe['httpGet']['path']}",
        ]  # fmt: skip
        deadline = time.monotonic() + PATIENCE_S
        while not self.engine.does("exec", f"{name}-{container['name']}", *command):
            assert time.monotonic() < deadline, self.engine.run("logs", "--tail", "40", f"{name}-{container['name']}")
            time.sleep(0.5)

    def wait(self, name: str, container: str) -> None:
        """Wait until a container has ended, and expect that it did so well."""
        code = self.engine.run("wait", f"{name}-{container}")
        assert code == "0", self.engine.run("logs", "--tail", "40", f"{name}-{container}")
