"""`koinon` is one command: each word leads to what carries it out, and what pages tell people to type is one."""

import re
import sys

import pytest

from contracts.readers import SERVICES
from infra import koinon
from infra.embedded.processes import ROOT
from services.cards.__main__ import service as cards
from services.client.__main__ import parser
from services.kit.service import COMMANDS

FOLDERS = ("docs", "deploy", "infra", "services", "contracts")
PAGES = [ROOT / "README.md", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))]
TYPED = re.compile(r"(?:^ {4}|^\$ |`)koinon ([a-z][a-z-]+)(?: ([a-z<][a-z<>_-]*))?", re.MULTILINE)


def asked() -> set[str]:
    """Return the words by which a running installation is asked, or a till sells."""
    (choices,) = [each.choices for each in parser()._actions if each.dest == "command"]
    return set(choices or ())


def test_every_command_of_a_service_can_be_asked_for() -> None:
    assert koinon.OF_EVERY_SERVICE == COMMANDS
    assert dict.fromkeys(cards.commands, "cards") | {"accounts": "console"} == koinon.OF_ONE_SERVICE


def test_a_word_that_means_two_things_is_told_apart_by_what_follows() -> None:
    assert {*koinon.OF_EVERY_SERVICE, *koinon.OF_THE_INSTALLATION, *koinon.OF_ONE_SERVICE} & asked() == {
        "run",
        "verify",
    }
    assert koinon.service_of(["verify"]) is None
    assert koinon.service_of(["verify", "cards"]) == "cards"
    assert koinon.service_of(["run", "cards"]) == "cards"
    assert koinon.service_of(["run", "019aaab3-0000-7000-8000-000000000000"]) is None
    assert koinon.service_of(["replay", "cards", "x"]) is None


def test_what_every_page_tells_people_to_type_is_a_command() -> None:
    known = {*koinon.OF_EVERY_SERVICE, *koinon.OF_THE_INSTALLATION, *koinon.OF_ONE_SERVICE, *asked()}
    typed = [(path.name, *found.groups()) for path in PAGES for found in TYPED.finditer(path.read_text("utf-8"))]
    assert len(typed) > 30
    assert [each for each in typed if each[1] not in known] == []
    of_services = {each for each in typed if each[1] in koinon.OF_EVERY_SERVICE and each[1:] != ("run", "<id>")}
    assert [each for each in of_services if each[2] not in {None, *SERVICES, "<service>"}] == []


def test_no_page_tells_people_to_run_a_module_for_what_is_a_command() -> None:
    modules = r"python -m\s+(services\.|infra\.(?:provision|secrets|rotation|backups))"
    assert [path.name for path in PAGES if re.search(modules, path.read_text("utf-8"))] == []


def test_a_command_of_a_service_without_the_service_says_which_there_are() -> None:
    with pytest.raises(SystemExit, match="say for which service: registry, cards"):
        koinon.main(["migrate"])


def test_a_service_carries_its_command_out_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["koinon"])
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit, match="cards: a setting is missing"):
        koinon.main(["migrate", "cards"])


def test_the_first_page_of_help_lists_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert koinon.main([]) == 0
    said = capsys.readouterr().out
    everything = (*koinon.OF_EVERY_SERVICE, *koinon.OF_THE_INSTALLATION, "koinon status", "koinon enrol")
    assert [word for word in everything if word not in said] == []
