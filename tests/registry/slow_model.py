"""The rules told once more, slowly: from the published text, person by person, in exact fractions of a euro.

It shares nothing with the service: it reads the rule files by itself, as plain tables, and knows facts as plain values.
What the service decides on generated households has to be what is written here.
"""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

RULES = Path(__file__).parents[2] / "services" / "registry" / "rules"


def file_for(programme: str, day: date) -> dict[str, Any] | None:
    """Return the file for an application on a day: the last one that has begun, unless it says that it has ended."""
    chosen = None
    for path in sorted((RULES / programme).glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        if table["valid_from"] <= day:
            chosen = table
    if chosen is not None and "valid_until" in chosen and chosen["valid_until"] < day:
        return None
    return chosen


def judge(law: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Return what a household of plain values is entitled to; amounts a month in cents."""
    counted = [person for person in facts["members"] if counts(law, person)]
    adults, children = sort_by_age(law, facts["members"], counted)
    guaranteed = how_much(law, adults, children)
    income = declared_income(law, facts)
    refused = reasons_to_refuse(law, facts, counted, (adults, children), (guaranteed, income))
    month = Fraction(0)
    if not refused:
        month = guaranteed
        if "guaranteed" in law:
            months = law["guaranteed"]["months_counted"]
            month = max((months * guaranteed - income) / months, Fraction(0))
    cents = whole_cents(month)
    return {
        "eligible": not refused,
        "refused": refused,
        "adults": len(adults),
        "children": len(children),
        "guaranteed": guaranteed * 100,
        "monthly": cents,
        "card": on_card(law, facts, cents),
    }


def counts(law: dict[str, Any], person: dict[str, Any]) -> bool:
    """Say whether a person is part of the household unit."""
    unit = law["household"]
    if person["excluded_by"] in unit["excluded_by"]:
        return False
    if person["relation"] == "guest" and unit.get("guests_are_members", True) is False:
        return False
    grown = person["age_years"] >= unit["adult_age"]
    studying_child = person["relation"] == "child" and person["studies"] and grown
    return unit["students_are_members"] or not studying_child


def sort_by_age(
    law: dict[str, Any], everybody: list[dict[str, Any]], counted: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Part adults from minors, and move the oldest minor where a parent is alone or no adult is there."""
    unit = law["household"]
    adults = [person for person in counted if person["age_years"] >= unit["adult_age"]]
    minors = [person for person in counted if person["age_years"] < unit["adult_age"]]
    minors.sort(key=lambda person: -person["age_years"])
    if not adults and minors and unit["child_headed_oldest_child_is_adult"]:
        adults.append(minors.pop(0))
        return adults, minors
    couple = any(person["relation"] in ("spouse", "partner") for person in everybody)
    strangers = [person for person in counted if person["relation"] not in ("applicant", "child")]
    parent = any(person["relation"] == "applicant" for person in adults)
    own_minor = any(person["relation"] == "child" for person in minors)
    if unit["single_parent_oldest_child_is_adult"] and parent and own_minor and not couple and not strangers:
        adults.append(minors.pop(0))
    return adults, minors


def how_much(law: dict[str, Any], adults: list[Any], children: list[Any]) -> Fraction:
    """Return the amount a month in euros before income."""
    if "fixed" in law:
        table = law["fixed"]["by_children_minor"]
        place = len(children) if len(children) < len(table) else len(table) - 1
        return Fraction(table[place], 100)
    rates = law["guaranteed"]
    total = Fraction(0)
    for number, _ in enumerate(adults):
        total += Fraction(rates["first_adult_amount_minor" if number == 0 else "further_adult_amount_minor"], 100)
    for _ in children:
        total += Fraction(rates["child_amount_minor"], 100)
    if "household_maximum_minor" in rates:
        total = min(total, Fraction(rates["household_maximum_minor"], 100))
    return total


def declared_income(law: dict[str, Any], facts: dict[str, Any]) -> Fraction:
    """Return the income in euros of all the months that count."""
    if "income" not in law:
        return Fraction(0)
    total = Fraction(0)
    for item in facts["incomes"]:
        percent = law["income"].get("disregard_percent", {}).get(item["kind"], 0)
        disregarded_cents = Fraction(item["amount_minor"] * percent, 100)
        disregarded_cents -= disregarded_cents % 1
        total += (item["amount_minor"] - disregarded_cents) / 100
    for item in facts["expenses"]:
        if item["kind"] in law["income"].get("deducted_expenses", []):
            total -= Fraction(item["amount_minor"], 100)
    return max(total, Fraction(0))


def reasons_to_refuse(
    law: dict[str, Any],
    facts: dict[str, Any],
    counted: list[dict[str, Any]],
    parted: tuple[list[Any], list[Any]],
    money: tuple[Fraction, Fraction],
) -> set[str]:
    """Return why the law refuses, by name; several reasons may hold at once."""
    (adults, children), (guaranteed, income) = parted, money
    unit, refused = law["household"], set()
    if "residence" in law and not facts["resident"]:
        refused.add("residence")
    if not [person for person in counted if person["relation"] == "applicant"]:
        refused.add("applicant")
    if len(counted) == 1 and counted[0]["age_years"] >= unit["adult_age"] and "single_person_age" in unit:
        alone = counted[0]
        if alone["age_years"] < unit["single_person_age"] or alone["studies"]:
            refused.add("single_person")
    if "fixed" in law and law["fixed"]["by_children_minor"][0] == 0 and guaranteed == 0:
        refused.add("children")
    if "income" in law and income > law["guaranteed"]["months_counted"] * guaranteed:
        refused.add("income")
    refused |= {name for name, amount, limit in assets(law, facts, counted, adults, children) if amount > limit}
    if set(law.get("luxury", {}).get("signs", [])) & set(facts["luxury_signs"]):
        refused.add("luxury")
    return refused


def assets(
    law: dict[str, Any], facts: dict[str, Any], counted: list[Any], adults: list[Any], children: list[Any]
) -> list[tuple[str, Fraction, Fraction]]:
    """Return what is owned in euros beside its limit, by name."""
    found = []
    if "real_estate" in law:
        rule = law["real_estate"]
        limit = Fraction(rule["first_person_minor"], 100)
        others = max(len(counted) - 1, 0)
        minors = min(len(children), others)
        limit += Fraction(rule["further_person_minor"], 100) * (others - minors)
        limit += Fraction(rule.get("further_child_minor", rule["further_person_minor"]), 100) * minors
        limit = min(limit, Fraction(rule["maximum_minor"], 100))
        found.append(("real_estate", Fraction(facts["real_estate_minor"], 100), limit))
    if "vehicles" in law:
        limit = Fraction(law["vehicles"]["maximum_minor"], 100)
        found.append(("vehicles", Fraction(facts["vehicles_minor"], 100), limit))
    if "deposits" in law:
        rule, limit = law["deposits"], Fraction(0)
        for number, _ in enumerate(adults):
            limit += Fraction(rule["first_adult_minor" if number == 0 else "further_adult_minor"], 100)
        limit += Fraction(rule["child_minor"], 100) * len(children)
        limit = min(limit, Fraction(rule["maximum_minor"], 100))
        found.append(("deposits", Fraction(facts["deposits_minor"], 100), limit))
        rate = rule.get("average_rate_basis_points", {}).get(str(facts["tax_year"]))
        if rate is not None:
            found.append(("interest", Fraction(facts["interest_minor"], 100), limit * rate / 10_000))
    return found


def whole_cents(euros: Fraction) -> int:
    """Return an amount in cents, half a cent upwards."""
    cents = euros * 100
    below = cents.numerator // cents.denominator
    return below + 1 if cents - below >= Fraction(1, 2) else below


def on_card(law: dict[str, Any], facts: dict[str, Any], cents: int) -> int:
    """Return the cents that go on the card; the account takes the odd one."""
    if "card" not in law or facts["card_exemption"] in law["card"]["exemptions"]:
        return 0
    if cents < law["card"]["monthly_minimum_minor"]:
        return 0
    share = Fraction(cents * law["card"]["share_percent"], 100)
    return share.numerator // share.denominator
