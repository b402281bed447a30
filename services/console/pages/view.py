"""What every page is made of: who looks, in which language, and the templates."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as TemplateContext
from litestar import Request, Response
from litestar.datastructures import State
from litestar.enums import MediaType
from litestar.utils.scope.state import ScopeState
from markupsafe import Markup

from services.console import details, formats, labels, languages, tokens
from services.console.clients.caller import Caller
from services.console.pages import assets
from services.console.pages.menu import menu_for
from services.console.sessions import Session
from services.kit.clock import TIME_HEADER, wall_time
from services.kit.db import uuid7
from services.kit.errors import Problem
from services.kit.settings import Municipality, Settings

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
LANGUAGE_COOKIE: Final = "language"

UTC: Final = ZoneInfo("UTC")
AnyRequest = Request[Any, Any, State]


class Submission(msgspec.Struct, frozen=True):
    """A form that was refused: why, and what had been typed."""

    problem: Problem | None = None
    values: Mapping[str, list[str]] = {}

    @property
    def language(self) -> str:
        """Return the language of the refusal: services say what is wrong in English, our own pages in theirs."""
        return str(self.problem.members.get("language", "en")) if self.problem else "en"

    @property
    def faults(self) -> dict[str, str]:
        """Return what is wrong in each field, by the field's name."""
        listed = self.problem.members.get("errors") if self.problem else None
        pairs = [msgspec.to_builtins(fault) for fault in listed or []]
        return {str(pair["pointer"]).lstrip("#/"): str(pair["detail"]) for pair in pairs}


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a page."""

    request: AnyRequest
    session: Session | None
    language: str
    municipality: Municipality | None
    caller: Caller

    @property
    def currency(self) -> str:
        """Return the currency of the tenant whose pages these are."""
        assert self.municipality is not None
        return self.municipality.currency


async def provide_view(request: AnyRequest, state: State) -> View:
    """Return the view of a request, with a caller that has the person's own short-lived token."""
    session: Session | None = request.scope.get("session_found")  # type: ignore[assignment]
    settings: Settings = state.settings
    language = languages.choose(
        request.cookies.get(LANGUAGE_COOKIE),
        request.headers.get("accept-language", ""),
        session.language if session else None,
    )
    shifted = request.headers.get(TIME_HEADER)
    caller = Caller(
        http=state.http,
        peers=settings.peers,
        token="" if session is None else own_token(state, session),
        headers={"accept-language": language}
        | ({TIME_HEADER: shifted} if shifted and settings.environment != "production" else {}),
    )
    municipality = None if session is None else settings.municipalities[session.municipality_id]
    return View(request=request, session=session, language=language, municipality=municipality, caller=caller)


def own_token(state: State, session: Session) -> str:
    """Return a token for the person of a session."""
    holder = tokens.Holder(id=session.person_id, municipality_id=session.municipality_id, roles=session.roles)
    return issued_token(state, holder)


def issued_token(state: State, holder: tokens.Holder) -> str:
    """Return a token that lasts as long as one page takes."""
    issued = tokens.issue(
        state.token_key, state.settings.oidc_issuer, holder, now=wall_time(), lifetime=tokens.PAGE_LIFETIME
    )
    return issued.access_token


@pass_context
def instant(context: TemplateContext, value: Any) -> Markup:
    """Return an instant where the tenant is; without a tenant, in UTC."""
    municipality: Municipality | None = context["municipality"]
    zone = municipality.zone if municipality else UTC
    return formats.instant(value, context["language"], zone)


@pass_context
def day_of(context: TemplateContext, value: Any) -> Markup:
    """Return the day of an instant where the tenant is; without a tenant, in UTC."""
    municipality: Municipality | None = context["municipality"]
    return formats.day(value.astimezone(municipality.zone if municipality else UTC).date(), context["language"])


@pass_context
def said(context: TemplateContext, detail: str, spoken: str = "en") -> str:
    """Return what a service says beside a refusal's title, for whoever reads the page; our own pages say it so."""
    if spoken != "en":
        return detail
    municipality: Municipality | None = context["municipality"]
    reader = details.Reader(context["language"])
    if municipality is not None:
        reader = details.Reader(context["language"], municipality.currency, municipality.zone)
    return details.said(detail, reader)


