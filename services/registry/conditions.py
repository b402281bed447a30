"""The conditions that a household has to meet. Each returns its line, met or not, and none looks at another."""

from services.kit.sentences import Sentence, sentence
from services.registry.amounts import Count, Line, Outcome
from services.registry.facts import HouseholdFacts
from services.registry.rules import Rules


def check_all(rules: Rules, facts: HouseholdFacts, count: Count, *, income_minor: int, limit_minor: int) -> list[Line]:
    """Return the line of every condition, in the order in which they are read out."""
    lines = [
        residence(rules, facts),
        applicant_counted(rules, facts, count),
        single_person(rules, count),
        income(rules, income_minor=income_minor, limit_minor=limit_minor),
        real_estate(rules, facts, count),
        vehicles(rules, facts),
        deposits(rules, facts, count),
        interest(rules, facts, count),
        luxury(rules, facts),
        activation(rules, facts, count),
    ]
    return [line for line in lines if line is not None]


def residence(rules: Rules, facts: HouseholdFacts) -> Line:
    """The household lives in the municipality that it applies to."""
    if facts.resident:
        said = sentence("You live in this municipality.")
    else:
        said = sentence("You do not live in this municipality; apply where you live.")
    return _tested("residence", facts.resident, rules.residence.source, said)


def applicant_counted(rules: Rules, facts: HouseholdFacts, count: Count) -> Line | None:
    """A household is one of people outside institutions: the person who applies must be counted."""
    if any(member.relation == "applicant" for member in count.members):
        return None
    said = sentence("The person who applies is not counted in the household and cannot apply for it.")
    return _tested("applicant", False, rules.household.source, said)


def single_person(rules: Rules, count: Count) -> Line | None:
    """Who lives alone has completed a certain age and does not study; younger people belong to their parents' unit."""
    if len(count.members) != 1 or count.members[0].age_years < rules.household.adult_age:
        return None
    person = count.members[0]
    met = person.age_years >= rules.household.single_person_age and not person.studies
    age = rules.household.single_person_age
    if met:
        said = sentence("You live alone, you are over {age} and you do not study.", age=age)
    else:
        said = sentence(
            "Who lives alone must be over {age} and not study; younger people apply with their parents.", age=age
        )
    return _tested("single_person", met, rules.household.source, said)


def income(rules: Rules, *, income_minor: int, limit_minor: int) -> Line:
    """The declared income of the months that count is at most that many times the guaranteed amount."""
    met = income_minor <= limit_minor
    parameters = {"months": rules.guaranteed.months_counted, "amount_minor": income_minor, "limit_minor": limit_minor}
    if met:
        said = sentence("Income of {months} months: {amount_minor}; the limit is {limit_minor}.", **parameters)
    else:
        said = sentence(
            "Income of {months} months: {amount_minor}. It is above the limit of {limit_minor}.", **parameters
        )
    return _tested("income", met, rules.income.source, said)


def real_estate(rules: Rules, facts: HouseholdFacts, count: Count) -> Line:
    """The taxable value of real estate, by number of persons."""
    rule = rules.real_estate
    further_persons = max(len(count.members) - 1, 0)
    limit = min(rule.first_person_minor + rule.further_person_minor * further_persons, rule.maximum_minor)
    amount = facts.real_estate_minor
    if amount <= limit:
        said = sentence("Real estate: {amount_minor}; the limit is {limit_minor}.", **_pair(amount, limit))
    else:
        said = sentence("Real estate: {amount_minor}. It is above the limit of {limit_minor}.", **_pair(amount, limit))
    return _tested("real_estate", amount <= limit, rule.source, said)


