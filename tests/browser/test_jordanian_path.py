"""The incubator with nothing but the pages, in Arabic: a call, an idea, reviews, a cohort, two people at the gate."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser import accompanying, applying, certifying, judging, planning, training
from tests.browser.desks import Desk
from tests.sizes import PROVE
from tests.stacks import Stack

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
OPENED = datetime(2026, 3, 2, 7, tzinfo=UTC)
CLOSED = datetime(2026, 3, 20, 7, tzinfo=UTC)
TRAINED = datetime(2026, 4, 6, 7, tzinfo=UTC)
MONTHS_AFTER = datetime(2027, 1, 4, 7, tzinfo=UTC)
LANGUAGES = ("ar", "en", "el") if PROVE else ("ar",)
FOUNDERS = {"ar": "en", "en": "ar", "el": "el"}
"""The language in which a founder reads, by the office's."""
CRITERIA = ("innovation", "problem", "market", "model", "feasibility", "scalability", "team", "impact")


CALL = {"preset": "johud_intake", "opens_on": "2026-03-01", "closes_on": "2026-03-15"}


def draft(officer: Desk) -> str:
    """An officer opens a call and enters an applicant's idea; return its path."""
    officer.open("/calls")
    call = officer.send("/calls", CALL)
    serial = secrets.randbelow(10**6)
    return officer.send(
        f"{call}/ideas",
        {
            "person/given_name": "ليلى", "person/family_name": "العمري", "person/phone": f"0791{serial:06d}",
            "person/national_number": f"9902{serial:06d}", "answers/idea": "مطبخ منزلي لخبز الكورة التقليدي",
            "answers/customers": "عائلات إربد والمدارس القريبة",
        },
    )  # fmt: skip


def enter_idea(desk_of: DeskOf, language: str) -> str:
    """An idea is entered and comes under review; return its path."""
    officer = desk_of("incubator_officer.al_koura", language, at=OPENED)
    idea = draft(officer)
    officer.picture(f"idea_{language}")
    officer.send(f"{idea}/steps/submit")
    officer.send(f"{idea}/steps/start_screening")
    officer.send(f"{idea}/steps/start_review")
    return idea


def review(desk_of: DeskOf, language: str, idea: str) -> None:
    """Everybody who reviews is asked and scores, without being told whose idea it is."""
    officer = desk_of("incubator_officer.al_koura", language, at=CLOSED)

    def reviewer(username: str) -> Desk:
        return desk_of(username, language, at=CLOSED)

    judging.review(officer, reviewer, idea, dict.fromkeys(CRITERIA, "4"))


def award(desk_of: DeskOf, language: str, idea: str) -> None:
    """A programme manager, who has reviewed nothing, gives the idea a place."""
    manager = desk_of("programme_manager.al_koura", language, at=CLOSED)
    manager.open(idea)
    manager.send(f"{idea}/determinations", {"outcome": "awarded", "reason": "الأعلى درجة"})
    assert manager.page.locator(".state-awarded").count(), manager.said()


