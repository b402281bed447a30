"""Ages are counted by the calendar, never by 365 days."""

from datetime import date

import msgspec
import pytest

from services.registry.assessing.facts import HouseholdFacts, age_on

AGES = [
    (date(2024, 3, 10), date(2006, 3, 10), 18),
    (date(2024, 3, 9), date(2006, 3, 10), 17),
    (date(2023, 2, 28), date(2004, 2, 29), 18),
    (date(2023, 3, 1), date(2004, 2, 29), 19),
    (date(2024, 1, 1), date(2024, 1, 1), 0),
]


@pytest.mark.parametrize(("day", "born_on", "age"), AGES)
def test_a_year_of_age_is_completed_on_the_birthday(day: date, born_on: date, age: int) -> None:
    assert age_on(day, born_on) == age


def test_facts_refuse_what_the_rules_do_not_know() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"application_date": "2024-01-01", "members": [], "lottery_minor": 1}, HouseholdFacts)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"application_date": "2024-01-01", "members": [], "deposits_minor": -1}, HouseholdFacts)
