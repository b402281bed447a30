"""Who hears whom: each reading service and the services whose events it receives.

A reader gets every event of its sources, also those it has no handler for, so that it can see a gap in an aggregate's
sequence. The NATS permissions and consumers are provisioned from this table.
"""

READERS: dict[str, tuple[str, ...]] = {
    "registry": ("cards", "incubator"),
    "cards": ("registry", "merchants", "incubator"),
    "merchants": ("registry", "cards", "incubator"),
    "incubator": ("registry", "cards", "merchants"),
    "reporting": ("registry", "cards", "merchants", "incubator"),
}

SERVICES = ("registry", "cards", "merchants", "incubator", "reporting", "console")