def train(desk_of: DeskOf, language: str, idea: str, founder: Desk) -> str:
    """The participant joins a cohort, comes to its first day and says so; return the cohort's path."""
    officer = desk_of("incubator_officer.al_koura", language, at=TRAINED)
    officer.open(idea)
    call_path = officer.page.locator('main a[href^="/calls/"]').first.get_attribute("href") or ""
    officer.open("/cohorts")
    cohort = {"call_id": call_path.rsplit("/", 1)[1], "number": "1", "starts_on": "2026-04-01", "ends_on": "2026-06-30"}
    path = officer.send("/cohorts", cohort)
    officer.send(f"{path}/enrolments", {"application_id": idea.rsplit("/", 1)[1]})
    officer.send(f"{path}/sessions", {"held_on": "2026-04-05", "title": "كيف نحسب الكلفة", "mode": "on_site"})
    officer.picture(f"cohort_{language}")
    officer.open("/cohorts")
    assert officer.page.locator('main h2 + ul a[href^="/sessions/"]').count(), officer.said()
    officer.picture(f"cohorts_{language}")
    officer.open(path)
    with officer.page.expect_navigation():
        officer.page.locator('main a[href^="/sessions/"]').first.click()
    session = officer.path
    officer.send(f"{session}/steps/confirm")
    training.find_open(officer, session)
    present = officer.page.locator('[name="present[]"]').first.get_attribute("value") or ""
    officer.send(f"{session}/attendances", {"present[]": present})
    assert officer.page.locator(".state-present").count(), officer.said()
    officer.open(path)
    officer.send(f"{path}/sessions", {"held_on": "2026-04-06", "title": "كيف نسعّر"})
    officer.follow('main li:has-text("كيف نسعّر") a[href^="/sessions/"]')
    session = officer.path
    officer.send(f"{session}/steps/confirm")
    applying.check_in(officer, founder, session)
    return path


def let_in(desk_of: DeskOf, language: str, idea: str) -> Desk:
    """The office lets the founder in, who works in another language on the narrowest phone; a code counts real days."""
    username, code = applying.invite(desk_of("incubator_officer.al_koura", language), idea)
    founder = desk_of(None, FOUNDERS[language], at=TRAINED, judged=True)
    applying.come_in(founder, username, code)
    return founder


def plan(desk_of: DeskOf, language: str, founder: Desk, idea: str, mentorship: str) -> None:
    """The founder writes a business plan, about which the mentor asks something."""
    planning.write(founder, f"{idea}/plan")
    mentor = desk_of("mentor.al_koura", language, at=TRAINED)
    mentor.page.set_viewport_size({"width": 360, "height": 740})
    planning.remark(mentor, mentorship, f"{idea}/plan")
    planning.settle(founder, f"{idea}/plan")


def accompany(desk_of: DeskOf, stack: Stack, language: str, cohort: str) -> str:
    """A mentor is found, with the reasons; a certificate; a day whose needs are met. Return the mentorship's path."""
    officer = desk_of("incubator_officer.al_koura", language, at=TRAINED)
    accompanying.describe_mentor(officer)
    officer.open(cohort)
    officer.follow('main a[href^="/participants/"]')
    participant = officer.path
    officer.send(f"{participant}/needs", {"hearing": "4", "also[]": "transport"})
    accompanying.find_mentor(officer, participant)
    mentor = desk_of("mentor.al_koura", language, at=TRAINED)
    mentor.page.set_viewport_size({"width": 360, "height": 740})
    mentorship = accompanying.meet(mentor)
    officer.open(participant)
    officer.send(f"{participant}/certificates", {"language": language})
    assert officer.take('a[href$="/paper"]').suggested_filename.endswith(".pdf")
    officer.picture(f"participant_{language}")
    paper = officer.page.locator('a[href$="/paper"]').first.get_attribute("href") or ""
    certifying.check_and_take_back(officer, desk_of(None, language, judged=True), stack, paper)
    session = training.plan(officer, cohort, training.furnish(officer))
    training.provide(officer, session)
    return mentorship


def record_paper(officer: Desk, enterprise: str, gate: str, kind: str, paper: Path) -> None:
    """Record a paper for a gate by the digest of its file."""
    officer.fill(f"{enterprise}/papers", {"gate": gate, "kind": kind, "reference": f"{gate}-{kind}"})
    officer.page.locator(f'form[action="{enterprise}/papers"] [name="file"]').set_input_files(paper)
    officer.send(f"{enterprise}/papers")


