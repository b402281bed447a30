"""What a browser does: read a page, fill its form, send it."""

import re
from collections.abc import Mapping
from html import unescape

import httpx

from tests.console.conftest import PASSWORD

HIDDEN = re.compile(r'<input type="hidden" name="(?P<name>[^"]+)" value="(?P<value>[^"]*)"')


def hidden_fields(html: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the first form with this action."""
    form = next(part for part in html.split("<form ")[1:] if f'action="{action}"' in part.split(">", 1)[0])
    return {found["name"]: unescape(found["value"]) for found in HIDDEN.finditer(form.split("</form>")[0])}


async def submit(
    client: httpx.AsyncClient, page: str, action: str, fields: Mapping[str, str | list[str]]
) -> httpx.Response:
    """Open a page, fill the form with this action and send it."""
    shown = await client.get(page)
    return await client.post(action, data={**hidden_fields(shown.text, action), **fields})


async def sign_in(client: httpx.AsyncClient, username: str, password: str = PASSWORD) -> httpx.Response:
    """Sign in on the page."""
    return await submit(client, "/sign-in", "/sign-in", {"username": username, "password": password})
