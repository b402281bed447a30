"""Entries: what became of each unit is paged, in the order of the file, in the reader's language."""

from tests.clients import Client, expect
from tests.registry import importing
from tests.registry.importing import Work, checked, faults_of, file_of, row

work = importing.work


async def test_faults_are_said_in_the_readers_language(paggaio: Client, work: Work) -> None:
    found = await checked(paggaio, work, file_of([row("K-1") | {"Ημ. γέννησης": "31/02/1980"}]))
    said = {
        language: (await faults_of(paggaio, found, f"language={language}"))[0][2] for language in ("en", "el", "ar")
    }
    assert said["en"] == "There is no such day: compare it with the document."
    assert len(set(said.values())) == 3
    listed = await paggaio.get(f"/imports/{found['id']}/entries")
    assert listed["items"][0]["faults"][0]["column"] == 5


async def test_entries_are_paged_in_the_order_of_the_file(paggaio: Client, work: Work) -> None:
    found = await checked(paggaio, work, file_of([row(f"K-{number}") for number in range(130)]))
    path = f"/imports/{found['id']}/entries?outcome=new"
    first = await paggaio.get(path)
    rest = await paggaio.get(f"{path}&cursor={first['next']}")
    assert [entry["place"] for entry in first["items"] + rest["items"]] == list(range(1, 131))
    assert expect(await paggaio.send("GET", f"{path}&cursor=x!"), 400)
