"""Traces: what an import keeps of somebody besides the vault goes when the person is erased."""

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import importing
from tests.registry.importing import SUPERVISOR, Work, entered, family, file_of

work = importing.work


async def test_erasing_a_person_drops_the_digests_and_destroys_the_file(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    content = file_of(family("K-1"))
    found = await entered(paggaio, work, content)
    kept = await entered(paggaio, work, file_of(family("K-2")))
    (entry,) = (await paggaio.get(f"/imports/{found['id']}/entries"))["items"]
    formed = await paggaio.get(f"/households/{entry['subject_id']}?purpose=case_work")
    child = formed["members"][2]["person_id"]
    person = await paggaio.get(f"/persons/{child}?purpose=case_work")
    await paggaio.post(f"/persons/{child}/erase", by=SUPERVISOR, If_Match=etag(person))
    digests = await connection.fetchval(
        "SELECT digests FROM household_references WHERE household_id = $1", entry["subject_id"]
    )
    assert digests == []
    assert (await paggaio.send("GET", f"/imports/{found['id']}/columns")).status_code == 404
    assert (await paggaio.send("GET", f"/imports/{kept['id']}/columns")).status_code == 200


async def test_a_household_whose_digests_are_gone_enters_no_second_time(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    content = file_of(family("K-1"))
    await entered(paggaio, work, content)
    await connection.execute("UPDATE household_references SET digests = '[]'")
    again = await entered(paggaio, work, content)
    assert again["outcomes"] == {"differs": 1}
