"""An application in another language, so that whoever judges it can read it."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console import languages
from services.console.clients.incubator import calls, translations
from services.console.clients.incubator.translations import NewTranslation
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page
from services.kit.errors import NotFound

OFFICER: Final = page_for("incubator_officer")
TRANSLATORS: Final = {"person": mark("a person"), "machine": mark("a machine, and somebody has looked through it")}


@get("/ideas/{idea_id:uuid}/translations/{language:str}", guards=[OFFICER])
async def show_translation(
    view: NamedDependency[View], idea_id: FromPath[UUID], language: FromPath[str]
) -> Response[Any]:
    """Show each answer with the field for what it says in another language."""
    idea, into = await calls.read_idea(view.caller, idea_id), name_of(language)
    call, answers = await calls.read_call(view.caller, idea.call_id), await calls.read_answers(view.caller, idea_id)
    made = {each.language: each for each in await translations.list_translations(view.caller, idea_id)}
    shown = {"into": into, "into_code": language, "before": made.get(language), "translators": TRANSLATORS}
    return page(view, "translation.html", idea=idea, call=call, answers=answers, **shown)


def name_of(language: str) -> str:
    """Return what a language calls itself. Raises NotFound for one that no reviewer is asked about."""
    if language not in languages.NAMES:
        raise NotFound("Choose the language of those who are to read it.")
    return languages.NAMES[language]


@post("/ideas/{idea_id:uuid}/translations/{language:str}", guards=[OFFICER])
@shown_again
async def translate(form: NamedDependency[Form], idea_id: FromPath[UUID], language: FromPath[str]) -> Response[Any]:
    """Keep an application in another language."""
    await translations.translate(form.view.caller, idea_id, language, form.read(NewTranslation))
    return go(f"/ideas/{idea_id}")


ROUTES = [show_translation, translate]
