"""What a person sees when a page cannot be made: the same problems as over HTTP, in words, in their language."""

from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.routes import HTTPRoute
from litestar.types import ExceptionHandlersMap

from services.console import details, languages
from services.console.clients.caller import ServiceRefused
from services.console.pages.guards import NotSignedIn
from services.console.pages.view import LANGUAGE_COOKIE, AnyRequest, environment
from services.kit import problems
from services.kit.errors import Problem
from services.kit.log import log, request_id


def on_problem(request: AnyRequest, problem: Problem) -> Response[Any]:
    """Answer a refusal with a page; whoever has to sign in first is led there and back."""
    if isinstance(problem, NotSignedIn) and request.method == "GET":
        return Redirect(sign_in_at(request, problem), status_code=303)
    log.info("refused", problem=problem.slug(), status=problem.status, route=request.url.path.split("/")[1])
    return problem_page(request, problem)


def sign_in_at(request: AnyRequest, problem: NotSignedIn) -> str:
    """Return where to sign in so that the page which was asked for, or whose form was sent, is shown next."""
    then = page_of(request) + (f"?{request.url.query}" if request.url.query and request.method == "GET" else "")
    return problem.way + ("" if then == "/" else f"?then={quote(then)}")


def page_of(request: AnyRequest) -> str:
    """Return the address of a request where it can be opened, else the start page: some forms have no page there."""
    template = request.scope.get("path_template")
    opened = request.method == "GET" or any(
        isinstance(route, HTTPRoute) and route.path_format == template and "GET" in route.methods
        for route in request.app.routes
    )
    return request.url.path if opened else "/"


def on_problem_of_script(request: AnyRequest, problem: Problem) -> Response[Any]:
    """Answer a refusal to a script of our pages, which shows it as it is: in the reader's language."""
    response = problems.on_problem(request, problem)
    response.content = details.told(response.content, reader_of(request))
    return response


def reader_of(request: AnyRequest) -> details.Reader:
    """Return in which language the page of a script is, which it says itself: no cookie counts there."""
    return details.Reader(languages.choose(None, request.headers.get("accept-language", ""), None))


def on_http(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer a refusal by the framework: an unknown address, a wrong method, a form without its token."""
    if "text/html" not in request.headers.get("accept", ""):
        return problems.on_http(request, error)
    return as_page(problems.on_http)(request, error)


def as_page(answer: problems.Handler) -> problems.Handler:
    """Return a handler that shows as a page what kit's handler tells programs."""

    def shown(request: AnyRequest, error: Any) -> Response[Any]:
        return problem_page(request, ServiceRefused(answer(request, error).content))

    return shown


def problem_page(request: AnyRequest, problem: Problem) -> Response[str]:
    """Return a page that says what is wrong; it needs neither a session nor the database."""
    language = languages.choose(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""), None)
    html = (
        environment(language)
        .get_template("problem.html")
        .render(
            problem=problem,
            language=language,
            direction=languages.direction(language),
            languages=languages.NAMES,
            request_id=request_id.get(),
            session=None,
            municipality=None,
            menu=[],
            path=page_of(request),
            query=request.url.query if request.method == "GET" else "",
            sign_in_at=sign_in_at(request, problem) if isinstance(problem, NotSignedIn) else None,
        )
    )
    return Response(html, status_code=problem.status, media_type=MediaType.HTML)


OF_SCRIPTS: ExceptionHandlersMap = {Problem: on_problem_of_script}

HANDLERS: ExceptionHandlersMap = {
    **{kind: as_page(handler) for kind, handler in problems.HANDLERS.items()},
    Problem: on_problem,
    HTTPException: on_http,
}
