"""The manifests of overlay `local` as pods of `podman kube play`, as far as it goes.

podman 4.3 knows Pods, empty folders and those of its machine. So the pod of every workload is played by itself; claims
become folders; files of Secrets and projected volumes are laid on this machine, variables of Secrets are said in clear.
Left as they are: image, arguments, users, rights, read-only roots, memory and mounts. Services are aliases on a
network, and their public addresses free ports of this machine; probes are asked by the test; policies and scaling mean
nothing here.
"""

import json
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from contracts.readers import READERS, SERVICES
from infra.embedded.processes import LOOPBACK, free_port
from infra.embedded.services import MUNICIPALITIES_FILE
from infra.keys import ensure_keys
from infra.secrets import Place
from infra.secrets import manifests as secret_manifests
from tests.containers.engine import Engine
from tests.deploy.rendered import Manifest, Pod, environment, files, image_name, name_of, of_kind, pods, rendered

PATIENCE_S = 180
"""For one of sixteen processes that start together on a busy machine."""
KEPT = ("name", "image", "args", "command", "securityContext", "resources")
"""Without `ports`: each of them would be taken on this machine, too. A service's own is given a free one."""
PROBES = ("startupProbe", "readinessProbe", "livenessProbe")
ASK = "import urllib.request as u; u.urlopen('http://127.0.0.1:{port}{path}', timeout=5)"
BEFORE = ("postgres", "nats", "provision", *(f"{service}-migrate" for service in SERVICES))
SERVING = tuple(f"{service}-serve" for service in SERVICES)
WORKING = tuple(f"{service}-work" for service in SERVICES if service in READERS)


class Played:
    """Pods on a network of their own."""

    def __init__(self, engine: Engine, folder: Path, name: str) -> None:
        self.engine = engine
        self.folder = folder
        self.network = name
        ready: Any = secret_manifests(ensure_keys(folder / "keys"), Place("postgres:5432"))
        self.manifests: list[Manifest] = [*deepcopy(rendered("overlays/local")), *ready]
        self.urls = {service: f"http://{LOOPBACK}:{free_port()}" for service in SERVICES}
        for each in of_kind(self.manifests, "ConfigMap"):
            service = name_of(each).partition("-address")[0]
            if service in self.urls:
                each["data"]["PUBLIC_URL"] = self.urls[service]
            if service.startswith("municipalities-"):  # the demo's, whose people show no code of a telephone
                each["data"] = {name: MUNICIPALITIES_FILE.read_text("utf-8") for name in each["data"]}
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
        if container["name"] == "serve":
            here = int(self.urls[pod.name.removesuffix("-serve")].rpartition(":")[2])
            made["ports"] = [port | {"hostIP": LOOPBACK, "hostPort": here} for port in container["ports"]]
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

    def complete(self, name: str) -> None:
        """Play a Job's pod to its end, and expect that each of its containers ended well."""
        self.play(name)
        for container in self.pod(name).containers:
            code = self.engine.run("wait", f"{name}-{container['name']}")
            assert code == "0", self.log(name)

    def wait_ready(self, name: str) -> None:
        """Ask every probe of a pod inside its containers until it succeeds."""
        deadline = time.monotonic() + PATIENCE_S
        for container in self.pod(name).containers:
            for probe in PROBES:
                while not self.engine.does("exec", f"{name}-{container['name']}", *asked(container, probe)):
                    assert time.monotonic() < deadline, f"{name} {probe}\n{self.log(name)}"
                    time.sleep(0.5)

    def stop(self, name: str) -> dict[str, str]:
        """Ask a pod's containers to stop, and return the code with which each has ended.

        One after the other: podman (4.3) takes a pod's network away, and gives ten seconds to what is left of it, as
        soon as none of its containers runs, and one that is stopping does not count. Kubernetes does neither.
        """
        grace = str(self.pod(name).spec["terminationGracePeriodSeconds"])
        each = [f"{name}-{container['name']}" for container in self.pod(name).containers]
        for one in each:
            self.engine.run("stop", "--time", grace, one)
        return {one: self.engine.run("inspect", "--format", "{{.State.ExitCode}}", one) for one in each}

    def log(self, name: str) -> str:
        """Return the end of what a pod's containers have said; a service's by its name."""
        pod = f"{name}-serve" if name in SERVICES else name
        each = [f"{pod}-{container['name']}" for container in self.pod(pod).containers]
        return "\n".join(self.engine.run("logs", "--tail", "40", one) for one in each)


def asked(container: Manifest, probe: str) -> list[str]:
    """Return the command that asks a probe's question inside a container; ours has no shell and no wget."""
    if "exec" in container[probe]:
        return list(container[probe]["exec"]["command"])
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    if "tcpSocket" in container[probe]:  # PostgreSQL's alone, whose image has a program that opens one
        return ["pg_isready", "--host=127.0.0.1", f"--port={ports[container[probe]['tcpSocket']['port']]}"]
    port, path = ports[container[probe]["httpGet"]["port"]], container[probe]["httpGet"]["path"]
    if image_name(container) == "koinon":
        return ["python", "-c", ASK.format(port=port, path=path)]
    return ["wget", "--quiet", "--output-document=/dev/null", f"http://127.0.0.1:{port}{path}"]
