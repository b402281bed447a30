"""Names, numbers and words that nobody else has, entered through every door of registry that takes some."""

import asyncio
from datetime import date
from typing import Any

from infra.demo.people import make_afm, make_amka, make_iban
from services.kit.events.inbox import Outcome, apply
from services.registry.__main__ import jobs
from tests import bank
from tests.clients import Client, etag, expect
from tests.clients import person_id as person_id_of
from tests.journeys.serving import Served
from tests.registry import account_factories as accounts
from tests.registry import factories
from tests.registry.entered_twice import merged
from tests.registry.importing import file_of, row

SUPERVISOR, SECOND, DESK = "eleni supervisor", "dimitra supervisor", "sofia card_desk"

COMPLAINT, ANSWER = "Ο υπάλληλος με αποκάλεσε τζιτζιφιόγκο μπροστά σε όλους", "Ζητούμε συγγνώμη για τον τζιτζιφιόγκο"
NOTE, QUESTION = "Ο γείτονας Ξενοκράτους λέει ότι λείπει", "Γιατί ο Πολυχρόνης Αγνωστίδης πληρώνει το ρεύμα;"
TOLD, GROUNDS = "Ο Αγνωστίδης είναι ο ανάδοχός μου", "Η απόφαση αγνοεί την αναπηρία της Μυρσίνης"
STREET, TOWN, PHONE, EMAIL = "Πάροδος Αφανών 161803", "Μυστοχώριον", "6957721566", "myrsini@moved.example"
IBAN, AMKA, AFM = (
    make_iban("GR", "01103141592653589793238"),
    make_amka(date(1991, 7, 9), "female", 4_321),
    make_afm(54_321),
)
IMPORTED_NAME, IMPORTED_STREET, REFUSED_NAME = "Ευανθοκλής", "Στοά Εισαγωγής 57721", "Απορριφθόπουλος"
JOINED_NAME, RELATIVE_AMKA = "Πανδιονίς", make_amka(date(1996, 3, 4), "female", 7_654)
DOUBLE_NAME, DOUBLE_LATIN, DOUBLE_FAMILY = "Χρυσοβαλάντω", "Chrysovalanto", "Αναγνωστοπουλίδου"
PROPOSED_IBAN = make_iban("GR", "01101414213562373095048")
PAID_NAME, PAID_IBAN = "Καλλιρρόη Πληρωμενάκη", make_iban("GR", "01107182818284590452353")
RECTIFIED, GRIEVED_DESK = "Διορθωθεντίδου", "Παραπονιάρογλου έγραψε για τη θεία της"
PAPER = b"%PDF-1.7\n% " + "Εκκαθαριστικό Κρυπτοφορολογίδου".encode() + b"\n%%EOF\n"

WORDS = [
    COMPLAINT, ANSWER, NOTE, QUESTION, TOLD, GROUNDS, STREET, TOWN, PHONE, EMAIL, IBAN, AMKA, AFM, IMPORTED_NAME,
    IMPORTED_STREET, REFUSED_NAME, "Κρυπτοφορολογίδου",
    JOINED_NAME, RELATIVE_AMKA, DOUBLE_NAME, DOUBLE_LATIN, DOUBLE_FAMILY, PAID_NAME, "Pliromenaki", PAID_IBAN,
    PROPOSED_IBAN, RECTIFIED, GRIEVED_DESK,
]  # fmt: skip


async def plant_everywhere(served: Served) -> None:
    """Enter them, have them refused, and read them all again."""
    client = served.client("paggaio", "maria caseworker")
    case = await plant_case(client)
    await plant_corrections(client, case["members"][1]["person_id"])
    await plant_grievance(client, case["members"][0]["person_id"])
    await plant_import(served, client)
    await plant_household(client, case["household_id"])
    await plant_privacy(served, client, case["members"][0]["person_id"])
    await plant_duplicates(client)
    await plant_account_share(served, client)
    await plant_letters(client, case["members"][0]["person_id"])


async def plant_case(client: Client) -> dict[str, Any]:
    """A case with papers, a note, a question, its answer, a rejection and an appeal."""
    case: dict[str, Any] = await factories.assessed(client)
    path = f"/applications/{case['id']}"
    headers = {"Authorization": f"Bearer {client.token('maria', 'caseworker')}", "Koinon-Time": client.now}
    handed = expect(await client.http.post(f"{path}/papers?kind=tax_return", content=PAPER, headers=headers), 201)
    await client.send("GET", f"/papers/{handed['id']}/content?purpose=case_work")
    await client.post(f"{path}/notes", {"text": NOTE})
    await client.get(f"{path}/notes?purpose=case_work")
    asked = {"kinds": ["tax_return"], "question": QUESTION}
    case = await client.post(f"{path}/info-requests", asked, If_Match=etag(case))
    case = await client.post(f"{path}/answer", {"text": TOLD}, If_Match=etag(case))
    case = await client.post(f"{path}/assess", If_Match=etag(case))
    deciding = {"outcome": "rejected", "reason": "wealth"}
    for step, by in (("recommend", ""), ("decide", SUPERVISOR)):
        case = await client.post(f"{path}/{step}", deciding, by=by, If_Match=etag(case))
    await client.post(f"{path}/appeal", {"grounds": GROUNDS}, If_Match=etag(case))
    whole: dict[str, Any] = await client.get(path)
    assert TOLD in (await client.get(f"/info-requests/{whole['info_requests'][0]['id']}?purpose=case_work"))["answer"]
    await client.send("GET", f"{path}/export?purpose=supervision&notes=true", by=SUPERVISOR)
    return whole


