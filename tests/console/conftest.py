"""The console's application on real PostgreSQL, with two administrators and a caseworker in each tenant."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import msgspec
import pytest
from argon2 import PasswordHasher
from litestar import Litestar

from services.console import passwords
from services.console.__main__ import service
from services.console.accounts import Account
from services.console.pages.installation import opened
from services.kit.service import application
from services.kit.settings import Settings
from tests.databases import Urls
from tests.shelf import Shelf

PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Every test begins with six people who have passwords; what guessing one costs is tested with the passwords."""
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def account(name: str, municipality: str, *roles: str) -> Account:
    """An account called after its work."""
    return Account(
        municipality=municipality,
        username=f"{name}@{municipality}",
        password=PASSWORD,
        given_name=name.capitalize(),
        family_name="Παππά" if municipality == "paggaio" else "الخطيب",
        language="en",
        roles=list(roles),  # type: ignore[arg-type]
    )


ACCOUNTS = [
    account(name, municipality, role)
    for municipality in ("paggaio", "al_koura")
    for name, role in (
        ("administrator", "administrator"),
        ("administrator2", "administrator"),
        ("caseworker", "caseworker"),
    )
]


@pytest.fixture
def console_settings(urls: Urls, settings_of: Callable[..., Settings], tmp_path: Path) -> Settings:
    """The console's settings, with the file of the first accounts."""
    staff_file = tmp_path / "staff.json"
    staff_file.write_bytes(msgspec.json.encode(ACCOUNTS))
    return msgspec.structs.replace(settings_of("console", urls), staff_file=str(staff_file))


@pytest.fixture
async def app(
    console_settings: Settings,
    new_database: Callable[[str], Awaitable[Urls]],
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Litestar]:
    """The running application, on a database of its own: sign-ins commit by themselves."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    urls = await new_database("console")
    tenants = console_settings.municipalities
    api, worker = [await shelf.pool(url, size=4, tenants=tenants) for url in (urls.api, urls.worker)]
    made = application(service, console_settings, api, worker, None)
    async with opened(made):  # Litestar enters its own lifespan in one task and must leave it there; a fixture cannot
        yield made


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A client that keeps cookies and says that its forms come from our own pages, as browsers do."""
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://console", headers=SAME_ORIGIN) as client:
        yield client
