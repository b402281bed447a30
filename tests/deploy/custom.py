"""The fields that we use of other people's custom resources, as their operators' schemas have them.

CloudNativePG 1.27 and its Barman Cloud plugin 0.6, cert-manager 1.18, the Prometheus operator 0.85. A field that stands
in none of these structs is a typing error, or has to be looked up and added.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from tests.deploy.rendered import Complaints, Manifest, Manifests, name_of

Name = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", max_length=253)]
Positive = Annotated[int, Meta(ge=1)]
Size = Annotated[str, Meta(pattern=r"^[0-9]+[KMGT]i$")]
Duration = Annotated[str, Meta(pattern=r"^[0-9]+[smhdw]$")]
Strings = dict[str, str]


class Known(Struct, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Something in which every field is known."""


class Referred(Known):
    name: Name


class Key(Known):
    name: Name
    key: str


class Labelled(Known):
    labels: Strings


class Selector(Known):
    match_labels: Strings = {}
    match_expressions: list[dict[str, Any]] = []


class InitDb(Known):
    data_checksums: bool
    encoding: str
    locale_provider: Literal["builtin", "icu", "libc"]
    builtin_locale: str


class Bootstrap(Known):
    initdb: InitDb


class Role(Known):
    name: str
    ensure: Literal["present", "absent"]
    login: bool
    superuser: bool
    password_secret: Referred


class Template(Known):
    metadata: Referred


class OfService(Known):
    selector_type: Literal["rw", "r", "ro"]
    service_template: Template


class Services(Known):
    additional: list[OfService]


class Managed(Known):
    roles: list[Role]
    services: Services


class Synchronous(Known):
    method: Literal["any", "first"]
    number: Positive
    data_durability: Literal["required", "preferred"]
    failover_quorum: bool


class Postgresql(Struct, kw_only=True, forbid_unknown_fields=True):
    parameters: Strings
    pg_hba: list[str]
    synchronous: Synchronous


class Storage(Known):
    size: Size


class Affinity(Known):
    enable_pod_anti_affinity: bool
    pod_anti_affinity_type: Literal["preferred", "required"]
    topology_key: str


class Plugin(Known):
    name: str
    is_wal_archiver: bool = msgspec.field(name="isWALArchiver")
    parameters: Strings


class Certificates(Known):
    server_alt_dns_names: list[Name] = msgspec.field(name="serverAltDNSNames")


class Cluster(Known):
    description: str
    instances: Annotated[int, Meta(ge=3)]
    image_name: str
    inherited_metadata: Labelled
    priority_class_name: Name
    bootstrap: Bootstrap
    certificates: Certificates
    managed: Managed
    postgresql: Postgresql
    storage: Storage
    wal_storage: Storage
    resources: dict[str, Strings]
    affinity: Affinity
    topology_spread_constraints: list[dict[str, Any]]
    plugins: list[Plugin]


class Credentials(Known):
    access_key_id: Key
    secret_access_key: Key


class Data(Known):
    compression: Literal["bzip2", "gzip", "lz4", "snappy", "xz", "zstd"]
    encryption: Literal["AES256", "aws:kms"]
    immediate_checkpoint: bool


class Wal(Known):
    compression: Literal["bzip2", "gzip", "lz4", "snappy", "xz", "zstd"]
    encryption: Literal["AES256", "aws:kms"]
    max_parallel: Positive


class Kept(Known):
    destination_path: Annotated[str, Meta(pattern="^s3://[a-z0-9-]+/")]
    endpoint_url: Annotated[str, Meta(pattern="^https://")] = msgspec.field(name="endpointURL")
    s3_credentials: Credentials = msgspec.field(name="s3Credentials")
    data: Data
    wal: Wal


class ObjectStore(Known):
    retention_policy: Annotated[str, Meta(pattern="^[1-9][0-9]*[dwm]$")]
    configuration: Kept


class ScheduledBackup(Known):
    cluster: Referred
    schedule: Annotated[str, Meta(pattern=r"^(\S+ ){5}\S+$")]
    """Six fields; the first is seconds."""
    method: Literal["plugin"]
    plugin_configuration: Referred
    target: Literal["primary", "prefer-standby"]
    backup_owner_reference: Literal["none", "self", "cluster"]
    immediate: bool


class Authority(Known):
    secret_name: Name


class Issuer(Known):
    self_signed: dict[str, str] | None = None
    ca: Authority | None = None


class PrivateKey(Known):
    algorithm: Literal["ECDSA", "RSA", "Ed25519"]
    size: int
    rotation_policy: Literal["Always", "Never"] = "Always"


class IssuerReference(Known):
    name: Name
    kind: Literal["Issuer", "ClusterIssuer"]


class Certificate(Known):
    common_name: str
    secret_name: Name
    duration: Duration
    renew_before: Duration
    private_key: PrivateKey
    issuer_ref: IssuerReference
    is_ca: bool = msgspec.field(name="isCA", default=False)
    dns_names: list[Name] = []
    usages: list[Literal["server auth", "client auth"]] = []


class Endpoint(Known):
    port: str
    interval: Duration
    path: str = "/metrics"


class PodMonitor(Known):
    selector: Selector
    pod_metrics_endpoints: list[Endpoint]
    pod_target_labels: list[str] = []


class Rule(Struct, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    alert: Annotated[str, Meta(pattern="^[A-Z][A-Za-z]+$")]
    expr: str
    for_: Duration
    labels: Strings
    annotations: Strings


class Group(Known):
    name: str
    rules: list[Rule]


class PrometheusRule(Known):
    groups: list[Group]


SCHEMAS: dict[tuple[str, str], type[Known]] = {
    ("postgresql.cnpg.io/v1", "Cluster"): Cluster,
    ("postgresql.cnpg.io/v1", "ScheduledBackup"): ScheduledBackup,
    ("barmancloud.cnpg.io/v1", "ObjectStore"): ObjectStore,
    ("cert-manager.io/v1", "Issuer"): Issuer,
    ("cert-manager.io/v1", "Certificate"): Certificate,
    ("monitoring.coreos.com/v1", "PodMonitor"): PodMonitor,
    ("monitoring.coreos.com/v1", "PrometheusRule"): PrometheusRule,
}


def is_custom(manifest: Manifest) -> bool:
    """Return whether a manifest is of somebody's operator and not of Kubernetes itself."""
    return (manifest["apiVersion"], manifest["kind"]) in SCHEMAS


def fields_are_those_of_their_operators(manifests: Manifests) -> Complaints:
    """A custom resource has the fields that its operator requires, and none that it does not know."""
    wrong = []
    for each in filter(is_custom, manifests):
        try:
            msgspec.convert(each["spec"], SCHEMAS[each["apiVersion"], each["kind"]])
        except msgspec.ValidationError as fault:
            wrong.append(f"{each['kind']} {name_of(each)}: {fault}")
    return wrong
