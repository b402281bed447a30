"""What the codes of the services are called on a page: states, kinds, reasons. An unknown code shows as it is."""

from typing import Final

from services.console.languages import mark
from services.console.roles import ROLE_NAMES
from services.kit.errors import Problem

STATES: Final = {
    "draft": mark("draft"),
    "submitted": mark("submitted"),
    "in_review": mark("in review"),
    "info_requested": mark("information requested"),
    "recommended": mark("recommended"),
    "approved": mark("approved"),
    "rejected": mark("rejected"),
    "withdrawn": mark("withdrawn"),
    "appealed": mark("appealed"),
    "upheld": mark("upheld"),
    "overturned": mark("overturned"),
    "ordered": mark("ordered"),
    "printed": mark("printed"),
    "issued": mark("issued"),
    "active": mark("active"),
    "paused": mark("paused"),
    "blocked": mark("blocked"),
    "lost": mark("lost"),
    "stolen": mark("stolen"),
    "replaced": mark("replaced"),
    "closed": mark("closed"),
    "expired": mark("expired"),
    "suspended": mark("suspended"),
    "exited": mark("exited"),
    "proposed": mark("waiting for a second person"),
    "executed": mark("carried out"),
    "calculated": mark("calculated"),
    "calculating": mark("being calculated"),
    "locked": mark("locked"),
    "crediting": mark("being credited"),
    "credited": mark("credited"),
    "cancelled": mark("cancelled"),
    "failed": mark("failed"),
    "queued": mark("queued"),
    "running": mark("running"),
    "done": mark("done"),
    "open": mark("open"),
    "instructed": mark("sent to the bank"),
    "paid": mark("paid"),
    "returned": mark("returned by the bank"),
    "applied": mark("applied"),
    "verified": mark("verified"),
    "accepted": mark("accepted"),
    "left": mark("left"),
    "screening": mark("screening"),
    "review": mark("under review"),
    "determination": mark("for decision"),
    "awarded": mark("awarded"),
    "reserve": mark("on the reserve list"),
    "idea": mark("idea"),
    "pre_registration": mark("before registration"),
    "registered": mark("registered"),
    "trading": mark("trading"),
    "dormant": mark("dormant"),
    "present": mark("present"),
    "absent": mark("absent"),
    "refused": mark("refused by a rule"),
    "undecodable": mark("not readable"),
    "quarantined": mark("waiting behind another"),
    "sent": mark("sent"),
}

KINDS: Final = {
    "private": mark("private business"),
    "public": mark("public body"),
    "social_enterprise": mark("social enterprise"),
    "bonus": mark("bonus"),
    "discount": mark("discount"),
    "el": mark("Greek"),
    "en": mark("English"),
    "ar": mark("Arabic"),
}

LABELS: Final[dict[str, str]] = {**dict(ROLE_NAMES.items()), **STATES, **KINDS}


def title_of(problem: Problem) -> str:
    """Return the English title of a refusal: the one that a service told, else the first line of its docstring."""
    title: str = getattr(problem, "title", "") or problem.document()["title"]
    return title.rstrip(".")


def of(code: str) -> str:
    """Return the English name of a code."""
    return LABELS.get(code, code.replace("_", " "))
