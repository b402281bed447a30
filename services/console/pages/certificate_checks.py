"""Is a certificate genuine? Open to everybody: what its square code says is pasted, and stands in no address."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency

from contracts.certificates import origin_of
from services.console import languages
from services.console.clients.incubator import participants
from services.console.languages import mark
from services.console.pages.forms import Form, keep_typed, shown_again
from services.console.pages.guards import anyone
from services.console.pages.view import View, page
from services.kit.errors import Fault, Malformed
from services.kit.settings import Municipality

PATH: Final = "/certificate-check"
NO_CERTIFICATE: Final = mark(
    "This is not what the square code of a certificate says. Read it again and paste all of it."
)


@get(PATH, guards=[anyone])
async def ask_for_certificate(view: NamedDependency[View]) -> Response[Any]:
    """Ask for what the square code of a certificate says."""
    return page(view, "certificate_check.html", tenant=None, checked=None)


@post(PATH, guards=[anyone], status_code=200)
@shown_again
async def check_certificate(form: NamedDependency[Form], state: State) -> Response[Any]:
    """Show whether a certificate is genuine and still counts."""
    tenant = issuer_of(form, list(state.settings.municipalities.values()))
    checked = await participants.check_certificate(form.view.caller, tenant.id, form.text("text"))
    keep_typed(form)
    return page(form.view, "certificate_check.html", tenant=tenant, checked=checked)


def issuer_of(form: Form, tenants: list[Municipality]) -> Municipality:
    """Return the municipality that a certificate names in its first line. Raises Malformed, at the field."""
    origin = form.text("text").partition("\n")[0].strip()
    for each in tenants:
        if origin == origin_of(each.slug):
            return each
    said = languages.translations(form.view.language).gettext(NO_CERTIFICATE)
    raise Malformed(said, errors=[Fault(pointer="/text", detail=said)], language=form.view.language)


ROUTES = [ask_for_certificate, check_certificate]
