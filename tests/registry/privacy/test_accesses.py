"""A person is told who looked at the own file, when and why; supervisors also see who of the staff it was."""

import pypdfium2

from tests.clients import Client, person_id
from tests.registry import factories

SUPERVISOR = "eleni supervisor"


async def test_who_looked_in_which_role_and_why_is_listed_newest_first(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path = f"/persons/{person['id']}"
    await paggaio.get(f"{path}?purpose=card_desk", by="nikos card_desk")
    listed = (await paggaio.get(f"{path}/accesses"))["items"]
    seen = [(each["action"], each["purpose"], each["roles"]) for each in listed]
    assert seen == [
        ("person_read", "card_desk", ["card_desk"]),
        ("person_read", "registration", ["caseworker"]),
    ]
    assert {each["actor_id"] for each in listed} == {None}
    again = (await paggaio.get(f"{path}/accesses?limit=1", by=SUPERVISOR))["items"]
    assert [(each["action"], each["actor_id"]) for each in again] == [("accesses_read", str(person_id("maria")))]


async def test_the_list_has_pages(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path = f"/persons/{person['id']}"
    for _ in range(3):
        await paggaio.get(path)
    first = await paggaio.get(f"{path}/accesses?limit=2")
    rest = await paggaio.get(f"{path}/accesses?limit=2&cursor={first['next']}")
    assert len({each["id"] for each in (*first["items"], *rest["items"])}) == 4


async def test_the_person_gets_it_on_paper_in_the_own_language_without_a_name_of_the_staff(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person(language="el"))
    await paggaio.get(f"/persons/{person['id']}?purpose=card_desk", by="nikos card_desk")
    for language, title, desk in (
        ("", "Ποιος είδε τον φάκελό σας", "γραφείο καρτών"),
        ("?language=en", "Who looked at your file", "card desk"),
    ):
        answer = await paggaio.send("GET", f"/persons/{person['id']}/accesses/paper{language}")
        assert answer.headers["content-type"] == "application/pdf"
        text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
        assert title in text
        assert desk in text
        assert str(person_id("nikos")) not in text
    assert (await paggaio.send("GET", f"/persons/{person['id']}/accesses/paper?language=ar")).status_code == 200


async def test_another_tenant_sees_nothing(paggaio: Client, al_koura: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    for path in ("accesses", "accesses/paper", "export"):
        assert (await al_koura.refused("GET", f"/persons/{person['id']}/{path}"))[0] == 404
