"""Is a payment in the ledger that was signed? Open to everybody: the proof is read, and nothing of it is kept."""

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from contracts.ledger_proof import PaymentProof
from services.console import languages
from services.console.clients import reporting
from services.console.clients.services import optional
from services.console.languages import mark
from services.console.pages.figures import tenant_of
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, shown_again
from services.console.pages.guards import anyone
from services.console.pages.view import View, page
from services.kit.errors import Fault, Malformed

NO_PROOF: Final = mark("This file is no proof of a payment. Take the one that ends in .json.")


@get("/transparency/{slug:str}/check", guards=[anyone])
async def ask_for_proof(view: NamedDependency[View], state: State, slug: FromPath[str]) -> Response[Any]:
    """Ask for the proof of a payment, and show what a municipality's ledger can be held to."""
    tenant = tenant_of(state, slug)
    told = await optional(reporting.read_transparency(view.caller, tenant.id))
    return page(view, "proof_check.html", tenant=tenant, told=told, proof=None, checked=None)


@post("/transparency/{slug:str}/check", guards=[anyone], status_code=200, request_max_body_size=UPLOAD_MAX)
@shown_again
async def check_proof(form: NamedDependency[Form], state: State, slug: FromPath[str]) -> Response[Any]:
    """Show whether a payment is in the ledger that was signed."""
    tenant, proof = tenant_of(state, slug), read(await file_of(form), form.view.language)
    checked = await reporting.check_proof(form.view.caller, tenant.id, proof)
    told = await optional(reporting.read_transparency(form.view.caller, tenant.id))
    return page(form.view, "proof_check.html", tenant=tenant, told=told, proof=proof, checked=checked)


def read(content: bytes, language: str) -> PaymentProof:
    """Return what a file proves. Raises Malformed, at the field, for a file that is no proof."""
    try:
        return msgspec.json.decode(content, type=PaymentProof)
    except (msgspec.DecodeError, UnicodeDecodeError):
        said = languages.translations(language).gettext(NO_PROOF)
        raise Malformed(said, errors=[Fault(pointer="/file", detail=said)], language=language) from None


ROUTES = [ask_for_proof, check_proof]
