"""Rule files are published once: an edited one would change the past."""

from datetime import date, timedelta
from itertools import pairwise

from services.registry.rules import all_rules, rules_of, rules_on, version_of

PUBLISHED = {"gmi/2018-10-30#4976975d7de11951", "gmi/2023-12-01#59bfc8c5499c1040"}


def test_a_published_rule_file_is_never_edited() -> None:
    versions = {version_of(rules) for rules in all_rules()}
    assert versions >= PUBLISHED, "Write the change as a new file named by its first day, and close the old one."
    assert versions == PUBLISHED, "Add the new file's version to PUBLISHED."


def test_the_rules_of_one_programme_follow_each_other_without_gap_or_overlap() -> None:
    for earlier, later in pairwise(all_rules()):
        if earlier.programme == later.programme:
            assert earlier.valid_until is not None
            assert earlier.valid_until + timedelta(days=1) == later.valid_from


def test_a_day_before_the_first_rules_has_none() -> None:
    assert rules_on(date(2010, 1, 1), "gmi") is None
    assert rules_on(date(2025, 1, 1), "unknown") is None


def test_rules_are_found_by_their_version_only_while_unchanged() -> None:
    for rules in all_rules():
        assert rules_of(version_of(rules)) is rules
    assert rules_of("gmi/2023-12-01#0000000000000000") is None