async def plant_corrections(client: Client, person_id: str) -> None:
    """Somebody who moves and is reached in another way, with a further number, found by name and by number."""
    person = await client.get(f"/persons/{person_id}")
    address = {"street": STREET, "postal_code": "64100", "town": TOWN}
    body = {"phone": PHONE, "email": EMAIL, "iban": IBAN, "address": address}
    await client.put(f"/persons/{person_id}/contact", body, If_Match=etag(person))
    change = await accounts.account_confirmed(client, person_id, PROPOSED_IBAN)
    await client.get(f"/account-changes/{change['id']}/accounts", by=SUPERVISOR)
    await client.get(f"/account-changes?person_id={person_id}")
    other = await client.post("/persons", factories.person("1991-07-09", identifiers=[{"kind": "afm", "number": AFM}]))
    amka = {"kind": "amka", "number": AMKA}
    await client.post(f"/persons/{other['id']}/identifiers", amka, If_Match=etag(other))
    await client.post("/person-lookups", amka)
    await client.post("/person-searches", {"name": REFUSED_NAME, "purpose": "case_work"})
    await client.get(f"/persons/{person_id}/former-addresses")


async def plant_grievance(client: Client, person_id: str) -> None:
    """A complaint that is answered, and an anonymous one."""
    body = {"category": "staff", "channel": "desk", "text": COMPLAINT}
    await client.post("/grievances", body, by=DESK)
    grievance = await client.post("/grievances", body | {"complainant_id": person_id}, by=DESK)
    path = f"/grievances/{grievance['id']}"
    handler = "nikos caseworker"
    assigned = {"assignee_id": str(person_id_of("nikos"))}
    grievance = await client.post(f"{path}/assign", assigned, by=SECOND, If_Match=etag(grievance))
    grievance = await client.post(f"{path}/review", by=handler, If_Match=etag(grievance))
    answer = {"answer": ANSWER, "upheld": True}
    await client.post(f"{path}/answer", answer, by=handler, If_Match=etag(grievance))
    assert len((await client.get(path, by=handler))["texts"]) == 2
    wrong = body | {"category": COMPLAINT, COMPLAINT: ANSWER}
    assert (await client.send("POST", "/grievances", wrong, by=DESK)).status_code == 400
    assert (await client.send("POST", "/grievance-lookups", {"reference": COMPLAINT}, by=DESK)).status_code == 404


async def plant_household(client: Client, household_id: str) -> None:
    """Somebody who joins later, a colleague's relative by a number, and a right that another body decided."""
    formed = await client.get(f"/households/{household_id}")
    number = {"kind": "amka", "number": RELATIVE_AMKA}
    person = factories.person("1996-03-04", given_name=JOINED_NAME, identifiers=[number])
    body = {"member": {"person": person, "relation": "sibling"}, "joined_on": "2026-01-12"}
    await client.post(f"/households/{household_id}/members", body, If_Match=etag(formed))
    kin = {"staff_id": str(person_id_of("nikos")), "identifier": number, "relation": "self"}
    await client.post("/kinships", kin, by="petros administrator")
    holder = await client.get(f"/persons/{formed['members'][0]['person_id']}")
    decision = {
        "programme": "gmi",
        "reference": "OPEKA-2025-66260",
        "holder": {"kind": "amka", "number": holder["fields"]["amka"]},
        "applied_on": "2025-12-15",
        "monthly_amount_minor": 40_000,
        "starts_on": "2026-01-01",
        "ends_on": "2026-06-30",
    }
    await client.post("/decisions-elsewhere", decision)


