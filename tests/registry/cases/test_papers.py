"""Papers are sealed under the person's key, judged by their content, replaced without being lost."""

import asyncpg
import pytest

from services.kit.db import Connection
from services.kit.files import BYTES_MAX
from services.registry.cases.papers import APPLICATION_BYTES_MAX
from tests.clients import Client, person_id
from tests.kit.test_files import JPEG, PDF, PNG, XML
from tests.registry import factories
from tests.registry.walking import paper, reach, upload

SUPERVISOR = "eleni supervisor"
LARGEST = PDF + bytes(BYTES_MAX - len(PDF))


@pytest.mark.parametrize(("content", "suffix"), [(PDF, "pdf"), (JPEG, "jpg"), (PNG, "png")])
async def test_a_paper_is_downloaded_as_it_was_handed_in(paggaio: Client, content: bytes, suffix: str) -> None:
    case = await factories.assessed(paggaio)
    handed_in = await paper(paggaio, case, "tax_return", content)
    path = f"/papers/{handed_in['id']}/content?purpose=case_work"
    answer = await paggaio.send("GET", path, by=SUPERVISOR)
    assert answer.content == content
    assert answer.headers["x-content-type-options"] == "nosniff"
    name = f"tax_return-{handed_in['id']}.{suffix}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


async def test_who_opened_a_paper_and_why_is_kept(paggaio: Client, connection: Connection) -> None:
    case = await factories.assessed(paggaio)
    handed_in = await paper(paggaio, case, "tax_return")
    path = f"/papers/{handed_in['id']}/content"
    assert (await paggaio.send("GET", path)).status_code == 400
    assert (await paggaio.send("GET", f"{path}?purpose=curiosity")).status_code == 400
    await paggaio.send("GET", f"{path}?purpose=decision", by=SUPERVISOR)
    rows = await connection.fetch(
        "SELECT actor_id, purpose FROM audit_entries WHERE object_id = $1 AND action = 'file_read'",
        handed_in["file_id"],
    )
    assert [(row["actor_id"], row["purpose"]) for row in rows] == [(person_id("eleni"), "decision")]


