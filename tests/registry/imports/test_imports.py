"""Imports: a file is looked through before anything is written, then entered; the same file never enters twice."""

from contextlib import suppress
from typing import Any, get_args

import asyncpg
import pytest

from services.kit.db import Connection
from services.registry.imports.imports import TRANSITIONS, ImportState
from tests.clients import Client, etag
from tests.registry import importing
from tests.registry.importing import SUPERVISOR, Work, checked, entered, family, faults_of, file_of, row, uploaded

work = importing.work


async def test_a_dry_run_counts_what_would_become_of_each_household_and_writes_none(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    bad = family("K-2")
    bad[1]["ΑΜΚΑ"] = "01018012345"
    found = await checked(paggaio, work, file_of([*family("K-1"), *bad]))
    assert (found["state"], found["outcomes"]) == ("checked", {"new": 1, "refused": 1})
    assert await connection.fetchval("SELECT count(*) FROM persons") == 0
    assert await connection.fetchval("SELECT count(*) FROM households") == 0
    ((number, field, detail),) = await faults_of(paggaio, found)
    assert (number, field) == (6, "amka")
    assert "AMKA" in detail


async def test_a_confirmed_file_enters_each_household_whole_or_not_at_all(paggaio: Client, work: Work) -> None:
    bad = family("K-2")
    bad[2]["Ημ. γέννησης"] = "31/02/2015"
    found = await entered(paggaio, work, file_of([*family("K-1"), *bad]))
    assert (found["state"], found["outcomes"]) == ("imported", {"imported": 1, "refused": 1})
    (entry,) = (await paggaio.get(f"/imports/{found['id']}/entries?outcome=imported"))["items"]
    assert entry["file_rows"] == [2, 3, 4]
    formed = await paggaio.get(f"/households/{entry['subject_id']}?purpose=case_work")
    assert [member["relation"] for member in formed["members"]] == ["applicant", "spouse", "child"]
    person = await paggaio.get(f"/persons/{formed['members'][2]['person_id']}?purpose=case_work")
    assert (person["fields"]["town"], person["fields"]["born_on"]) == ("Ελευθερούπολη", "2015-06-06")


async def test_the_same_file_twice_enters_once(paggaio: Client, work: Work, connection: Connection) -> None:
    content = file_of(family("K-1"))
    await entered(paggaio, work, content)
    again = await entered(paggaio, work, content)
    assert again["outcomes"] == {"there": 1}
    assert await connection.fetchval("SELECT count(*) FROM persons") == 3


async def test_a_changed_row_is_listed_as_a_difference_and_changes_nothing(paggaio: Client, work: Work) -> None:
    rows = family("K-1")
    await entered(paggaio, work, file_of(rows))
    rows[0]["Κινητό"] = "6987654321"
    again = await entered(paggaio, work, file_of(rows[:2]))
    assert again["outcomes"] == {"differs": 1}
    faults = await faults_of(paggaio, again)
    assert [(number, field) for number, field, _ in faults] == [(2, "phone"), (2, None)]
    assert "missing now: 1" in faults[1][2]


async def test_the_same_bytes_are_one_import_until_it_has_ended(paggaio: Client, work: Work) -> None:
    content = file_of(family("K-1"))
    first, second = await uploaded(paggaio, content), await uploaded(paggaio, content)
    assert first["id"] == second["id"]
    other = await uploaded(paggaio, content, "kind=households&source=parish")
    assert other["id"] != first["id"]


async def test_a_number_in_two_rows_keeps_both_households_out(paggaio: Client, work: Work) -> None:
    one, other = family("K-1"), family("K-2")
    other[1]["ΑΦΜ"] = one[0]["ΑΦΜ"]
    found = await checked(paggaio, work, file_of([*one, *other]))
    assert found["outcomes"] == {"refused": 2}
    faults = await faults_of(paggaio, found)
    assert [(number, field) for number, field, _ in faults] == [(2, "afm"), (6, "afm")]
    assert "row 6" in faults[0][2]


async def test_a_person_who_is_registered_keeps_the_household_out(paggaio: Client, work: Work) -> None:
    rows = family("K-1")
    await entered(paggaio, work, file_of(rows))
    found = await checked(paggaio, work, file_of([rows[0] | {"Κωδικός νοικοκυριού": "K-9"}]))
    assert found["outcomes"] == {"refused": 1}
    assert {field for _, field, _ in await faults_of(paggaio, found)} == {"amka", "afm"}


async def test_a_person_who_was_registered_since_the_dry_run_keeps_only_the_own_household_out(
    paggaio: Client, work: Work
) -> None:
    rows = [*family("K-1"), *family("K-2"), *family("K-3")]
    looked = await checked(paggaio, work, file_of(rows))
    await entered(paggaio, work, file_of([rows[3] | {"Κωδικός νοικοκυριού": "X"}]))
    await paggaio.post(f"/imports/{looked['id']}/confirm", If_Match=etag(looked))
    await work()
    found = await paggaio.get(f"/imports/{looked['id']}")
    assert found["outcomes"] == {"imported": 2, "refused": 1}
    assert [(number, field) for number, field, _ in await faults_of(paggaio, found)] == [(5, "amka")]


async def test_two_files_of_one_source_enter_a_household_once(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    rows = family("K-1")
    one = await checked(paggaio, work, file_of(rows))
    other = await checked(paggaio, work, file_of([*rows, *family("K-2")]))
    assert (one["outcomes"], other["outcomes"]) == ({"new": 1}, {"new": 2})
    for found in (one, other):
        await paggaio.post(f"/imports/{found['id']}/confirm", If_Match=etag(found))
    await work()
    outcomes = [(await paggaio.get(f"/imports/{found['id']}"))["outcomes"] for found in (one, other)]
    assert sorted(outcomes, key=len) == [{"imported": 1}, {"imported": 1, "there": 1}]
    assert await connection.fetchval("SELECT count(*) FROM households") == 2


async def test_the_mapping_is_guessed_shown_corrected_and_remembered(paggaio: Client, work: Work) -> None:
    rows = [{**row("K-1"), "Οικογένεια": "K-1"}]
    for each in rows:
        del each["Κωδικός νοικοκυριού"]
    found = await uploaded(paggaio, file_of(rows))
    shown = await paggaio.get(f"/imports/{found['id']}/columns")
    assert shown["mapping"]["amka"] == "ΑΜΚΑ"
    assert (shown["missing"], shown["unused"]) == (["reference"], ["Οικογένεια"])
    status, problem, _ = await paggaio.refused("POST", f"/imports/{found['id']}/check", If_Match=etag(found))
    assert (status, problem) == (400, "columns-missing")
    mapping = shown["mapping"] | {"reference": "Οικογένεια"}
    mended = await paggaio.put(f"/imports/{found['id']}/mapping", {"mapping": mapping}, If_Match=etag(found))
    begun = await paggaio.post(f"/imports/{found['id']}/check", If_Match=etag(mended))
    await work()
    looked = await paggaio.get(f"/imports/{begun['id']}")
    await paggaio.post(f"/imports/{found['id']}/confirm", If_Match=etag(looked))
    await work()
    following = await uploaded(paggaio, file_of([{**each, "Οικογένεια": "K-2"} for each in rows]))
    assert following["mapping"] == mended["mapping"]


BAD_MAPPINGS: list[tuple[dict[str, Any], str]] = [
    ({"shoe_size": "ΑΜΚΑ"}, "/mapping/shoe_size"),
    ({"amka": "AMKA of the person"}, "/mapping/amka"),
    ({"amka": "ΑΜΚΑ", "afm": "ΑΜΚΑ"}, "/mapping"),
]


@pytest.mark.parametrize(("mapping", "pointer"), BAD_MAPPINGS)
async def test_a_mapping_that_fits_no_column_is_refused(paggaio: Client, mapping: dict[str, Any], pointer: str) -> None:
    found = await uploaded(paggaio, file_of(family("K-1")))
    status, _, problem = await paggaio.refused(
        "PUT", f"/imports/{found['id']}/mapping", {"mapping": mapping}, If_Match=etag(found)
    )
    assert (status, problem["errors"][0]["pointer"]) == (400, pointer)


async def test_every_forbidden_step_is_refused(paggaio: Client, work: Work) -> None:
    found = await uploaded(paggaio, file_of(family("K-1")))
    path = f"/imports/{found['id']}"
    for step in ("confirm", "propose", "resume"):
        status, problem, _ = await paggaio.refused("POST", f"{path}/{step}", If_Match=etag(found))
        assert (status, problem) == (409, "transition-forbidden")
    body = {"payload_hash": "0" * 64}
    status, problem, _ = await paggaio.refused("POST", f"{path}/approve", body, by=SUPERVISOR, If_Match=etag(found))
    assert (status, problem) == (409, "not-proposed")
    gone = await paggaio.post(f"{path}/cancel", If_Match=etag(found))
    assert gone["state"] == "cancelled"
    for step in ("check", "cancel", "confirm"):
        status, problem, _ = await paggaio.refused("POST", f"{path}/{step}", If_Match=etag(gone))
        assert (status, problem) == (409, "transition-forbidden")


async def test_a_change_names_the_version_that_was_seen(paggaio: Client) -> None:
    found = await uploaded(paggaio, file_of(family("K-1")))
    assert (await paggaio.send("POST", f"/imports/{found['id']}/check")).status_code == 428
    assert (await paggaio.send("POST", f"/imports/{found['id']}/check", If_Match='"7"')).status_code == 412


async def test_a_cancelled_file_can_never_be_opened_again(paggaio: Client, connection: Connection) -> None:
    found = await uploaded(paggaio, file_of(family("K-1")))
    await paggaio.post(f"/imports/{found['id']}/cancel", If_Match=etag(found))
    status, problem, _ = await paggaio.refused("GET", f"/imports/{found['id']}/columns")
    assert (status, problem) == (404, "file-gone")
    key = await connection.fetchval("SELECT wrapped_key FROM vault_keys WHERE subject_id = $1", found["id"])
    assert key is None


async def test_another_tenant_and_other_roles_see_no_import(paggaio: Client, al_koura: Client) -> None:
    found = await uploaded(paggaio, file_of(family("K-1")))
    assert (await al_koura.send("GET", f"/imports/{found['id']}")).status_code == 404
    assert (await paggaio.send("GET", f"/imports/{found['id']}", by="nikos finance_officer")).status_code == 403
    assert (await importing.send_file(paggaio, b"a,b\n1,2\n", by="nikos finance_officer")).status_code == 403


async def test_nothing_that_a_file_says_stands_in_a_plain_column(
    paggaio: Client, work: Work, connection: Connection
) -> None:
    rows = family("AMKA-LIKE-77")
    rows[1]["ΑΜΚΑ"] = "01018012345"
    await entered(paggaio, work, file_of([*rows, *family("K-2")]))
    await connection.execute("RESET ROLE")
    tables = await connection.fetch("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    said = ""
    for table in tables:
        said += str([tuple(each) for each in await connection.fetch(f'SELECT * FROM "{table["table_name"]}"')])
    for planted in ("Σαββίδου", "AMKA-LIKE-77", "01018012345", rows[0]["ΑΦΜ"], "Φιλίππων", "1979-03-02"):
        assert planted not in said


async def test_an_arabic_file_in_its_own_encoding_enters_in_jordan(al_koura: Client, work: Work) -> None:
    headings = "رقم الأسرة;صلة القرابة;الاسم الأول;اسم العائلة;تاريخ الميلاد;الرقم الوطني;طالب"
    rows = ("١;رب الأسرة;خالد;العمري;١٢/٠٣/١٩٨٥;٩٨٥١٠٠٠٠٠١;لا", "١;ابنة;سلمى;العمري;01/09/2012;;نعم")
    found = await entered(al_koura, work, "\r\n".join((headings, *rows)).encode("utf-8"))
    assert found["outcomes"] == {"imported": 1}
    (entry,) = (await al_koura.get(f"/imports/{found['id']}/entries"))["items"]
    formed = await al_koura.get(f"/households/{entry['subject_id']}?purpose=case_work")
    assert [(member["relation"], member["studies"]) for member in formed["members"]] == [
        ("applicant", False), ("child", True),
    ]  # fmt: skip
    applicant = formed["members"][0]["person_id"]
    fields = (await al_koura.get(f"/persons/{applicant}?purpose=case_work"))["fields"]
    assert (fields["born_on"], fields["national_number"]) == ("1985-03-12", "9851000001")


async def test_an_import_whose_job_was_given_up_goes_on(paggaio: Client, work: Work) -> None:
    looked = await checked(paggaio, work, file_of(family("K-1")))
    begun = await paggaio.post(f"/imports/{looked['id']}/confirm", If_Match=etag(looked))
    again = await paggaio.post(f"/imports/{looked['id']}/resume", If_Match=etag(begun))
    assert again["job_id"] != begun["job_id"]
    await work()
    assert (await paggaio.get(f"/imports/{looked['id']}"))["outcomes"] == {"imported": 1}
    job = await paggaio.get(f"/jobs/{again['job_id']}")
    assert (job["done"], job["total"], job["result"]) == (1, 1, {"imported": 1})


async def test_another_mapping_forgets_what_the_dry_run_found(paggaio: Client, work: Work) -> None:
    looked = await checked(paggaio, work, file_of(family("K-1")))
    shown = await paggaio.get(f"/imports/{looked['id']}/columns")
    body = {"mapping": {field: heading for field, heading in shown["mapping"].items() if field != "phone"}}
    mended = await paggaio.put(f"/imports/{looked['id']}/mapping", body, If_Match=etag(looked))
    assert (mended["state"], mended["outcomes"]) == ("uploaded", {})


async def test_the_database_knows_the_same_steps(paggaio: Client, connection: Connection) -> None:
    found = await uploaded(paggaio, file_of(family("K-1")))
    await connection.execute("RESET ROLE")
    step = (
        "UPDATE imports SET state = $2, confirmed_by = uploaded_by, confirmed_at = uploaded_at,"
        " ended_at = CASE WHEN $2 IN ('imported', 'cancelled') THEN uploaded_at END WHERE id = $1"
    )
    states = get_args(ImportState)
    allowed = set()
    for before, after in ((before, after) for before in states for after in states if before != after):
        await connection.execute("ALTER TABLE imports DISABLE TRIGGER USER")
        await connection.execute(step, found["id"], before)
        await connection.execute("ALTER TABLE imports ENABLE TRIGGER USER")
        with suppress(asyncpg.RestrictViolationError):
            async with connection.transaction():
                await connection.execute(step, found["id"], after)
            allowed.add((before, after))
    said = {(before, after) for before, following in TRANSITIONS.items() for after in following if before != after}
    assert allowed == said


async def test_by_sql_too_decisions_enter_only_after_they_were_proposed(
    paggaio: Client, connection: Connection
) -> None:
    found = await uploaded(paggaio, file_of(family("K-1")), "kind=decisions&source=opeka&programme=gmi")
    await connection.execute("UPDATE imports SET state = 'checking' WHERE id = $1", found["id"])
    await connection.execute("UPDATE imports SET state = 'checked' WHERE id = $1", found["id"])
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute(
            "UPDATE imports SET state = 'importing', confirmed_by = $2, confirmed_at = uploaded_at WHERE id = $1",
            found["id"],
            importing.staff_id("eleni"),
        )
