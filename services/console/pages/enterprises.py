"""Enterprises: founded from an awarded idea, led through gates by evidence, accredited by two people."""

import asyncio
import hashlib
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import FORMS, GATES, PAPERS
from services.console.clients.caller import Proposal
from services.console.clients.incubator import enterprises
from services.console.clients.incubator.enterprises import Enterprise, NewEnterprise, NewEvidence, Particulars
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.errors import Fault, Malformed

STEPS: Final = {
    "idea": {"start_registration": mark("Begin the registration")},
    "pre_registration": {"register": mark("It is registered"), "return_to_idea": mark("Back to an idea")},
    "registered": {"return_to_pre_registration": mark("Back to before registration")},
    "trading": {"rest": mark("It rests"), "close": mark("It has closed")},
}
UPLOAD_BYTES_MAX: Final = 10 * 1024 * 1024
READERS: Final = page_for("incubator_officer", "programme_manager", "mentor", "founder")
OFFICER: Final = page_for("incubator_officer")


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as it is entered, beside its file."""

    gate: str
    kind: str
    reference: str


@get("/enterprises", guards=[READERS])
async def list_enterprises(view: NamedDependency[View]) -> Response[Any]:
    """Show enterprises, first those that a colleague proposes to accredit."""
    listed = await enterprises.list_enterprises(view.caller)
    proposed = await proposed_among(view, listed)
    waiting = [each for each in listed if each.id in proposed]
    others = [each for each in listed if each.id not in proposed]
    return page(view, "enterprises.html", waiting=waiting, enterprises=others, agrees=agrees_to(view, proposed))


async def proposed_among(view: View, listed: list[Enterprise]) -> dict[UUID, Proposal]:
    """Return what waits for a second person, by the enterprise; only a registered one is accredited."""
    registered = [each for each in listed if each.state == "registered"]
    found = await asyncio.gather(*(waiting_for(view, each.id) for each in registered))
    return {each.id: proposals[0] for each, proposals in zip(registered, found, strict=True) if proposals}


def agrees_to(view: View, proposed: dict[UUID, Proposal]) -> set[UUID]:
    """Return the enterprises that the reader may agree to: a programme manager, to what another has proposed."""
    assert view.session is not None
    if "programme_manager" not in view.session.roles:
        return set()
    return {id for id, proposal in proposed.items() if proposal.maker_id != view.session.person_id}


@post("/ideas/{idea_id:uuid}/enterprise", guards=[OFFICER])
@shown_again
async def found_enterprise(form: NamedDependency[Form], idea_id: FromPath[UUID]) -> Response[Any]:
    """Make an awarded idea an enterprise."""
    new = NewEnterprise(application_id=idea_id, trade_name=form.text("trade_name"))
    founded = await enterprises.found_enterprise(form.view.caller, new, form.key)
    return go(f"/enterprises/{founded.id}")


@get("/enterprises/{enterprise_id:uuid}", guards=[READERS])
async def show_enterprise(view: NamedDependency[View], enterprise_id: FromPath[UUID]) -> Response[Any]:
    """Show an enterprise with its papers and gates, and what can be done next."""
    enterprise = await enterprises.read_enterprise(view.caller, enterprise_id)
    papers = await enterprises.list_evidence(view.caller, enterprise_id)
    shown = {"papers": papers, "waiting": await waiting_for(view, enterprise_id), **choices_of(enterprise)}
    return page(view, "enterprise.html", enterprise=enterprise, **shown)


def choices_of(enterprise: Enterprise) -> dict[str, Any]:
    """Return what can be chosen for an enterprise: the legal forms of its country, gates, papers, steps."""
    forms, steps = FORMS.get(enterprise.country, {}), STEPS.get(enterprise.state, {})
    return {"forms": forms, "gates": GATES, "kinds": PAPERS, "steps": steps}


async def waiting_for(view: View, enterprise_id: UUID) -> list[Proposal]:
    """Return the accreditations that wait for a second person, for those who may read them; founders may not."""
    assert view.session is not None
    if {"incubator_officer", "programme_manager", "mentor"}.isdisjoint(view.session.roles):
        return []
    return await enterprises.list_accreditations(view.caller, enterprise_id)


@post("/enterprises/{enterprise_id:uuid}", guards=[OFFICER])
@shown_again
async def describe_enterprise(form: NamedDependency[Form], enterprise_id: FromPath[UUID]) -> Response[Any]:
    """Replace an enterprise's particulars."""
    await enterprises.describe_enterprise(form.view.caller, enterprise_id, form.read(Particulars), form.version)
    return go(f"/enterprises/{enterprise_id}")


@post("/enterprises/{enterprise_id:uuid}/steps/{step:str}", guards=[OFFICER])
@shown_again
async def take_enterprise_step(
    form: NamedDependency[Form], enterprise_id: FromPath[UUID], step: FromPath[str]
) -> Response[Any]:
    """Open a gate, or go back."""
    await enterprises.take_enterprise_step(form.view.caller, enterprise_id, step, (form.key, form.version))
    return go(f"/enterprises/{enterprise_id}")


@post("/enterprises/{enterprise_id:uuid}/papers", guards=[OFFICER], request_max_body_size=UPLOAD_BYTES_MAX)
@shown_again
async def record_paper(form: NamedDependency[Form], enterprise_id: FromPath[UUID]) -> Response[Any]:
    """Record a paper for a gate by the digest of its file."""
    paper, digest = form.read(Paper), await digest_of(form, "file")
    new = NewEvidence(gate=paper.gate, kind=paper.kind, reference=paper.reference, sha256=digest)
    await enterprises.record_evidence(form.view.caller, enterprise_id, new, form.key)
    return go(f"/enterprises/{enterprise_id}")


async def digest_of(form: Form, field: str) -> str:
    """Return the SHA-256 of a file that was sent with a form; the file itself stays in the office's archive."""
    file = (await form.view.request.form()).get(field)
    content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        raise Malformed("Choose the file.", errors=[Fault(pointer=f"/{field}", detail="Choose the file.")])
    return hashlib.sha256(content).hexdigest()


@post("/enterprises/{enterprise_id:uuid}/accreditations", guards=[page_for("incubator_officer", "mentor")])
@shown_again
async def propose_accreditation(form: NamedDependency[Form], enterprise_id: FromPath[UUID]) -> Response[Any]:
    """Propose, as the first of two people, that an enterprise trades."""
    await enterprises.propose_accreditation(form.view.caller, enterprise_id, (form.key, form.version))
    return go(f"/enterprises/{enterprise_id}")


@post("/enterprises/{enterprise_id:uuid}/accreditations/{answer:str}", guards=[page_for("programme_manager")])
@shown_again
async def answer_accreditation(
    form: NamedDependency[Form], enterprise_id: FromPath[UUID], answer: FromPath[str]
) -> Response[Any]:
    """Agree as the second person, or leave the gate shut and say why."""
    agreed = answer == "approve"
    body = {"payload_hash": form.text("hash")} if agreed else {"reason": form.text("reason")}
    await enterprises.answer_accreditation(form.view.caller, enterprise_id, agreed=agreed, body=body, key=form.key)
    return go(f"/enterprises/{enterprise_id}")


ROUTES = [
    list_enterprises, found_enterprise, show_enterprise, describe_enterprise, take_enterprise_step, record_paper,
    propose_accreditation, answer_accreditation,
]  # fmt: skip
