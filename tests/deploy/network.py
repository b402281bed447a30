"""Who may connect to whom: what the NetworkPolicies allow, and what the code needs."""

from urllib.parse import urlsplit

from contracts.readers import READERS, SERVICES
from tests.deploy.rendered import (
    COMPONENT,
    NAME,
    Manifest,
    Manifests,
    containers,
    environment,
    of_kind,
    selected,
    selected_by,
)

Pair = tuple[str, str, int]
"""From one workload to another, on a port."""

Foreign = tuple[str, str, str, int]
"""A direction, our own workload (`*` is each), a namespace or a range of addresses, and a port."""

HTTP, POSTGRES, NATS, ROUTES = 8000, 5432, 4222, 6222
INSTANCE = (POSTGRES, 8000)
"""What CloudNativePG's instances and operator speak: PostgreSQL, and who is the primary."""
ANYWHERE = ("0.0.0.0/0", "::/0")
NAMES = 53
SCRAPED = (8000, 8001, 8002, 9187)


def clustered(manifests: Manifests) -> set[Pair]:
    """Return what servers say to each other where there are several."""
    several = any(each["spec"].get("replicas", 1) > 1 for each in of_kind(manifests, "StatefulSet"))
    routes = {("nats", "nats", ROUTES)} if several else set()
    return routes | {("postgres", "postgres", port) for _ in of_kind(manifests, "Cluster") for port in INSTANCE}


def needed(manifests: Manifests) -> set[Pair]:
    """Return the connections that the code makes, and those of the servers that are brought along."""
    reading = {(f"{reader}-work", f"{source}-serve", HTTP) for reader, sources in READERS.items() for source in sources}
    working = [f"{service}-work" for service in SERVICES if service in READERS]
    keeping = [f"{service}-{part}" for service in SERVICES for part in ("serve", "migrate")]
    others = [f"{service}-serve" for service in SERVICES if service != "console"]
    return (
        reading
        | {(workload, "postgres", POSTGRES) for workload in (*keeping, *working, "cards-verify", "provision")}
        | {(workload, "nats", NATS) for workload in (*working, "provision")}
        | {("console-serve", other, HTTP) for other in others}
        | {(other, "console-serve", HTTP) for other in others}
        | clustered(manifests)
    )


def allowed(manifests: Manifests, direction: str) -> set[Pair]:
    """Return what the policies allow by their `ingress` or their `egress`, without the look-up of names."""
    found = set()
    for policy in of_kind(manifests, "NetworkPolicy"):
        own = workloads(manifests, policy["spec"]["podSelector"])
        for rule in policy["spec"].get(direction, []):
            if any(is_foreign(peer) for peer in peers(rule)):
                continue
            for own_name in own:
                for other in others(manifests, rule):
                    pair = (other, own_name) if direction == "ingress" else (own_name, other)
                    found |= {(*pair, port["port"]) for port in rule.get("ports", [{"port": 0}])}
    return found


def others(manifests: Manifests, rule: Manifest) -> set[str]:
    """Return the workloads at the other end; a rule that names none is open to everybody."""
    if not peers(rule):
        return {"everybody"}
    return {name for peer in peers(rule) for name in workloads(manifests, peer.get("podSelector") or {})}


def workloads(manifests: Manifests, selector: Manifest) -> set[str]:
    """Return the workloads that a selector finds; the two servers may be another team's and are known by label."""
    labels = selector.get("matchLabels", {})
    if labels.get(NAME) in {"postgres", "nats"} and COMPONENT not in labels:
        return {labels[NAME]}
    return {pod.name for pod in selected(manifests, labels)} or {f"nobody: {labels}"}


def refuses_by_default(manifests: Manifests) -> bool:
    """Return whether a policy closes every pod of the namespace in both directions."""
    return any(
        policy["spec"]["podSelector"] == {}
        and set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"}
        and not {"ingress", "egress"} & policy["spec"].keys()
        for policy in of_kind(manifests, "NetworkPolicy")
    )


def peers(rule: Manifest) -> list[Manifest]:
    """Return the other ends that a rule names; none is everybody."""
    found: list[Manifest] = rule.get("from") or rule.get("to") or []
    return found


def is_foreign(peer: Manifest) -> bool:
    """Return whether somebody outside the namespace is meant."""
    return "namespaceSelector" in peer or "ipBlock" in peer


def outside(manifests: Manifests) -> set[Foreign]:
    """Return who outside the namespace is let in or reached, the look-up of names apart."""
    found = set()
    for policy in of_kind(manifests, "NetworkPolicy"):
        selector = policy["spec"]["podSelector"]
        own = {"*"} if not selector else names(manifests, selector)
        for direction in ("ingress", "egress"):
            for rule in policy["spec"].get(direction, []):
                ports = [port["port"] for port in rule.get("ports", [{"port": 0}]) if port["port"] != NAMES]
                found |= {
                    (direction, each, whom(peer), port)
                    for peer in peers(rule)
                    if is_foreign(peer)
                    for each in own
                    for port in ports
                }
    return found


def names(manifests: Manifests, selector: Manifest) -> set[str]:
    """Return the workloads that a selector of labels or expressions finds."""
    if "matchExpressions" in selector:
        return {pod.name for pod in selected_by(manifests, selector)}
    return workloads(manifests, selector)


def whom(peer: Manifest) -> str:
    """Return a foreign end: its namespace, or its range of addresses."""
    if "ipBlock" in peer:
        return str(peer["ipBlock"]["cidr"])
    return str(peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"])


def foreign(manifests: Manifests) -> set[Foreign]:
    """Return who outside has a reason: browsers and tills, figures, PostgreSQL's operator and its backups."""
    found: set[Foreign] = set()
    if of_kind(manifests, "Ingress"):
        found |= {("ingress", f"{name}-serve", "ingress", HTTP) for name in ("console", "cards", "merchants")}
    if of_kind(manifests, "PodMonitor"):
        found |= {("ingress", "*", "monitoring", port) for port in SCRAPED}
    if of_kind(manifests, "Cluster"):
        found |= {("ingress", "postgres", "cnpg-system", port) for port in INSTANCE}
        found |= {("egress", "postgres", each, port) for each in ANYWHERE for port in (443, 6443)}
    return found | collected(manifests)


def collected(manifests: Manifests) -> set[Foreign]:
    """Return who sends traces, by the address that each is told: a Service and its namespace."""
    found: set[Foreign] = set()
    for pod, container in containers(manifests):
        url = urlsplit(environment(manifests, container).get("OTLP_URL", "")) if pod.ours else urlsplit("")
        if pod.labels.get(COMPONENT) in {"serve", "work"} and url.hostname and url.port:
            found.add(("egress", pod.name, url.hostname.split(".")[1], url.port))
    return found
