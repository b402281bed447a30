"""Who may connect to whom: what the NetworkPolicies allow, and what the code needs."""

from contracts.readers import READERS, SERVICES
from tests.deploy.rendered import COMPONENT, NAME, Manifest, Manifests, of_kind, selected

Pair = tuple[str, str, int]
"""From one workload to another, on a port."""

HTTP, POSTGRES, NATS = 8000, 5432, 4222


def needed() -> set[Pair]:
    """Return the connections that the code makes."""
    reading = {(f"{reader}-work", f"{source}-serve", HTTP) for reader, sources in READERS.items() for source in sources}
    working = [f"{service}-work" for service in SERVICES if service in READERS]
    keeping = [f"{service}-{part}" for service in SERVICES for part in ("serve", "migrate")]
    others = [f"{service}-serve" for service in SERVICES if service != "console"]
    return (
        reading
        | {(workload, "postgres", POSTGRES) for workload in (*keeping, *working, "provision")}
        | {(workload, "nats", NATS) for workload in (*working, "provision")}
        | {("console-serve", other, HTTP) for other in others}
        | {(other, "console-serve", HTTP) for other in others}
    )


def allowed(manifests: Manifests, direction: str) -> set[Pair]:
    """Return what the policies allow by their `ingress` or their `egress`, without the look-up of names."""
    found = set()
    for policy in of_kind(manifests, "NetworkPolicy"):
        own = workloads(manifests, policy["spec"]["podSelector"])
        for rule in policy["spec"].get(direction, []):
            if any("namespaceSelector" in peer for peer in rule.get("from", rule.get("to", [{}]))):
                continue
            for own_name in own:
                for other in others(manifests, rule):
                    pair = (other, own_name) if direction == "ingress" else (own_name, other)
                    found |= {(*pair, port["port"]) for port in rule.get("ports", [{"port": 0}])}
    return found


def others(manifests: Manifests, rule: Manifest) -> set[str]:
    """Return the workloads at the other end; a rule that names none is open to everybody."""
    peers = rule.get("from", rule.get("to"))
    if not peers:
        return {"everybody"}
    return {name for peer in peers for name in workloads(manifests, peer.get("podSelector") or {})}


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