async def plant_import(served: Served, client: Client) -> None:
    """A file with a household that is entered and one that is refused."""
    rows = [
        row("1", Όνομα=IMPORTED_NAME, Οδός=IMPORTED_STREET),
        row("2", Επώνυμο=REFUSED_NAME, ΑΜΚΑ="12345678901"),
    ]
    headers = {"Authorization": f"Bearer {client.token('maria', 'caseworker')}", "Koinon-Time": client.now}
    sent = await client.http.post("/imports?kind=households&source=kyada", content=file_of(rows), headers=headers)
    taken = expect(sent, 201)
    for step in ("check", "confirm"):
        await client.post(f"/imports/{taken['id']}/{step}", If_Match=etag(taken))
        state = served.app.state
        while await jobs.work_on_one(state.worker_database, state.settings, asyncio.Event()):
            pass
        taken = await client.get(f"/imports/{taken['id']}")
    assert taken["outcomes"] == {"imported": 1, "refused": 1}
    await client.get(f"/imports/{taken['id']}/entries")
    await client.send("GET", f"/imports/{taken['id']}/refused")


async def plant_privacy(served: Served, client: Client, person_id: str) -> None:
    """All that is kept about a person, on paper and as data, and what was said."""
    for path in ("accesses", "accesses/paper", "export", "messages", "consents", "channel"):
        assert (await client.send("GET", f"/persons/{person_id}/{path}")).status_code == 200, path
    for listed in ("applications", "households"):
        assert (await client.send("GET", f"/exports/{listed}?purpose=case_work")).status_code == 200
    hold = {"reason": "court_case", "file_number": "ΑΠ 1/2026"}
    await client.post(f"/persons/{person_id}/legal-holds", hold, by=SUPERVISOR)
    worded = {"reason": "court_case", "file_number": COMPLAINT}
    refused = await client.send("POST", f"/persons/{person_id}/legal-holds", worded, by=SUPERVISOR)
    assert refused.status_code == 400
    assert served.service.name == "registry"


async def plant_duplicates(client: Client) -> None:
    """Somebody entered twice, searched for, compared side by side and merged; and one whose names are corrected."""
    names = {"given_name": DOUBLE_NAME, "family_name": DOUBLE_FAMILY, "phone": "6976543211"}
    await client.post("/persons", factories.person("1963-11-23", **names))
    again = names | {"given_name": DOUBLE_LATIN, "family_name": "Anagnostopoulidou", "born_on": "1963-11-23"}
    (suspicion,) = (await client.post("/persons", again))["suspected"]
    for name in (DOUBLE_LATIN, f"{DOUBLE_NAME} {DOUBLE_FAMILY}"):
        await client.post("/person-searches", {"name": name, "purpose": "case_work"})
    pair = await client.get(f"/duplicates/{suspicion['id']}")
    await merged(client, pair, pair["first_id"])
    survivor = await client.get(f"/persons/{pair['first_id']}")
    corrected = {"given_name": DOUBLE_NAME, "family_name": RECTIFIED, "born_on": "1963-11-23"}
    await client.put(f"/persons/{survivor['id']}/names", corrected, If_Match=etag(survivor))


async def plant_account_share(served: Served, client: Client) -> None:
    """A holder who is paid by a bank's file, and the bank's own files, which name people too."""

    async def hear(message: bytes) -> Outcome:
        return await apply(served.app.state.worker_database, served.service.reader, message)

    given, family = PAID_NAME.split()
    member = await accounts.member(client, given_name=given, family_name=family, iban=PAID_IBAN)
    run_id = await accounts.reserved(client, hear, accounts.share_of(member))
    _, taken = await accounts.sent(client, run_id)
    (order,) = taken.orders
    assert order.iban == PAID_IBAN, "the file for the bank is the one place where it has to stand"
    back = bank.Part(end_to_end_id=order.end_to_end_id, reason="AC04", name=PAID_NAME)
    paid = bank.Booking(amount=order.amount, batch_id=taken.batch_id)
    returned = bank.Booking(amount=order.amount, credit=True, reference="R-1", parts=(back,))
    await accounts.read(client, bank.statement(taken.iban, paid, returned))
    stranger = bank.Part(end_to_end_id="NOTPROVIDED", reason="AC04", name=PAID_NAME)
    await accounts.read(
        client, bank.statement(taken.iban, bank.Booking(amount="7.00", parts=(stranger,)), message_id="2")
    )
    assert (await accounts.hand_in(client, f"<Document>{PAID_NAME}</Document>".encode())).status_code == 400
    share = await accounts.share(client, run_id)
    assert share["status"] == "returned"


async def plant_letters(client: Client, person_id: str) -> None:
    """A letter that is printed for one, what all wait for, and a complaint with a name that is escalated and closed."""
    await client.send("POST", f"/persons/{person_id}/letter-prints")
    printed = await client.send("POST", "/letter-prints")
    if printed.status_code < 300:
        await client.send("GET", f"/letter-prints/{printed.json()['id']}/content")
    body = {"category": "staff", "channel": "phone", "text": GRIEVED_DESK, "complainant_id": person_id}
    grievance = await client.post("/grievances", body | {"confidential": True}, by=DESK)
    await client.send("GET", f"/grievances/{grievance['id']}", by=SUPERVISOR)
    await client.send("POST", "/grievance-lookups", {"reference": grievance["reference"]}, by=DESK)
