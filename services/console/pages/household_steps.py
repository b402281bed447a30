"""The questions of a household's entry: which there are, in which order, and which fields each one fills."""

from collections.abc import Mapping
from typing import Final

import msgspec

from services.console import languages
from services.console.choices import IDENTIFIERS
from services.console.clients.registry.people import PersonChecked
from services.console.drafts import Values
from services.console.languages import mark
from services.kit.errors import Fault, Malformed
from services.kit.settings import Municipality

ADDRESS: Final = "address"
OTHERS: Final = "others"
CHECK: Final = "check"
FIRST: Final = "0-who"
MEMBERS_MAX: Final = 30

SAY_IT: Final = mark("Fill this in to go on.")
NO_DATE: Final = mark("This is not a date: write year, month and day, such as 1985-05-04.")
KNOWN: Final = mark("Somebody with this number is registered already: open that file instead of entering them again.")
MEND: Final = mark("Mend what is marked and send it again.")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question about one person: the fields that it fills and those of them without which it is not answered."""

    title: str
    fields: tuple[str, ...]
    needed: tuple[str, ...] = ()


QUESTIONS: Final[Mapping[str, Question]] = {
    "who": Question(
        title=mark("Who is it?"),
        fields=("person/given_name", "person/family_name", "person/father_name", "person/born_on", "relation"),
        needed=("person/given_name", "person/family_name", "person/born_on", "relation"),
    ),
    "numbers": Question(title=mark("Which numbers are on the papers?"), fields=()),
    "contact": Question(title=mark("How are they reached and paid?"), fields=("person/phone", "person/iban")),
    "work": Question(title=mark("School and work"), fields=("work", "studies")),
}
ADDRESS_FIELDS: Final = ("address/street", "address/postal_code", "address/town")


def people(values: Values) -> list[int]:
    """Return the places of those who were begun; the applicant stands at 0."""
    found = {int(name.split("/")[1]) for name in values if name.startswith("members/")}
    return sorted(found | {0})


def questions_of(place: int) -> list[str]:
    """Return what is asked of a person; only the applicant is reached and paid."""
    return [name for name in QUESTIONS if place == 0 or name != "contact"]


def steps(values: Values) -> list[str]:
    """Return every step in its order, as the draft stands; the address is asked for with the applicant."""
    listed: list[str] = []
    for place in people(values):
        own = [f"{place}-{name}" for name in questions_of(place)]
        listed += own if place else [*own[:-1], ADDRESS, own[-1]]
    return [*listed, OTHERS, CHECK]


def next_place(values: Values) -> int:
    """Return the place of the next member to be asked about."""
    return people(values)[-1] + 1


def after(step: str, values: Values) -> str:
    """Return the step that follows; the last one follows itself."""
    listed = steps(values)
    return listed[min(listed.index(step) + 1, len(listed) - 1)] if step in listed else OTHERS


def before(step: str, values: Values) -> str | None:
    """Return the step that comes before, of all but the first one; whoever is new was added to those listed so far."""
    listed = steps(values)
    if step not in listed:
        return OTHERS
    place = listed.index(step)
    return listed[place - 1] if place else None


def parts(step: str) -> tuple[int, str] | None:
    """Return the person and the question that a step is about, or None for a step about all of them."""
    place, _, name = step.partition("-")
    known = place.isdecimal() and int(place) < MEMBERS_MAX and name in questions_of(int(place))
    return (int(place), name) if known else None


def person_at(place: int) -> str:
    """Return what the names of a person's fields begin with."""
    return f"members/{place}/person/"


def start_of(step: str) -> str | None:
    """Return what the names begin with that registry looks through after a step: nothing for where they live."""
    found = parts(step)
    return person_at(found[0]) if found is not None else "" if step == ADDRESS else None


def looked_at(start: str, values: Values) -> Values:
    """Return what registry looks through: a person so far or, without a start, where they live."""
    own = {name: value for name, value in values.items() if name.startswith(start or f"{ADDRESS}/")}
    return {name.removeprefix(start): value for name, value in own.items()}


def fields_of(step: str, municipality: Municipality) -> dict[str, bool]:
    """Return the names of the fields that a step fills, and whether it can be left without each."""
    found = parts(step)
    if found is None:
        return dict.fromkeys(ADDRESS_FIELDS, False) if step == ADDRESS else {}
    place, name = found
    question = QUESTIONS[name]
    wanted = {f"members/{place}/{field}": field in question.needed for field in question.fields}
    if name == "numbers":
        kinds = IDENTIFIERS[municipality.country]
        for at, _ in enumerate(kinds):
            number = f"members/{place}/person/identifiers/{at}/"
            wanted |= {f"{number}kind!": False, f"{number}number": place == 0 and at == 0}
    return wanted


def resumed_at(values: Values, municipality: Municipality) -> str:
    """Return the step at which somebody goes on: after the last one that has an answer."""
    answered = [step for step in steps(values) if not values.keys().isdisjoint(fields_of(step, municipality))]
    return after(answered[-1], values) if answered else FIRST


def taken(step: str, sent: Mapping[str, list[str]], values: Values, municipality: Municipality) -> Values:
    """Return the draft's values with what was sent for a step; what it no longer says is gone."""
    wanted = fields_of(step, municipality)
    kept = {name: each for name, each in values.items() if name not in wanted}
    return kept | {name: sent[name] for name in wanted if any(value.strip() for value in sent.get(name, []))}


def refuse_unanswered(step: str, values: Values, municipality: Municipality, language: str) -> None:
    """Raise Malformed, in a language, for a question that was left without an answer."""
    wanted = fields_of(step, municipality)
    blank = [name for name, needed in wanted.items() if needed and name not in values]
    if step == ADDRESS and 0 < sum(name in values for name in wanted) < len(wanted):
        blank = [name for name in wanted if name not in values]
    if blank:
        raise refusal(dict.fromkeys(blank, SAY_IT), language)


def refuse_faulty(checked: PersonChecked, step: str, municipality: Municipality, language: str) -> None:
    """Raise Malformed for what registry finds wrong with this step's fields, or for somebody whom it has already."""
    own = fields_of(step, municipality)
    start = start_of(step) or ""
    named = {f"{start}{fault.pointer.removeprefix('/')}": fault.detail for fault in checked.faults}
    said = {name: detail for name, detail in named.items() if name in own}
    if checked.known_id is not None and f"{start}identifiers/0/number" in own:
        said.setdefault(f"{start}identifiers/0/number", KNOWN)
    if said:
        raise refusal(said, language, known_id=checked.known_id)


def refusal(said: Mapping[str, str], language: str, **members: object) -> Malformed:
    """Return the refusal of these fields; what was not said in the language yet is translated."""
    say = languages.translations(language).gettext
    faults = [Fault(pointer=f"/{name}", detail=say(detail)) for name, detail in said.items()]
    return Malformed(say(MEND), errors=faults, language=language, **members)


def name_of(place: int, values: Values) -> str:
    """Return what a person is called so far."""
    typed = (values.get(f"members/{place}/person/{field}", [""])[0] for field in ("given_name", "family_name"))
    return " ".join(each.strip() for each in typed if each.strip())
