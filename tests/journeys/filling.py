"""Something of everything in one tenant of each service, so that another tenant can ask for it."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec

from contracts.envelope import decode, encode
from infra.embedded.processes import ROOT
from services.kit.events.inbox import Outcome, apply
from tests import bank
from tests.cards.benefits.test_sweeps import at as sweep
from tests.cards.budgets.banking import Account, booked
from tests.cards.factories import DESK, Town
from tests.cards.holders.test_phones import Phone
from tests.cards.payments.holding import hold
from tests.cards.payments.test_disputes import dispute
from tests.cards.payments.test_provisional_credits import credit
from tests.cards.payments.test_withdrawals import withdraw
from tests.cards.shops.charging import clawed_back
from tests.cards.shops.staffing import worked
from tests.clients import Client, etag, person_id
from tests.incubator import awarding, ordering, sub_grants
from tests.incubator import factories as incubator
from tests.journeys.filling_disputes import fill_dispute
from tests.journeys.serving import Served
from tests.merchants import factories as merchants
from tests.registry import account_factories as accounts
from tests.registry import changes, entered_twice, imported_rights, importing, rights, walking
from tests.registry import factories as registry
from tests.registry.households.test_household_splits import splitting
from tests.registry.households.test_proxies import appointed, consenting, neighbour
from tests.registry.memberships.test_extensions import propose as propose_extension
from tests.registry.memberships.test_job_offers import offer
from tests.registry.memberships.test_repayments import record
from tests.registry.memberships.test_set_offs import indebted
from tests.registry.people.test_kinships import declare
from tests.reporting.alerting import cut_up, look_for_all

HOMES = {"incubator": "al_koura"}
"""The tenant that is filled, where it is not Paggaio."""
STRANGERS = {"paggaio": "al_koura", "al_koura": "paggaio"}

CASEWORKER = "maria caseworker"
ADMINISTRATORS = ("anna administrator", "nikos administrator")


def home_of(served: Served) -> str:
    """Return the tenant that is filled."""
    return HOMES.get(served.service.name, "paggaio")


async def deliver(served: Served, message: bytes) -> Outcome:
    """Apply an event as the service's worker does."""
    return await apply(served.app.state.worker_database, served.service.reader, message)


async def fill_registry(served: Served) -> None:
    """A decided application of a household without a telephone, its letter, one that is still open, and privacy."""
    client = served.client("paggaio", CASEWORKER)
    await registry.decided(client)
    await registry.assessed(client)
    await client.post("/persons", registry.person())
    body = registry.couple_with_two_children()
    body["members"][0]["person"] |= {"phone": None}
    case = await client.post("/applications", registry.application(await registry.household(client, body)))
    for step, by in (("recommend", CASEWORKER), ("decide", "eleni supervisor")):
        path = f"/applications/{case['id']}/{step}"
        case = await client.post(path, {"outcome": "approved"}, by=by, If_Match=etag(case))
    await client.post("/letter-prints")
    await fill_privacy(client)
    await fill_cases(client)
    await fill_account_shares(served, client)
    await fill_imports(client)
    await fill_rights(served, client)
    await fill_households(client)
    await fill_people(client)


async def fill_rights(served: Served, client: Client) -> None:
    """A debt of which some came back, an offer of work, an extension, and an exit that waits for a second person."""

    async def hear(message: bytes) -> Outcome:
        return await deliver(served, message)

    await record(client, await indebted(client, hear), 1_00)
    await offer(client, await rights.begun(client))
    await propose_extension(client)
    await rights.propose(client, await rights.begun(client), "exit", reason="moved_away")


async def fill_households(client: Client) -> None:
    """Somebody who shops for a household, one that has changed, one that lives apart once a second person agrees."""
    await appointed(client, await consenting(client), await neighbour(client))
    decided = await client.get(f"/households/{(await registry.decided(client))['household_id']}")
    works = {"relation": "spouse", "work": "employed", "from_on": "2026-01-12", "person_id": changes.ids(decided)[1]}
    await changes.change(client, decided, "member-facts", works)
    formed = await registry.household(client)
    await changes.change(client, formed, "splits", splitting([(changes.ids(formed)[1], "applicant")]))


async def fill_people(client: Client) -> None:
    """A relative of somebody who works there, and two entries that may be one person."""
    relative = await client.post("/persons", registry.person())
    await accounts.account_proposed(client, relative["id"])
    await declare(client, "nikos caseworker", relative["id"])
    await entered_twice.pair(client)


