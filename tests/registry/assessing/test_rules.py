"""Rule files are published once: an edited one would change the past."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from services.registry.assessing.membership_rules import MembershipRules
from services.registry.assessing.procedure_rules import Procedure
from services.registry.assessing.rules import (
    ActivationRules,
    DepositRules,
    HouseholdRules,
    IncomeRules,
    RealEstateRules,
    ReapplicationRules,
    Rules,
    all_rules,
    default_of,
    rules_of,
    rules_on,
    version_of,
)

PUBLISHED = {
    "gmi/2017-02-01#7d0150969ea2875d",
    "gmi/2018-10-30#4976975d7de11951",
    "gmi/2023-12-01#59bfc8c5499c1040",
    "gmi_pilot/2014-10-09#22e39388442cd384",
    "lebrija_elio/2021-01-01#fb380ce02d81cee5",
    "red_cross_families/2021-02-20#6839458931518777",
}


def test_a_published_rule_file_is_never_edited() -> None:
    versions = {version_of(rules) for rules in all_rules()}
    assert versions >= PUBLISHED, (
        "Write the change as a new file named by its first day; the one before ends by itself."
    )
    assert versions == PUBLISHED, "Add the new file's version to PUBLISHED."


SILENCE: dict[type[msgspec.Struct], dict[str, Any]] = {
    HouseholdRules: {"single_person_age": None, "guests_are_members": True},
    IncomeRules: {"disregard_percent": {}, "deducted_expenses": (), "limit": None},
    RealEstateRules: {"further_child_minor": None},
    DepositRules: {"by_household_minor": {}, "average_rate_basis_points": {}},
    ActivationRules: {"refused_offers_allowed": None, "attendance_percent_required": 0},
    ReapplicationRules: {"months_after_revocation": 1, "months_after_suspension": 6, "repaid_first": True},
    Procedure: {
        "residence_check": False,
        "valid_days": {},
        "answer_days": 15,
        "reminder_days": 5,
        "answer_grace_days": 5,
        "decide_within_days": 50,
        "appeal_days": 30,
    },
    MembershipRules: {
        "suspension_reasons": (
            "not_registered_unemployed", "household_differs", "tax_discrepancy", "obligation_unmet", "not_recertified",
        ),
        "lifting_reasons": (
            "registered_unemployed", "household_confirmed", "tax_clarified", "obligation_met", "suspended_in_error",
        ),
        "exit_reasons": ("own_request", "moved_away", "died", "found_work", "no_longer_eligible"),
        "revocation_reasons": (
            "not_registered_unemployed", "household_differs", "tax_discrepancy", "obligation_unmet", "false_statement",
            "sanction",
        ),
        "arrears_after_lifting": True,
        "arrears_after_late_recertification": "in_grace",
        "reminder_days": (30, 7),
        "suspension_days": 60,
    },
}  # fmt: skip


@pytest.mark.parametrize("section", SILENCE)
def test_what_a_file_does_not_say_never_changes_its_meaning(section: type[msgspec.Struct]) -> None:
    fields = [field for field in msgspec.structs.fields(section) if field.name != "source"]
    found = {field.name: default_of(field) for field in fields if not field.required}
    assert found == SILENCE[section], "A default is part of every published file: name a new field, keep the old ones."


def test_a_field_that_is_added_later_leaves_the_versions_as_they_are() -> None:
    rules = all_rules()[0]
    silent = msgspec.structs.replace(rules, procedure=Procedure(), membership=MembershipRules())
    assert version_of(silent) == version_of(rules)
    said = msgspec.structs.replace(rules, procedure=Procedure(appeal_days=60))
    assert version_of(said) != version_of(rules)
    dearer = msgspec.structs.replace(rules, household=msgspec.structs.replace(rules.household, adult_age=21))
    assert version_of(dearer) != version_of(rules)


def test_a_new_file_ends_the_one_before() -> None:
    older, newer = (file for file in all_rules() if file.programme == "gmi" and file.valid_from.year in (2017, 2018))
    assert older.valid_until is None
    assert rules_on(newer.valid_from - timedelta(days=1), "gmi") is older
    assert rules_on(newer.valid_from, "gmi") is newer


def test_no_day_between_two_files_of_a_programme_is_without_rules() -> None:
    first: dict[str, Rules] = {}
    for rules in all_rules():
        before = first.setdefault(rules.programme, rules)
        if before is not rules:
            assert rules_on(rules.valid_from - timedelta(days=1), rules.programme) is not None


BOUNDARIES = [
    (date(2017, 1, 31), None),
    (date(2017, 2, 1), "gmi/2017-02-01"),
    (date(2018, 10, 29), "gmi/2017-02-01"),
    (date(2018, 10, 30), "gmi/2018-10-30"),
    (date(2023, 11, 30), "gmi/2018-10-30"),
    (date(2023, 12, 1), "gmi/2023-12-01"),
    (date(2049, 1, 1), "gmi/2023-12-01"),
]


@pytest.mark.parametrize(("day", "version"), BOUNDARIES)
def test_the_date_of_application_selects_the_file(day: date, version: str | None) -> None:
    rules = rules_on(day, "gmi")
    assert (rules and version_of(rules).partition("#")[0]) == version


def test_rules_that_have_ended_without_a_successor_are_over() -> None:
    assert rules_on(date(2017, 1, 31), "gmi_pilot") is not None
    assert rules_on(date(2017, 2, 1), "gmi_pilot") is None
    assert rules_on(date(2025, 1, 1), "unknown") is None


def test_rules_are_found_by_their_version_only_while_unchanged() -> None:
    for rules in all_rules():
        assert rules_of(version_of(rules)) is rules
    assert rules_of("gmi/2023-12-01#0000000000000000") is None


def test_rules_say_how_much_in_one_way() -> None:
    values = msgspec.to_builtins(rules_on(date(2025, 1, 1), "gmi"))
    fixed = {"by_children_minor": [100], "source": "a council"}
    with pytest.raises(msgspec.ValidationError, match="either `guaranteed` or `fixed`"):
        msgspec.convert(values | {"fixed": fixed}, Rules)
    with pytest.raises(msgspec.ValidationError, match=r"income\.limit"):
        msgspec.convert(values | {"fixed": fixed, "guaranteed": None}, Rules)
