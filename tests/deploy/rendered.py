"""What `kubectl kustomize` makes of deploy/, and the parts of it that the policies ask about."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from infra.embedded.processes import ROOT
from infra.keys import ensure_keys
from infra.secrets import Place
from infra.secrets import manifests as secret_manifests

DEPLOY = ROOT / "deploy"
FOLDERS = ("base", "overlays/local", "overlays/staging", "overlays/production")
KUBECTL = Path(sys.executable).with_name("kubectl")

NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"

Manifest = dict[str, Any]
Manifests = Sequence[Manifest]
Complaints = list[str]


@cache
def rendered(folder: str) -> tuple[Manifest, ...]:
    """Return every manifest of the base or of an overlay."""
    done = subprocess.run([KUBECTL, "kustomize", DEPLOY / folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


@cache
def given() -> dict[tuple[str, str], dict[str, str]]:
    """Return what stands ready in a cluster before the manifests are applied: kind and name to content."""
    with tempfile.TemporaryDirectory() as folder:
        made = secret_manifests(ensure_keys(Path(folder)), Place("postgres:5432"))
    return {(item["kind"], item["metadata"]["name"]): item.get("stringData") or item["data"] for item in made}  # type: ignore[index, misc]


class Pod(msgspec.Struct, frozen=True):
    """The pods of one Deployment, StatefulSet, Job or CronJob."""

    kind: str
    name: str
    labels: dict[str, str]
    spec: Manifest

    @property
    def containers(self) -> list[Manifest]:
        """Return all containers, those that run first included."""
        return [*self.spec.get("initContainers", []), *self.spec["containers"]]

    @property
    def ours(self) -> bool:
        """Return whether it runs our image."""
        return all(image_name(container) == "koinon" for container in self.containers)


def image_name(container: Manifest) -> str:
    """Return a container's image without its tag."""
    return str(container["image"]).rpartition(":")[0] or str(container["image"])


def command(container: Manifest) -> tuple[str, str]:
    """Return what one of our containers does, and for which service (or what `provision` prepares)."""
    name, which = container["args"][:2]
    return str(name), str(which)


def of_kind(manifests: Manifests, *kinds: str) -> list[Manifest]:
    """Return the manifests of some kinds."""
    return [each for each in manifests if each["kind"] in kinds]


def name_of(manifest: Manifest) -> str:
    """Return a manifest's name."""
    return str(manifest["metadata"]["name"])


def pods(manifests: Manifests) -> list[Pod]:
    """Return the pods of every workload."""
    found = of_kind(manifests, "Deployment", "StatefulSet", "Job", "CronJob")
    templates = [(each, each["spec"].get("jobTemplate", each)["spec"]["template"]) for each in found]
    return [
        Pod(each["kind"], name_of(each), template["metadata"].get("labels", {}), template["spec"])
        for each, template in templates
    ]


def containers(manifests: Manifests) -> Iterator[tuple[Pod, Manifest]]:
    """Yield every container with its pod."""
    for pod in pods(manifests):
        for container in pod.containers:
            yield pod, container


def selected(manifests: Manifests, labels: dict[str, str] | None) -> list[Pod]:
    """Return the pods that carry all of these labels; no labels select nothing."""
    return [pod for pod in pods(manifests) if labels and labels.items() <= pod.labels.items()]


def selected_by(manifests: Manifests, selector: Manifest) -> list[Pod]:
    """Return the pods that a selector of labels and expressions (`In` alone) finds; an empty one finds all."""
    labels, expressions = selector.get("matchLabels", {}), selector.get("matchExpressions", [])
    assert all(each["operator"] == "In" for each in expressions)
    return [
        pod
        for pod in pods(manifests)
        if labels.items() <= pod.labels.items()
        and all(pod.labels.get(each["key"]) in each["values"] for each in expressions)
    ]


def content(manifests: Manifests) -> dict[tuple[str, str], dict[str, str]]:
    """Return every Secret and ConfigMap that a pod can mention: the rendered ones and those that stand ready."""
    made = {
        (each["kind"], name_of(each)): each.get("stringData") or each.get("data", {})
        for each in of_kind(manifests, "ConfigMap", "Secret")
    }
    return given() | made | made_by_operators(manifests)


def made_by_operators(manifests: Manifests) -> dict[tuple[str, str], dict[str, str]]:
    """Return the Secrets that cert-manager and CloudNativePG make of what they are asked for."""
    kept = {"tls.crt": "", "tls.key": "", "ca.crt": ""}
    signed = {("Secret", each["spec"]["secretName"]): kept for each in of_kind(manifests, "Certificate")}
    return signed | {("Secret", f"{name_of(each)}-ca"): {"ca.crt": ""} for each in of_kind(manifests, "Cluster")}


def environment(manifests: Manifests, container: Manifest) -> dict[str, str]:
    """Return what a container finds in its environment, in the order in which Kubernetes lets one win."""
    known = content(manifests)
    found: dict[str, str] = {}
    for source in container.get("envFrom", []):
        found |= known.get(("ConfigMap", source["configMapRef"]["name"]), {})
    for variable in container.get("env", []):
        found[variable["name"]] = variable.get("value") or value_from(known, variable.get("valueFrom", {}))
    return found


def value_from(known: dict[tuple[str, str], dict[str, str]], source: Manifest) -> str:
    """Return a value kept elsewhere; nothing where it is absent."""
    kinds = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
    for field, reference in source.items():
        if field == "fieldRef":
            return ""
        return known.get((kinds[field], reference["name"]), {}).get(reference["key"], "")
    return ""


def files(manifests: Manifests, pod: Pod, container: Manifest) -> dict[str, str]:
    """Return the path and content of every file that a container's Secrets and ConfigMaps put before it."""
    volumes = {volume["name"]: volume for volume in pod.spec.get("volumes", [])}
    found: dict[str, str] = {}
    for mount in container.get("volumeMounts", []):
        for source, items in mentioned(volumes.get(mount["name"], {})):
            held = content(manifests).get(source, {})
            names = {item["key"]: item["path"] for item in items} or {key: key for key in held}
            found |= {f"{mount['mountPath']}/{path}": held[key] for key, path in names.items() if key in held}
    return found


def mentioned(volume: Manifest) -> Iterator[tuple[tuple[str, str], list[Manifest]]]:
    """Yield the Secrets and ConfigMaps of a volume, each with the items it takes from it."""
    sources = volume.get("projected", {}).get("sources", [volume])
    for source in sources:
        if "secret" in source:
            name = source["secret"].get("secretName") or source["secret"]["name"]
            yield ("Secret", name), source["secret"].get("items", [])
        if "configMap" in source:
            yield ("ConfigMap", source["configMap"]["name"]), source["configMap"].get("items", [])
