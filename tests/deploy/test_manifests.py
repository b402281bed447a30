"""The manifests render, are what Kubernetes knows, and keep every policy; and each policy can be broken."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import kubernetes_validate
import pytest
from kubernetes_validate import utils
from msgspec.structs import replace

from contracts.readers import SERVICES
from infra.embedded.services import MUNICIPALITIES_FILE
from services.kit.settings import read_municipalities
from tests.deploy import policies
from tests.deploy.custom import is_custom
from tests.deploy.rendered import DEPLOY, FOLDERS, Manifest, environment, given, name_of, of_kind, pods, rendered

VERSIONS = ("1.33", "1.34", "1.35", "1.36", "1.37")
"""The versions of Kubernetes that are supported upstream or by clouds."""

Breaking = Callable[[list[Manifest]], object]


def complaints(manifests: list[Manifest]) -> list[str]:
    """Return what every policy and the strict schemas say."""
    found = [f"{policy.__name__}: {each}" for policy in policies.POLICIES for each in policy(manifests)]
    return found + [each for manifest in manifests for each in faults(manifest, VERSIONS[-1])]


def faults(manifest: Manifest, version: str) -> list[str]:
    """Return what a version of Kubernetes does not know about a manifest; operators' own are policies' part."""
    if is_custom(manifest):
        return []
    try:
        utils.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError as fault:
        return [f"{manifest['kind']} {manifest['metadata']['name']} in {version}: {fault.message}"]
    return []


@pytest.fixture(scope="module", autouse=True)
def schemas_read_once() -> None:
    """Let the validator keep its schemas, a few megabytes that it reads again for each manifest."""
    utils.schema_contents = cache(utils.schema_contents)


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_knows_every_field(version: str) -> None:
    manifests = {json.dumps(each, sort_keys=True): each for folder in FOLDERS for each in rendered(folder)}
    assert [fault for each in manifests.values() for fault in faults(each, version)] == []


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("policy", policies.POLICIES, ids=lambda policy: policy.__name__)
def test_policy(policy: Callable[[Any], list[str]], folder: str) -> None:
    assert policy(rendered(folder)) == [], policy.__doc__


def test_the_readme_lists_every_name_that_must_stand_ready() -> None:
    table = re.findall(r"^\| `([a-z-]+|<service>-[a-z]+)` \| (Secret|ConfigMap) \|", readme(), re.MULTILINE)
    made = {(name, kind) for kind, name in given()}
    listed = {(name.replace("<service>", service), kind) for name, kind in table for service in SERVICES}
    assert listed == made | {("messages", "Secret")}


def readme() -> str:
    return (DEPLOY / "README.md").read_text("utf-8")


def test_the_tenants_are_those_of_the_project() -> None:
    copied = read_municipalities(str(DEPLOY / "base" / "municipalities.toml"))
    demo = read_municipalities(str(MUNICIPALITIES_FILE))
    assert copied == {key: replace(each, second_factor_for=("*",)) for key, each in demo.items()}


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder != "base"])
def test_every_pool_fits_into_postgres_at_its_most_and_while_it_is_replaced(folder: str) -> None:
    manifests = rendered(folder)
    most = {
        each["spec"]["scaleTargetRef"]["name"]: each["spec"] for each in of_kind(manifests, "HorizontalPodAutoscaler")
    }
    wanted = sum(
        2 * int(environment(manifests, container)["POOL_SIZE"]) * count
        for each in of_kind(manifests, "Deployment")
        for container in each["spec"]["template"]["spec"]["containers"]
        for count in [most[name_of(each)]["maxReplicas"] + 1 if name_of(each) in most else each["spec"]["replicas"]]
    )
    assert wanted + 20 <= room(list(manifests))


def room(manifests: list[Manifest]) -> int:
    """Return how many connections an overlay's PostgreSQL takes."""
    for cluster in of_kind(manifests, "Cluster"):
        return int(cluster["spec"]["postgresql"]["parameters"]["max_connections"])
    (postgres,) = [pod for pod in pods(manifests) if pod.name == "postgres"]
    (found,) = [each for each in postgres.spec["containers"][0]["args"] if "max_connections" in each]
    return int(found.split("=")[1])