@cache
def environment(language: str) -> Environment:
    """Return the templates in one language."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = languages.translations(language)
    made.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
    bound: dict[str, Callable[..., Any]] = {
        "money": partial(in_language, formats.money, language),
        "typed_money": lambda minor, currency: formats.typed_money(minor, currency, language),
        "day": partial(in_language, formats.day, language),
        "typed_day": lambda text: formats.day(date.fromisoformat(text), language),
        "number": partial(in_language, formats.number, language),
        "translated": texts.gettext,
        "ratio": partial(in_language, formats.ratio, language),
        "label": lambda code: texts.gettext(labels.of(code)),
        "labelled": lambda pairs: [(key, texts.gettext(name)) for key, name in pairs],
        "title_of": lambda problem: texts.gettext(labels.title_of(problem)),
        "english_title": labels.title_of,
        "field_title": lambda pointer: texts.gettext(labels.of(pointer.rpartition("/")[2])),
        "field_id": lambda pointer: "f-" + re.sub(r"[^a-z0-9]+", "-", pointer.lower()),
        "municipality_name": lambda municipality: municipality_name(municipality, language),
        "month": partial(in_language, formats.month, language),
        "typed_month": lambda text: formats.month(date.fromisoformat(text), language),
        "weekday": lambda value: formats.weekday(value, language),
        "hundredths": partial(in_language, formats.hundredths, language),
        "percent": partial(in_language, formats.percent, language),
        "in_language": lambda texts_by_language: formats.isolate(text_in(texts_by_language, language)),
        "instant": instant,
        "day_of": day_of,
        "isolate": formats.isolate,
        "reference": formats.reference,
        "said": said,
    }
    made.filters.update(bound)
    made.globals.update(stylesheets=assets.stylesheets, asset=assets.address)
    return made


def municipality_name(municipality: Municipality, language: str) -> str:
    """Return a tenant's name in a language, else in English, else in its own language."""
    names = municipality.name
    return names.get(language) or names.get("en") or names[municipality.language]


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, else in English, else in the first that there is."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def in_language(write: Callable[..., Markup], language: str, *values: Any) -> Markup:
    """Call a format with the language as its last argument."""
    return write(*values, language)


def page(view: View, template: str, **values: Any) -> Response[str]:
    """Return a page. A form on it that was just refused shows why, and what was typed."""
    submission: Submission = view.request.scope.get("submission", Submission())  # type: ignore[assignment]
    url = view.request.url
    shown = view.request.scope.get("form_page", url.path + (f"?{url.query}" if url.query else ""))
    path, _, query = str(shown).partition("?")
    context = {
        "view": view,
        "session": view.session,
        "roles": view.session.roles if view.session else [],
        "municipality": view.municipality,
        "language": view.language,
        "direction": languages.direction(view.language),
        "languages": languages.NAMES,
        "menu": menu_for(view.session.roles) if view.session else [],
        "path": path,
        "query": query,
        "csrf_token": ScopeState.from_scope(view.request.scope).csrf_token,
        "new_key": new_key,
        "submission": submission,
        "problem": submission.problem,
    }
    html = environment(view.language).get_template(template).render(context | values)
    code = submission.problem.status if submission.problem else 200
    return Response(html, status_code=code, media_type=MediaType.HTML)


def letter(view: View, template: str, *, language: str, **values: Any) -> Markup:
    """Return what is printed for somebody, in the language of whoever gets it; the page around it is the clerk's."""
    spoken = language if language in languages.NAMES else view.language
    direction = languages.direction(spoken)
    context = {"view": view, "municipality": view.municipality, "language": spoken, **values}
    written = Markup(environment(spoken).get_template(template).render(context))  # noqa: S704 (our own template)
    return Markup('<div class="box" lang="{}" dir="{}">{}</div>').format(spoken, direction, written)


def new_key() -> UUID:
    """Return the idempotency key of one form on one page: sent twice, it counts once."""
    return uuid7()