async def fill_imports(client: Client) -> None:
    """A file of households, and a right that another body decided."""
    await importing.uploaded(client, importing.file_of(importing.family("K-1")))
    await imported_rights.confirmed(client, declared={})


async def fill_account_shares(served: Served, client: Client) -> None:
    """A run that pays to accounts, its file with the bank, and a statement with a difference."""

    async def hear(message: bytes) -> Outcome:
        return await deliver(served, message)

    run_id = await accounts.reserved(client, hear, accounts.share_of(await accounts.member(client)))
    _, sent = await accounts.sent(client, run_id)
    await accounts.read(client, bank.statement(sent.iban, bank.Booking(amount="9.00")))


async def fill_privacy(client: Client) -> None:
    """A complaint, a legal hold, and a list of what is due to be erased."""
    supervisor = "eleni supervisor"
    person = await client.post("/persons", registry.person())
    body = {"category": "other", "channel": "desk", "text": "…", "complainant_id": person["id"]}
    await client.post("/grievances", body)
    hold = {"reason": "audit", "file_number": "12/2026"}
    await client.post(f"/persons/{person['id']}/legal-holds", hold, by=supervisor)
    today, client.now = client.now, "2028-02-01T09:30:00+02:00"
    await client.post("/retention-runs", {"kind": "messages"}, by=supervisor)
    client.now = today


async def fill_cases(client: Client) -> None:
    """A case that waits for papers, of which one came, with a note and a check; and one that was appealed."""
    case = await walking.reach(client, "info_requested")
    await walking.paper(client, case, "identity")
    await client.post(f"/applications/{case['id']}/notes", {"text": "…"})
    check = {"outcome": "lives_here", "method": "visit", "checked_on": "2026-01-12"}
    await client.post(f"/applications/{case['id']}/residence-checks", check)
    await walking.reach(client, "upheld")


async def fill_cards(served: Served) -> None:
    """A town that has sold, and what is still waiting for a second person."""
    state = served.app.state
    town = Town(
        http=served.http, client=served.client("paggaio"), worker=state.worker_database, settings=state.settings
    )
    await town.begin()
    await town.receipt(1_000)
    supplier = {"payee_id": str(await town.accept_merchant("public")), "amount_minor": 100, "currency": "EUR"}
    await town.till.send("/respends", msgspec.json.encode(supplier), "supplier")
    await town.client.post(f"/budget-lines/{town.line_id}/fundings", FUNDING, by="eleni finance_officer")
    town.client.now = "2026-02-10T10:00:00+02:00"
    await town.client.post("/settlement-days", {"settlement_date": "2026-02-09"}, by="eleni finance_officer")
    await town.client.post("/journals", {"month": "2026-01-01"}, by="eleni finance_officer")
    await Account(town).read("2026-01-12", booked("0.55", "2026-01-12"))
    await town.client.post(f"/wallets/{town.wallet_id}/statements", {"month": "2026-01-01"}, by=DESK)
    await fill_payments(town)
    await sweep(town, date(2026, 9, 10))
    await sweep(town, date(2026, 10, 11))
    await fill_holders(town)
    await town.seal()


async def fill_payments(town: Town) -> None:
    """Money held for a shop, a balance that was told, cash, a dispute with its provisional credit, a cashier's day."""
    await hold(town, 500)
    await town.client.post(f"/cards/{town.card_id}/inquiries", by=DESK)
    bank = await town.enrol_till(await town.accept_merchant("private", gives_cash=True))
    await withdraw(town, bank, 300)
    town.client.now = town.till.now
    await credit(town, await dispute(town, await town.receipt(700)))
    await clawed_back(town, 100)
    await worked(town)


async def fill_holders(town: Town) -> None:
    """A phone that was added to a card, and a PIN whose tries wait for a second person."""
    await Phone().add(town)
    for _ in range(3):
        await town.receipt(100, pin="7777")
    await town.client.post(f"/cards/{town.card_id}/pin-unlocks", {"recognised_by": "guardian"}, by=DESK)


FUNDING = {"amount_minor": 100, "decision_number": "13/2026"}


