"""What each condition says, by what came out."""

from collections.abc import Mapping

from services.kit.sentences import Sentence, sentence
from services.registry.assessing.conditions import Result

SENTENCES: Mapping[tuple[str, Result], Sentence] = {
    ("residence", "passed"): sentence("You live in this municipality."),
    ("residence", "failed"): sentence("You do not live in this municipality. Please apply in the one where you live."),
    ("applicant", "failed"): sentence("You are not counted in this household yourself, so you cannot apply for it."),
    ("single_person", "passed"): sentence("You live alone, you are {age} or older and you do not study."),
    ("single_person", "failed"): sentence(
        "A person who lives alone must be {age} or older and must not be studying. Younger people and students apply "
        "together with their parents."
    ),
    ("children", "passed"): sentence("A child under {age} lives in your household."),
    ("children", "failed"): sentence("This benefit is for households with a child under {age}."),
    ("income", "passed"): sentence(
        "Your household's income in {months} months is {amount_minor}. The limit is {limit_minor}."
    ),
    ("income", "failed"): sentence(
        "Your household's income in {months} months is {amount_minor}. That is more than the limit of {limit_minor}."
    ),
    ("real_estate", "passed"): sentence("Your real estate is worth {amount_minor}. The limit is {limit_minor}."),
    ("real_estate", "failed"): sentence(
        "Your real estate is worth {amount_minor}. That is more than the limit of {limit_minor}."
    ),
    ("vehicles", "passed"): sentence(
        "The tax office counts {amount_minor} a year for your vehicles. The limit is {limit_minor}."
    ),
    ("vehicles", "failed"): sentence(
        "The tax office counts {amount_minor} a year for your vehicles. That is more than the limit of {limit_minor}."
    ),
    ("deposits", "passed"): sentence("Your savings and shares are {amount_minor}. The limit is {limit_minor}."),
    ("deposits", "failed"): sentence(
        "Your savings and shares are {amount_minor}. That is more than the limit of {limit_minor}."
    ),
    ("interest", "passed"): sentence("Your interest of {year} is {amount_minor}. The limit is {limit_minor}."),
    ("interest", "failed"): sentence(
        "Your interest of {year} is {amount_minor}. That is more than the limit of {limit_minor}."
    ),
    ("interest", "not_tested"): sentence("We did not look at your interest: no average rate is set for that year."),
    ("luxury", "passed"): sentence("Nothing in your last tax return stands against the benefit."),
    ("luxury", "failed"): sentence("Your last tax return shows something that rules the benefit out: {sign_code}."),
    ("activation", "attention"): sentence(
        "Adults who can work but are not registered as unemployed: {number}. Please register, or the benefit stops."
    ),
}

NOTHING: Mapping[str, Sentence] = {
    "real_estate": sentence("You declared no real estate."),
    "vehicles": sentence("You declared no vehicles."),
    "deposits": sentence("You declared no savings and no shares."),
}
"""What a condition says of nothing at all."""

DETAILS = {"single_person": "age", "children": "age", "interest": "year", "luxury": "sign_code", "activation": "number"}
"""How a sentence names what a condition says besides its amounts."""

SECTIONS = {"applicant": "household", "single_person": "household", "children": "fixed", "interest": "deposits"}
"""Where the law stands for a condition, unless the rules' section has the condition's name."""