def find(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    return next(each for each in manifests if (each["kind"], each["metadata"]["name"]) == (kind, name))


def container(manifests: list[Manifest], name: str, place: int = 0) -> Manifest:
    found: Manifest = find(manifests, "Deployment", name)["spec"]["template"]["spec"]["containers"][place]
    return found


def spec(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    found: Manifest = find(manifests, kind, name)["spec"]
    return found


def pod_of(manifests: list[Manifest], name: str) -> Manifest:
    found: Manifest = spec(manifests, "Deployment", name)["template"]["spec"]
    return found


BREAKINGS: dict[str, Breaking] = {
    "wrong port of a service": lambda all_: spec(all_, "Service", "cards-serve")["ports"][0].update(targetPort="web"),
    "wrong port of a container": lambda all_: container(all_, "cards-serve")["ports"][0].update(containerPort=8080),
    "wrong port of a probe": lambda all_: container(all_, "cards-work")["readinessProbe"]["httpGet"].update(
        port="http"
    ),
    "liveness that asks the database": lambda all_: container(all_, "cards-serve")["livenessProbe"]["httpGet"].update(
        path="/health/ready"
    ),
    "missing probe": lambda all_: container(all_, "registry-work", 1).pop("startupProbe"),
    "missing secret": lambda all_: pod_of(all_, "cards-serve")["volumes"][0]["secret"].update(secretName="cards-key"),
    "another service's secret in a variable": lambda all_: container(all_, "cards-serve")["env"][1]["valueFrom"][
        "secretKeyRef"
    ].update(name="cards-databases"),
    "label typo": lambda all_: spec(all_, "Service", "cards-serve")["selector"].update(
        {"app.kubernetes.io/name": "card"}
    ),
    "budget for nobody": lambda all_: spec(all_, "PodDisruptionBudget", "console-serve").update(selector={}),
    "privileged": lambda all_: container(all_, "console-serve")["securityContext"].update(privileged=True),
    "root": lambda all_: pod_of(all_, "console-serve")["securityContext"].update(runAsUser=0),
    "writable root": lambda all_: container(all_, "console-serve")["securityContext"].update(
        readOnlyRootFilesystem=False
    ),
    "no limit of memory": lambda all_: container(all_, "reporting-work")["resources"].pop("limits"),
    "unknown field": lambda all_: container(all_, "reporting-work").update(comand=["sh"]),
    "open network pair": lambda all_: spec(all_, "NetworkPolicy", "cards-serve")["ingress"].append({"from": []}),
    "missing network pair": lambda all_: spec(all_, "NetworkPolicy", "cards-work")["egress"].pop(),
    "no default": lambda all_: all_.remove(find(all_, "NetworkPolicy", "deny")),
    "latest image": lambda all_: container(all_, "merchants-serve").update(image="koinon:latest"),
    "forgotten variable": lambda all_: container(all_, "merchants-serve")["env"].pop(0),
    "variable that nobody reads": lambda all_: container(all_, "merchants-serve")["env"].append(
        {"name": "DEBUG", "value": "1"}
    ),
    "owner's login for the service": lambda all_: container(all_, "merchants-serve")["env"].append(
        {
            "name": "OWNER_DATABASE_URL",
            "valueFrom": {"secretKeyRef": {"name": "merchants-owner", "key": "OWNER_DATABASE_URL"}},
        }
    ),
    "password in a value": lambda all_: container(all_, "merchants-serve")["env"][1].update(
        value="postgresql://a:b@postgres:5432/c", valueFrom={}
    ),
    "missing service": lambda all_: all_.remove(find(all_, "Deployment", "incubator-work")),
    "unknown command": lambda all_: container(all_, "cards-work").update(args=["work", "cards"]),
    "scaling of nobody": lambda all_: spec(all_, "HorizontalPodAutoscaler", "cards-serve")["scaleTargetRef"].update(
        name="cards"
    ),
    "scaling beside a number": lambda all_: spec(all_, "Deployment", "cards-serve").update(replicas=2),
    "unknown field of a cluster": lambda all_: spec(all_, "Cluster", "postgres").update(instance=3),
    "a primary alone": lambda all_: spec(all_, "Cluster", "postgres")["postgresql"].pop("synchronous"),
    "backup by five fields": lambda all_: spec(all_, "ScheduledBackup", "postgres-nightly").update(
        schedule="15 1 * * *"
    ),
    "backups without TLS": lambda all_: spec(all_, "ObjectStore", "postgres-backups")["configuration"].update(
        endpointURL="http://object-store.example"
    ),
    "no budget for NATS": lambda all_: all_.remove(find(all_, "PodDisruptionBudget", "nats")),
    "servers that do not hear each other": lambda all_: spec(all_, "NetworkPolicy", "nats-cluster")["ingress"].pop(),
    "another door to the outside": lambda all_: spec(all_, "NetworkPolicy", "public").update(podSelector={}),
    "figures asked where nobody gives them": lambda all_: spec(all_, "PodMonitor", "koinon")[
        "podMetricsEndpoints"
    ].pop(),
    "address without a certificate": lambda all_: spec(all_, "Ingress", "koinon")["tls"][0]["hosts"].pop(),
    "a collector that nobody may reach": lambda all_: all_.remove(find(all_, "NetworkPolicy", "traces")),
    "authority that nobody makes": lambda all_: all_.remove(find(all_, "Certificate", "nats")),
}
"""Each is tried on what production is made of."""


@pytest.mark.parametrize("name", BREAKINGS)
def test_a_broken_manifest_is_seen(name: str) -> None:
    manifests = deepcopy(list(rendered("overlays/production")))
    BREAKINGS[name](manifests)
    assert complaints(manifests), f"nobody sees: {name}"
