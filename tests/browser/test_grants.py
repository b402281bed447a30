"""A grant with nothing but the pages: asked for on paper, reviewed, awarded, set aside by two people, let run longer,
shown in part, and closed. No browser of an office runs a script."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser import applying, judging
from tests.browser.desks import Desk
from tests.sizes import PROVE

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
OPENED = datetime(2026, 2, 3, 7, tzinfo=UTC)
CLOSED = datetime(2026, 2, 20, 7, tzinfo=UTC)
SHOWN = datetime(2026, 5, 4, 7, tzinfo=UTC)
LANGUAGES = ("ar", "el", "en") if PROVE else ("ar",)
PAPER = b"%PDF-1.7\n1 0 obj <<>> endobj"


def fund(desk_of: DeskOf, language: str) -> str:
    """Two people open and fund a budget line; return its name."""
    name = f"منح {secrets.token_hex(3)}"
    officer = desk_of("finance_officer.al_koura", language, at=OPENED)
    officer.open("/budget-lines")
    line = officer.send("/budget-lines", {"name": name, "programme": "johud_training", "purpose": "benefits"})
    officer.send(f"{line}/fundings", {"amount_minor": "6000", "decision_number": "JOHUD-12"})
    approver = desk_of("finance_approver.al_koura", language, at=OPENED)
    approver.open(line)
    approver.send(approver.action("/approve"))
    return name


def ask_for_money(desk_of: DeskOf, language: str) -> str:
    """An officer opens the call that gives money and enters a project with what it asks for; return its path."""
    officer = desk_of("incubator_officer.al_koura", language, at=OPENED)
    officer.open("/calls")
    call = officer.send("/calls", {"preset": "johud_second_call", "opens_on": "2026-02-01", "closes_on": "2026-02-15"})
    serial = secrets.randbelow(10**6)
    idea = officer.send(
        f"{call}/ideas",
        {
            "person/given_name": "سلمى", "person/family_name": "الشرع", "person/phone": f"0796{serial:06d}",
            "answers/project": "مشغل خياطة في دير أبي سعيد، شهرًا بشهر",
            "answers/applicants": "مؤسسة المشغل وثلاث زميلات",
            "request/amount_minor": "5000", "request/total_minor": "6000",
        },
    )  # fmt: skip
    officer.attach(f"{idea}/papers", {}, PAPER)
    officer.picture(f"project_{language}")
    for step in ("submit", "start_screening", "start_review"):
        officer.send(f"{idea}/steps/{step}")
    return idea


def judge(desk_of: DeskOf, language: str, idea: str) -> None:
    """Two people review the project, and a third, who has not, awards it."""
    officer = desk_of("incubator_officer.al_koura", language, at=CLOSED)

    def reviewer(username: str) -> Desk:
        return desk_of(username, language, at=CLOSED)

    judging.review(officer, reviewer, idea, {"relevance": "4", "feasibility": "5"})
    manager = desk_of("programme_manager.al_koura", language, at=CLOSED)
    manager.open(idea)
    manager.send(f"{idea}/determinations", {"outcome": "awarded", "reason": "أفضل مشروع"})
    assert manager.page.locator(".state-awarded").count(), manager.said()
    justify(manager, idea)


def justify(manager: Desk, idea: str) -> None:
    """The manager reads a call's decisions beside the reviews, and takes them along."""
    manager.follow('main a[href^="/calls/"]')
    manager.follow('main a[href$="/decisions"]')
    decided = manager.page.locator(f'#g-awarded ~ ul li:has(a[href="{idea}"])')
    decided.locator("summary").click()
    assert decided.locator("dl").count() == len(judging.REVIEWERS), manager.said()
    manager.picture(f"decisions_{manager.language}")
    assert manager.take('main a[href$="/decisions/table"]').suggested_filename.endswith(".csv")


def plan(officer: Desk, idea: str, line: str) -> str:
    """Two milestones are planned from the budget line, by its name; return the award's path."""
    officer.open(idea)
    officer.follow('main a[href^="/awards/new"]')
    officer.picture(f"award_new_{officer.language}")
    chosen = officer.page.locator(f'[name="budget_line_id"] option:has-text("{line}")').first.get_attribute("value")
    rows = (("آلات الخياطة", "2026-05-15", "1500"), ("تدريب العاملات", "2026-08-31", "3500"))
    milestones = {
        f"milestones/{row}/{name}": value
        for row, (title, due_on, amount) in enumerate(rows)
        for name, value in (("title", title), ("due_on", due_on), ("amount_minor", amount), ("evidence/0", "invoice"))
    }
    return officer.send("/awards", {"budget_line_id": chosen or "", "ends_on": "2026-09-30"} | milestones)