def vehicles(rules: Rules, facts: HouseholdFacts) -> Line:
    """The objective expenditure of all vehicles together."""
    amount, limit = facts.vehicles_minor, rules.vehicles.maximum_minor
    if amount <= limit:
        said = sentence("Vehicles: {amount_minor}; the limit is {limit_minor}.", **_pair(amount, limit))
    else:
        said = sentence("Vehicles: {amount_minor}. It is above the limit of {limit_minor}.", **_pair(amount, limit))
    return _tested("vehicles", amount <= limit, rules.vehicles.source, said)


def deposit_limit(rules: Rules, count: Count) -> int:
    """Return the highest deposits of a household of this kind."""
    rule = rules.deposits
    first = rule.first_adult_minor if count.adults else 0
    further = rule.further_adult_minor * max(count.adults - 1, 0)
    return min(first + further + rule.child_minor * count.children, rule.maximum_minor)


def deposits(rules: Rules, facts: HouseholdFacts, count: Count) -> Line:
    """Deposits, shares and bonds, by kind of household."""
    amount, limit = facts.deposits_minor, deposit_limit(rules, count)
    if amount <= limit:
        said = sentence("Deposits: {amount_minor}; the limit is {limit_minor}.", **_pair(amount, limit))
    else:
        said = sentence("Deposits: {amount_minor}. They are above the limit of {limit_minor}.", **_pair(amount, limit))
    return _tested("deposits", amount <= limit, rules.deposits.source, said)


def interest(rules: Rules, facts: HouseholdFacts, count: Count) -> Line:
    """The year's interest is at most the deposit limit at the tax year's average rate, where that rate is known."""
    rate = rules.deposits.average_rate_basis_points.get(str(facts.tax_year))
    if rate is None:
        said = sentence("Interest on deposits was not tested: no average rate is set for the tax year.")
        return Line(code="interest", outcome="not_tested", legal_source=rules.deposits.source, sentence=said)
    amount, limit = facts.interest_minor, deposit_limit(rules, count) * rate // 10_000
    if amount <= limit:
        said = sentence("Interest of the year: {amount_minor}; the limit is {limit_minor}.", **_pair(amount, limit))
    else:
        said = sentence(
            "Interest of the year: {amount_minor}. It is above the limit of {limit_minor}.", **_pair(amount, limit)
        )
    return _tested("interest", amount <= limit, rules.deposits.source, said)


def luxury(rules: Rules, facts: HouseholdFacts) -> Line:
    """Nothing in the last tax return refuses the application outright."""
    signs = [sign for sign in rules.luxury.signs if sign in facts.luxury_signs]
    if not signs:
        said = sentence("The last tax return shows nothing that excludes you.")
    else:
        said = sentence("The last tax return shows what excludes you: {sign_code}.", sign_code=signs[0])
    return _tested("luxury", not signs, rules.luxury.source, said)


def activation(rules: Rules, facts: HouseholdFacts, count: Count) -> Line | None:
    """Adults who can work register as unemployed. It does not refuse: the right is suspended until they do."""
    missing = sum(m.work == "unregistered" and m.age_years >= rules.household.adult_age for m in count.members)
    if not missing:
        return None
    said = sentence(
        "Adults who can work and are not registered as unemployed: {number}. They must register, or the benefit stops.",
        number=missing,
    )
    return Line(code="activation", outcome="attention", legal_source=rules.activation.source, sentence=said)


def _pair(amount_minor: int, limit_minor: int) -> dict[str, int]:
    return {"amount_minor": amount_minor, "limit_minor": limit_minor}


def _tested(code: str, met: bool, legal_source: str, said: Sentence) -> Line:
    """Return a condition's line; what was compared stands in the sentence's parameters."""
    outcome: Outcome = "passed" if met else "failed"
    return Line(
        code=code,
        outcome=outcome,
        amount_minor=_number(said, "amount_minor"),
        limit_minor=_number(said, "limit_minor"),
        legal_source=legal_source,
        sentence=said,
    )


def _number(said: Sentence, name: str) -> int | None:
    value = said.parameters.get(name)
    return value if isinstance(value, int) else None