async def test_only_pictures_and_pdf_up_to_ten_megabytes_are_taken(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    path = f"/applications/{case['id']}/papers?kind=identity"
    for content in (XML, b"", b"MZ" + bytes(100)):
        refused = await upload(paggaio, path, content)
        assert (refused.status_code, refused.json()["type"]) == (415, "/problems/file-kind-refused")
    assert (await upload(paggaio, path, LARGEST)).status_code == 201
    assert (await upload(paggaio, path, LARGEST + b"x")).status_code == 413


async def test_an_application_holds_so_much_and_no_more(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    full = APPLICATION_BYTES_MAX // BYTES_MAX
    for number in range(full):
        await paper(paggaio, case, f"kind_{number}", LARGEST)
    refused = await upload(paggaio, f"/applications/{case['id']}/papers?kind=identity", LARGEST)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/papers-too-large")


async def test_the_same_file_sent_again_is_the_same_paper(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    first = await paper(paggaio, case, "tax_return")
    assert await paper(paggaio, case, "tax_return") == first
    assert (await paper(paggaio, case, "identity"))["id"] != first["id"]


async def test_a_paper_is_about_the_applicant_or_another_member(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    child = next(member["person_id"] for member in case["members"] if member["relation"] == "child")
    path = f"/applications/{case['id']}/papers?kind=school_certificate"
    about = (await upload(paggaio, f"{path}&person_id={child}", PDF)).json()
    assert about["person_id"] == child
    assert (await paper(paggaio, case, "identity"))["person_id"] == case["members"][0]["person_id"]
    stranger = (await paggaio.post("/persons", factories.person()))["id"]
    refused = await upload(paggaio, f"{path}&person_id={stranger}", PDF)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/outside-household")


async def test_a_better_paper_replaces_one_that_stays_on_file(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, evidence=[])
    older = await paper(paggaio, case, "identity", PNG)
    seen = {"kind": "identity", "paper_id": older["id"]}
    await paggaio.post(f"/applications/{case['id']}/evidence", seen)
    newer = (await upload(paggaio, f"/papers/{older['id']}/replacement", JPEG)).json()
    listed = await paggaio.get(f"/applications/{case['id']}/papers")
    assert [(each["id"], each["replaced_by_id"]) for each in listed] == [
        (older["id"], newer["id"]),
        (newer["id"], None),
    ]
    assert (newer["kind"], newer["replaces_id"]) == ("identity", older["id"])
    assert (await paggaio.send("GET", f"/papers/{older['id']}/content?purpose=case_work")).content == PNG
    # What was seen was the other paper.
    assert "identity" in (await paggaio.get(f"/applications/{case['id']}"))["missing_evidence"]
    again = await upload(paggaio, f"/papers/{older['id']}/replacement", PDF)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/paper-not-usable")


async def test_a_rejected_paper_is_evidence_no_more(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    handed_in = await paper(paggaio, case, "identity")
    await paggaio.post(f"/applications/{case['id']}/evidence", {"kind": "identity", "paper_id": handed_in["id"]})
    path = f"/papers/{handed_in['id']}/reject"
    rejected = await paggaio.post(path, {"reason": "unreadable"})
    assert (rejected["rejected_for"], rejected["rejected_by"]) == ("unreadable", str(person_id("maria")))
    assert (await paggaio.get(f"/applications/{case['id']}"))["missing_evidence"] == ["identity"]
    assert (await paggaio.refused("POST", path, {"reason": "too_old"}))[:2] == (409, "paper-not-usable")
    seen = {"kind": "identity", "paper_id": handed_in["id"]}
    refused = await paggaio.refused("POST", f"/applications/{case['id']}/evidence", seen)
    assert refused[:2] == (409, "paper-not-usable")


async def test_nothing_is_added_to_a_closed_case(paggaio: Client) -> None:
    case = await reach(paggaio, "withdrawn")
    refused = await upload(paggaio, f"/applications/{case['id']}/papers?kind=identity", PDF)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/case-closed")


async def test_the_database_writes_papers_once_and_replaces_like_by_like(
    paggaio: Client, connection: Connection
) -> None:
    case = await factories.assessed(paggaio)
    identity, tax_return = [await paper(paggaio, case, kind) for kind in ("identity", "tax_return")]
    await connection.execute("RESET ROLE")
    with pytest.raises(asyncpg.RestrictViolationError):
        async with connection.transaction():
            await connection.execute("UPDATE papers SET kind = 'residence' WHERE id = $1", identity["id"])
    with pytest.raises(asyncpg.UniqueViolationError):
        async with connection.transaction():
            await connection.execute(INSERT_LIKE, tax_return["id"], "payslip", tax_return["file_id"], None)
    # A file of the tenant's that no paper is: the paper that it would replace is of another kind.
    file_id = await connection.fetchval(
        "INSERT INTO files SELECT gen_random_uuid(), municipality_id, subject_id, key_version, media_type, size_bytes, "
        "sealed_name, sealed_content, stored_by, stored_at FROM files WHERE id = $1 RETURNING id",
        tax_return["file_id"],
    )
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="replaces_its_like"):
        await connection.execute(INSERT_LIKE, tax_return["id"], "payslip", file_id, tax_return["id"])


INSERT_LIKE = (
    "INSERT INTO papers (id, application_id, person_id, kind, file_id, sha256, replaces_id, uploaded_at, uploaded_by) "
    "SELECT gen_random_uuid(), application_id, person_id, $2, $3, sha256, $4, uploaded_at, uploaded_by "
    "FROM papers WHERE id = $1"
)


async def test_another_tenant_sees_no_paper(paggaio: Client, al_koura: Client) -> None:
    case = await factories.assessed(paggaio)
    handed_in = await paper(paggaio, case, "identity")
    assert (await al_koura.refused("GET", f"/papers/{handed_in['id']}/content?purpose=case_work"))[0] == 404
    assert (await al_koura.refused("GET", f"/applications/{case['id']}/papers"))[0] == 404
    assert (await upload(al_koura, f"/papers/{handed_in['id']}/replacement", PNG)).status_code == 404