def accredit(desk_of: DeskOf, language: str, idea: str, paper: Path) -> str:
    """The enterprise passes its gates; an officer proposes that it trades and a programme manager agrees."""
    officer = desk_of("incubator_officer.al_koura", language, at=TRAINED)
    officer.open(idea)
    enterprise = officer.send(f"{idea}/enterprise", {"trade_name": f"خبز الكورة {secrets.token_hex(2)}"})
    name = officer.page.inner_text("h1")
    record_paper(officer, enterprise, "start_registration", "business_plan", paper)
    officer.send(f"{enterprise}/steps/start_registration")
    particulars = {"legal_form": "home_based_business", "registration_number": f"J-{secrets.token_hex(3)}"}
    officer.send(enterprise, particulars | {"categories/0": "5462"})
    record_paper(officer, enterprise, "register", "registration_certificate", paper)
    officer.send(f"{enterprise}/steps/register")
    record_paper(officer, enterprise, "accredit", "municipal_licence", paper)
    record_paper(officer, enterprise, "accredit", "site_visit", paper)
    officer.send(f"{enterprise}/accreditations")
    assert not officer.page.locator('form[action$="/accreditations/approve"]').count()
    officer.picture(f"enterprise_{language}")
    manager = desk_of("programme_manager.al_koura", language, at=TRAINED)
    manager.open("/enterprises")
    manager.picture(f"enterprises_{language}")
    manager.follow(f'main h2 + ul a[href="{enterprise}"]')
    manager.send(f"{enterprise}/accreditations/approve")
    assert manager.page.locator(".state-trading").count(), manager.said()
    return name


def account(desk_of: DeskOf, language: str, founder: Desk, axe: Path) -> None:
    """An officer enters a member; the founder states the year before, and sees what the law asks for."""
    founder.open("/enterprises")
    founder.follow('main a[href^="/enterprises/"]')
    duties = f"{founder.path}/duties"
    officer = desk_of("incubator_officer.al_koura", language, at=TRAINED)
    officer.page.set_viewport_size({"width": 360, "height": 740})
    officer.open(duties)
    phone = f"0793{secrets.randbelow(10**6):06d}"
    person = {"person/given_name": "هدى", "person/family_name": "الزعبي", "person/phone": phone}
    officer.send(duties.replace("/duties", "/members"), person | {"joined_on": "2026-04-01", "on_board": "true"})
    assert "هدى" in officer.text, officer.said()
    officer.picture(f"duties_{officer.language}_phone")
    founder.open(duties)
    figures = {"year": "2025", "revenue_minor": "1200", "public_revenue_minor": "1000", "profit_minor": "90"}
    paper = {"members": "1", "reference": "Archive 12"}
    founder.attach(duties.replace("/duties", "/accounts"), figures | paper, b"%PDF-1.7 accounts")
    assert "Archive 12" in founder.text, founder.said()
    assert not founder.judge(axe)


def typed(amount: str, language: str) -> str:
    """Return an amount of three decimals as it is typed in a language: in Greek a comma begins them."""
    return amount.replace(".", ",") if language == "el" else amount


def order_work(desk_of: DeskOf, language: str, name: str, paper: Path) -> None:
    """A public body's order goes to the enterprise, which does the work; three persons see it paid."""
    officer = desk_of("incubator_officer.al_koura", language, at=TRAINED)
    officer.open("/orders")
    work = {"public_body": "بلدية دير أبي سعيد", "title": f"خبز لروضة {secrets.token_hex(2)}", "category": "5462"}
    order = officer.send("/orders", work | {"value_minor": typed("400.500", language), "due_on": "2026-06-01"})
    officer.picture(f"order_{language}")
    offer = officer.page.locator(f'li:has-text("{name}") form[action="{order}/offers"] button')
    with officer.page.expect_navigation():
        offer.click()
    officer.send(f"{order}/steps/accept")
    officer.fill(f"{order}/deliveries", {"reference": "محضر استلام"})
    officer.page.locator(f'form[action="{order}/deliveries"] [name="file"]').set_input_files(paper)
    officer.send(f"{order}/deliveries")
    assert not officer.page.locator(f'form[action="{order}/steps/approve"]').count()
    manager = desk_of("programme_manager.al_koura", language, at=TRAINED)
    manager.open(order)
    manager.send(f"{order}/steps/approve")
    officer.open(order)
    officer.send(f"{order}/invoices", {"invoice_number": "1", "amount_minor": typed("400.250", language)})
    manager.open(order)
    assert not manager.page.locator(f'form[action="{order}/payments"]').count()
    officer.open(order)
    officer.send(f"{order}/payments", {"reference": "MOSD-1", "paid_on": "2026-04-06"})
    assert officer.page.locator(".state-paid").count(), officer.said()
    officer.page.set_viewport_size({"width": 360, "height": 740})
    officer.picture(f"order_paid_{language}_phone")
    officer.open("/orders")
    officer.picture(f"orders_{language}_phone")


