"""Policies about what a container is told: its variables, and the Secrets, ConfigMaps and files that they name."""

import re
from urllib.parse import urlsplit

from infra.embedded.processes import ROOT
from services.kit.settings import PEERS, PLAIN
from tests.deploy import network
from tests.deploy.rendered import (
    Complaints,
    Manifest,
    Manifests,
    Pod,
    command,
    containers,
    content,
    environment,
    files,
    mentioned,
    name_of,
    of_kind,
    pods,
)

READ = {name.upper() for name in PLAIN} | {"KEYRING_FILE", "MUNICIPALITIES_FILE"} | {f"{peer}_URL" for peer in PEERS}
"""Every variable that `services/kit/settings.py` reads."""

ONLY_FOR = {
    "OWNER_DATABASE_URL": {"migrate"},
    "PUBLIC_URL": {"serve", "consume"},
    "SMTP_URL": {"consume"},
    "SMS_URL": {"consume"},
    "STAFF_FILE": set(),
}
"""Variables that only some commands are told; STAFF_FILE belongs to demos and tests."""

OPENED_BY = {"NATS_CA_FILE": {"consume", "relay"}}
"""Files that only some commands open, whoever is told of them."""

ELSEWHERE = {"PUBLIC_URL", "SMTP_URL", "SMS_URL", "OTLP_URL"}
"""Addresses of what is no Service here; the way to the collector of traces is a network pair (`network.collected`)."""

OPTIONAL = {"messages"}
"""A Secret that an installation without mail and SMS does without."""


def variables_are_those_that_are_read(manifests: Manifests) -> Complaints:
    """Every variable that the code reads is set, and no other."""
    asked = set(re.findall(r'address\("(\w+)"\)', (ROOT / "infra/provision.py").read_text("utf-8")))
    told: set[str] = set()
    wrong = []
    for pod, container in containers(manifests):
        if not pod.ours:
            continue
        found = set(environment(manifests, container))
        name, _ = command(container)
        if name == "provision":
            told |= found
            continue
        wanted = {variable for variable in READ if name in ONLY_FOR.get(variable, {name})}
        wrong += [f"{pod.name}: {container['name']} is not told {variable}" for variable in wanted - found]
        wrong += [f"{pod.name}: {container['name']} does not read {variable}" for variable in found - wanted]
    return wrong + [f"provision: {variable} is missing or too much" for variable in asked ^ told]


def references_resolve(manifests: Manifests) -> Complaints:
    """Whatever Secret, ConfigMap or file a pod mentions is there, with the key."""
    known = content(manifests)
    wrong = []
    for pod, container in containers(manifests):
        wrong += [f"{pod.name}: {container['name']}: {each}" for each in unresolved(known, container)]
        there = files(manifests, pod, container)
        named = environment(manifests, container) if pod.ours else {}
        for name, path in named.items():
            opened = name in READ and container["name"] in OPENED_BY.get(name, {container["name"]})
            if name.endswith("_FILE") and opened and path and path not in there:
                wrong.append(f"{pod.name}: {name} is {path}, which no volume brings")
    for pod in pods(manifests):
        held = {volume["name"] for volume in pod.spec.get("volumes", [])} | claimed(manifests, pod)
        mounted = {mount["name"] for container in pod.containers for mount in container.get("volumeMounts", [])}
        wrong += [f"{pod.name}: volume {name} is mounted nowhere or missing" for name in held ^ mounted]
        for volume in pod.spec.get("volumes", []):
            for source, items in mentioned(volume):
                keys = {item["key"] for item in items}
                if not keys <= known.get(source, {}).keys() or source not in known:
                    wrong.append(f"{pod.name}: there is no {' '.join(source)} {keys or ''}")
    return wrong


def claimed(manifests: Manifests, pod: Pod) -> set[str]:
    """Return the volumes that a StatefulSet claims for each pod."""
    sets = [each for each in of_kind(manifests, "StatefulSet") if name_of(each) == pod.name]
    return {name_of(claim) for each in sets for claim in each["spec"].get("volumeClaimTemplates", [])}


def unresolved(known: dict[tuple[str, str], dict[str, str]], container: Manifest) -> Complaints:
    """Return what a container's environment mentions and nobody has."""
    wrong = [
        f"no ConfigMap {source['configMapRef']['name']}"
        for source in container.get("envFrom", [])
        if ("ConfigMap", source["configMapRef"]["name"]) not in known
    ]
    for variable in container.get("env", []):
        for field, reference in variable.get("valueFrom", {}).items():
            if field == "fieldRef":
                continue
            kind = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}[field]
            optional = bool(reference.get("optional"))
            if optional != (reference["name"] in OPTIONAL):
                wrong.append(
                    f"{reference['name']} may not be optional" if optional else f"{reference['name']} is optional"
                )
            elif not optional and reference["key"] not in known.get((kind, reference["name"]), {}):
                wrong.append(f"no {kind} {reference['name']} with {reference['key']}")
    return wrong


def secrets_stay_out(manifests: Manifests) -> Complaints:
    """No Secret is rendered, and none is an argument or a plain value."""
    wrong = [f"Secret {name_of(each)} is rendered" for each in of_kind(manifests, "Secret")]
    for pod, container in containers(manifests):
        plain = [str(variable.get("value", "")) for variable in container.get("env", [])] + container.get("args", [])
        wrong += [f"{pod.name}: {value} holds a password" for value in plain if re.search(r"://[^/@]+:[^/@]+@", value)]
    return wrong


def addresses_lead_to_services(manifests: Manifests) -> Complaints:
    """The addresses of the settings are names and ports of Services, or of the two servers."""
    served = {(name_of(each), port["port"]) for each in of_kind(manifests, "Service") for port in each["spec"]["ports"]}
    served |= {("postgres", network.POSTGRES), ("nats", network.NATS)}
    wrong = set()
    for pod, container in containers(manifests):
        for name, value in environment(manifests, container).items() if pod.ours else ():
            if (name.endswith("_URL") or name == "OIDC_ISSUER") and name not in ELSEWHERE:
                parts = urlsplit(value)
                if (parts.hostname, parts.port) not in served:
                    wrong.add(f"{pod.name}: {name} leads to {parts.hostname}:{parts.port}")
    return sorted(wrong)