async def fill_merchants(served: Served) -> None:
    """A shop with a till, a cashier and two closed days, an offer, a bank file that was written and one that waits."""
    client = served.client("paggaio", merchants.OFFICER)
    client.now = "2026-02-02T09:30:00+02:00"
    till = await merchants.till(client)
    await client.post("/offers", merchants.offer())
    await client.post(f"/outlets/{till['outlet_id']}/cashiers", {"name": "Άννα", "rights": ["sell"]})
    path = f"/merchants/{till['merchant_id']}"
    await client.post(f"{path}/originals", {"kind": "register_extract"})
    await client.post(f"{path}/agreements", {})
    client.now = "2026-02-04T09:30:00+02:00"

    async def hear(message: bytes) -> Outcome:
        return await deliver(served, message)

    await merchants.settled(client, hear, (till["merchant_id"], 3_600))
    sent = await merchants.sent(client, await merchants.written(client))
    await fill_dispute(client, hear, till["merchant_id"])
    await merchants.answered(client, bank.statement(sent.iban, bank.Booking(amount="12.00")))
    client.now = "2026-02-05T09:30:00+02:00"
    await merchants.settled(client, hear, (till["merchant_id"], 2_400), day="2026-02-04")
    await merchants.proposed(client, "2026-02-04")


async def fill_incubator(served: Served) -> None:
    """An enterprise before its trading gate, an application under review, and one whose applicant was asked."""
    client = served.client("al_koura", "amal incubator_officer")
    client.now = "2026-02-02T10:00:00+03:00"
    founded = await incubator.registered(client)
    client.now = "2026-02-02T10:00:00+03:00"
    await incubator.certified(client)
    client.now = "2026-02-02T10:00:00+03:00"
    await incubator.room(client)
    await incubator.trainer(client)
    accepted = await incubator.step(client, await incubator.mentorship(client), "mentorships", "accept")
    agreed = {"owner": "mentor", "what": "…", "due_on": "2026-02-20"}
    met = {"held_on": "2026-02-02", "mode": "online", "minutes": 60, "actions": [agreed]}
    await client.post(f"/mentorships/{accepted['id']}/meetings", met)
    written = await incubator.plan(client)
    await client.post(f"/plan-versions/{written['id']}/comments", {"field": "customers", "text": "…"})
    await incubator.assigned(client, await incubator.under_review(client))
    await incubator.ask(client, await incubator.application_in(client, "screening"))
    await client.put(f"/reviewers/{person_id('sami')}", {"languages": ["ar"], "load_max": 3})
    draft = await incubator.draft(client)
    other = await incubator.new_person(client)
    await client.post(f"/applications/{draft['id']}/co-applicants", {"person_id": other["id"]})
    await sub_grants.upload(client, draft, "picture")
    await client.post(f"/enterprises/{founded['id']}/accreditations", If_Match=etag(founded))
    await fill_awards(served, client)
    client.now = "2026-02-02T10:00:00+03:00"
    await ordering.filled(client)


async def fill_awards(served: Served, client: Client) -> None:
    """An award that waits for its second person, and one whose first tranche is on its way."""

    async def hear(message: bytes) -> Outcome:
        return await deliver(served, message)

    client.now = "2026-02-02T10:00:00+03:00"
    waiting = await awarding.planned(client)
    await client.post(f"/awards/{waiting['id']}/commitments", If_Match=etag(waiting))
    _, (first, _) = await awarding.payable(client, hear)
    await awarding.released(client, first)
    await ordering.paying(client, hear, await ordering.merchant(client, hear))


async def fill_console(served: Served) -> None:
    """Somebody whose roles, and whose new sign-in, wait for a second administrator."""
    client = served.client("paggaio", ADMINISTRATORS[0])
    body = {"username": "new@paggaio", "password": "a long enough one", "given_name": "Άννα", "family_name": "Παππά"}
    member = await client.post("/staff", body)
    await client.post(f"/staff/{member['id']}/roles", {"roles": ["auditor"]})
    await client.post(f"/staff/{member['id']}/resets", {})


async def fill_reporting(served: Served) -> None:
    """Everything that was ever said in the contracts' examples, of Paggaio, and an alert."""
    for path in sorted((ROOT / "contracts" / "examples").glob("*.json")):
        example = decode(path.read_bytes())
        if any(event.type == example.type for event in (*served.service.handlers, *served.service.batch_handlers)):
            message = encode(msgspec.structs.replace(example, sequence=1, municipality=served.tenant("paggaio").id))
            await deliver(served, message)
    for message in cut_up().messages():
        await deliver(served, message)
    await look_for_all(served.app.state.worker_database)


FILLING: dict[str, Callable[[Served], Awaitable[Any]]] = {
    "registry": fill_registry,
    "cards": fill_cards,
    "merchants": fill_merchants,
    "incubator": fill_incubator,
    "reporting": fill_reporting,
    "console": fill_console,
}


async def fill(served: Served) -> None:
    """Fill a service once."""
    if not served.filled:
        served.filled.append(home_of(served))
        await FILLING[served.service.name](served)