def follow_up(desk_of: DeskOf, language: str, cohort: str) -> None:
    """What becomes of the participants is planned with the cohort, asked for months after it, and written down."""
    officer = desk_of("incubator_officer.al_koura", language, at=TRAINED)
    officer.open(cohort)
    officer.send(f"{cohort}/follow-ups")
    assert officer.page.locator("main .notice").count(), officer.said()
    officer.picture(f"cohort_planned_{language}")
    later = desk_of("incubator_officer.al_koura", language, at=MONTHS_AFTER)
    later.open("/follow-ups")
    later.follow('main li:has(.state-planned) a[href^="/follow-ups/"]')
    asked = later.path
    later.send(f"{asked}/chases", {"channel": "call"})
    later.picture(f"follow_up_{language}")
    later.send(f"{asked}/answer", {"work": "own_enterprise", "jobs": "1", "revenue_minor": typed("900.500", language)})
    assert later.page.locator(".state-answered").count(), later.said()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_applicant_applies_from_a_phone(desk_of: DeskOf, axe: Path, language: str) -> None:
    """The code on the paper works by the real clock, whatever day the demo has."""
    officer = desk_of("incubator_officer.al_koura", language, at=OPENED)
    known = draft(officer)
    officer.open("/calls")
    call = officer.send("/calls", CALL)
    username, code = applying.invite(desk_of("incubator_officer.al_koura", language), known)
    applicant = desk_of(None, language, at=OPENED, judged=True)
    applying.come_in(applicant, username, code)
    path = applying.apply(applicant, call)
    barriers = applicant.judge(axe)
    applying.join(officer, applicant, path)
    barriers += applicant.judge(axe)
    applying.send_in(applicant, path)
    barriers += applicant.judge(axe)
    applying.answer(officer, applicant, path)
    barriers += applicant.judge(axe)
    applying.turn_away(officer, applicant, path)
    applicant.open("/my-ideas")
    assert not barriers + applicant.judge(axe)


@pytest.mark.timeout(480)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_idea_becomes_a_merchant_with_nothing_but_the_pages(
    stack: Stack, desk_of: DeskOf, axe: Path, tmp_path: Path, language: str
) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 a paper of the demo")
    idea = enter_idea(desk_of, language)
    review(desk_of, language, idea)
    award(desk_of, language, idea)
    founder = let_in(desk_of, language, idea)
    applying.accept(founder, idea.replace("/ideas", "/my-ideas"))
    cohort = train(desk_of, language, idea, founder)
    mentorship = accompany(desk_of, stack, language, cohort)
    plan(desk_of, language, founder, idea, mentorship)
    assert not founder.judge(axe)
    name = accredit(desk_of, language, idea, paper)
    account(desk_of, language, founder, axe)
    officer = desk_of("merchant_officer.al_koura", language, at=TRAINED)
    officer.wait_for("/merchants", f'main a:has-text("{name}")')
    officer.picture(f"merchants_{language}")
    order_work(desk_of, language, name, paper)
    follow_up(desk_of, language, cohort)
