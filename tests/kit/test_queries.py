"""Every query of every service is prepared against the schema that its migrations make."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from contracts.readers import SERVICES
from services.kit.sql import NAME, parse
from tests.databases import Urls

SERVICES_FOLDER = Path(__file__).parents[2] / "services"


def query_files(service: str) -> list[Path]:
    """The files of a service's queries; migrations are run, not asked."""
    return [path for path in sorted((SERVICES_FOLDER / service).rglob("*.sql")) if path.parent.name != "migrations"]


@pytest.mark.parametrize("owner", ["kit", *SERVICES])
async def test_every_query_fits_the_schema(owner: str, database_of: Callable[[str], Awaitable[Urls]]) -> None:
    connection = await asyncpg.connect((await database_of(owner)).owner)
    wrong: list[str] = []
    try:
        for path in query_files(owner):
            for name, text in parse(path.read_text("utf-8")).items():
                try:
                    await connection.prepare(text)
                except asyncpg.PostgresError as error:
                    wrong.append(f"{path.relative_to(SERVICES_FOLDER)}: {name}: {error}")
    finally:
        await connection.close()
    assert not wrong, "Mend these queries, or write the migration that they need:\n" + "\n".join(wrong)


@pytest.mark.parametrize("owner", ["kit", *SERVICES])
def test_every_query_has_a_name_of_its_own(owner: str) -> None:
    for path in query_files(owner):
        text = path.read_text("utf-8")
        names = NAME.findall(text)
        assert names, f"{path} has no `-- name: x`: give each query one."
        assert len(names) == len(set(names)), f"{path} has two queries of one name: the second would win unseen."
        assert path.with_suffix(".py").exists(), f"{path} stands beside no module: name it after the noun that asks."
