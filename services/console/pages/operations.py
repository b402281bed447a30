"""Operations: events that a service could not apply, and the messages that were sent to people."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import services
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

ADMINISTRATOR: Final = page_for("administrator")


@get("/undelivered", guards=[ADMINISTRATOR])
async def list_dead_letters(view: NamedDependency[View]) -> Response[Any]:
    """Show what each service could not apply, and whether each has heard what the others said."""
    letters = await services.list_dead_letters(view.caller)
    return page(view, "undelivered.html", letters=letters, compared=await services.list_comparisons(view.caller))


@post("/undelivered/{service:str}/{dead_letter_id:uuid}", guards=[ADMINISTRATOR])
@shown_again
async def replay(form: NamedDependency[Form], service: FromPath[str], dead_letter_id: FromPath[UUID]) -> Response[Any]:
    """Let a service apply an event again."""
    await services.replay(form.view.caller, service, dead_letter_id)
    return go("/undelivered")


@get("/messages-sent", guards=[ADMINISTRATOR])
async def list_messages(view: NamedDependency[View]) -> Response[Any]:
    """Show the messages to people; a demo shows what they say, and is everybody's mailbox."""
    return page(view, "messages.html", messages=await services.list_messages(view.caller))


ROUTES = [list_dead_letters, replay, list_messages]