def agree(manager: Desk, award: str) -> None:
    """A second person reads what was proposed, and agrees."""
    manager.open(award)
    manager.send(manager.action("/approve"))


def let_in(desk_of: DeskOf, language: str, idea: str) -> Desk:
    """The office lets the recipient in, who works on the narrowest telephone; a code counts real days."""
    username, code = applying.invite(desk_of("incubator_officer.al_koura", language), idea)
    founder = desk_of(None, language, at=SHOWN, judged=True)
    applying.come_in(founder, username, code)
    return founder


def report_twice(officer: Desk, manager: Desk, founder: Desk, award: str) -> None:
    """The recipient reports a milestone; the office sends it back once, and the recipient reads why."""
    founder.open("/awards")
    founder.follow(f'main a[href="{award}"]')
    founder.page.locator('main summary:has(~ form[action$="/papers"])').first.click()
    founder.attach(founder.action("/papers"), {"kind": "invoice", "reference": "فاتورة ١٧"}, PAPER)
    founder.send(founder.action("/steps/report"))
    founder.picture(f"award_reported_{founder.language}_phone")
    for reader in (officer, manager):
        reader.open("/awards")
        assert reader.page.locator(f'#reported + ul a[href="{award}"]').count(), reader.said()
    officer.picture(f"awards_reported_{officer.language}")
    officer.open(award)
    officer.send(officer.action("/steps/send-back"), {"reason": "الفاتورة بلا ختم"})
    founder.open(award)
    assert "الفاتورة بلا ختم" in founder.page.inner_text("main .notice.wait"), founder.said()
    founder.picture(f"award_sent_back_{founder.language}_phone")
    founder.attach(founder.action("/papers"), {"kind": "invoice", "reference": "فاتورة ١٧ مختومة"}, PAPER)
    founder.send(founder.action("/steps/report"))
    assert not founder.page.locator('form[action$="/steps/report"]').count(), founder.said()
    officer.open(award)


def show_and_close(officer: Desk, manager: Desk, founder: Desk, award: str) -> None:
    """The award runs longer, its first milestone is reached, and it is closed; two people agree to each."""
    officer.send(f"{award}/extensions", {"ends_on": "2026-10-31"})
    officer.picture(f"award_waiting_{officer.language}")
    assert not officer.page.locator('form[action$="/approve"]').count(), "nobody agrees to their own proposal"
    agree(manager, award)
    report_twice(officer, manager, founder, award)
    officer.send(officer.action("/steps/acceptances"))
    agree(manager, award)
    assert manager.page.locator('form[action$="/steps/tranches"]').count() == 1, manager.said()
    manager.open("/awards")
    assert manager.page.locator(f'#unpaid + ul a[href="{award}"]').count(), manager.said()
    manager.picture(f"awards_unpaid_{manager.language}")
    officer.open(award)
    officer.send(f"{award}/closings", {"spent_minor": "0"})
    agree(manager, award)
    assert manager.page.locator(".state-closed").count(), manager.said()
    manager.picture(f"award_closed_{manager.language}")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_grant_from_the_budget_line_to_its_end(desk_of: DeskOf, axe: Path, language: str) -> None:
    line = fund(desk_of, language)
    idea = ask_for_money(desk_of, language)
    judge(desk_of, language, idea)
    officer = desk_of("incubator_officer.al_koura", language, at=SHOWN)
    manager = desk_of("programme_manager.al_koura", language, at=SHOWN)
    award = plan(officer, idea, line)
    officer.send(f"{award}/commitments")
    manager.open("/awards")
    assert manager.page.locator(f'main h2 + ul a[href="{award}"]').count(), manager.said()
    manager.picture(f"awards_to_agree_{language}")
    agree(manager, award)
    officer.wait_for(award, ".state-committed")
    founder = let_in(desk_of, language, idea)
    show_and_close(officer, manager, founder, award)
    founder.open(award)
    assert not founder.judge(axe)
    officer.open("/awards")
    assert officer.page.locator(f'main a[href="{award}"]').count(), officer.said()
