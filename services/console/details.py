"""What a refusal says beside its title, and what is wrong in a field, in the reader's language.

Services write these sentences once, in English, with amounts, days and names inside; programs and logs read them so.
Those that people meet on pages stand here with a hole for each value, and in the catalogues. A sentence that is not
here is shown in English, marked as English. A test finds each of them in the source of the service that says it.
"""

import re
from functools import cache
from typing import Final

from markupsafe import Markup

from services.console import formats, languages
from services.console.languages import mark

HOLE: Final = re.compile(r"%\((\w)\)s")

FIELDS: Final = (
    (r"Object missing required field `(?P<a>\w+)`", mark("Fill this in.")),
    (r"This field is required", mark("Fill this in.")),
    (r"Expected `[^`]+`, got `null`", mark("Fill this in.")),
    (r"Expected `str` of length >= 1", mark("Fill this in.")),
    (r"Expected `array` of length >= 1", mark("Choose at least one.")),
    (r"Expected `str` of length >= (?P<a>\d+)", mark("Write at least %(a)s characters.")),
    (r"Expected `str` of length <= (?P<a>\d+)", mark("Write at most %(a)s characters.")),
    (r"Expected `(?:int|float|decimal)` >= (?P<a>-?\d+(?:\.\d+)?)", mark("It has to be %(a)s or more.")),
    (r"Expected `(?:int|float|decimal)` <= (?P<a>-?\d+(?:\.\d+)?)", mark("It has to be %(a)s or less.")),
    (r"Expected `int(?: \| null)?`, got `\w+`", mark("Type a whole number.")),
    (r"Invalid RFC3339 encoded (?:date|datetime|time)", mark("This is not a date as it is written here.")),
    (r"Invalid enum value '?(?P<a>.*?)'?", mark("Choose one of the list.")),
    (r"Invalid UUID", mark("Choose one of the list.")),
    (r"Expected `str` matching regex .*", mark("This is not written in the way that is asked for.")),
)
"""What msgspec finds wrong in a value, which says it for programs."""

DETAILS: Final = (
    # signing in
    mark("Check both and try again; after five tries this account pauses for a quarter of an hour."),
    mark("Check both; after three wrong tries the PIN is blocked, and the card desk helps."),
    mark("Wait a quarter of an hour, or ask an administrator."),
    mark("Wait for the next code of the telephone, and see that its clock is right."),
    mark("Wait for the next code of the telephone, or use a recovery code."),
    mark("Type both as they stand on the paper; after five tries wait a quarter of an hour."),
    mark("The second step takes ten minutes at most."),
    mark("Show the password first."),
    mark("Choose one of %(a)s to %(b)s characters."),
    mark("Too many people are signing in just now."),
    mark("Sign in with your card: a session ends after ten minutes without use."),
    mark("Sign in, or sign in again: a session ends after half an hour without use."),
    mark("Your roles do not include this work."),
    mark("Open the page here and send its form again."),
    mark("The sign-in provider does not answer just now."),
    mark("Ask who keeps the groups of the provider to add you to one of Koinon."),
    mark("This account is suspended."),
    # every page
    mark("Mend what is marked and send it again."),
    mark("Mend what is named in errors and send it again."),
    mark("The service %(a)s does not answer just now."),
    mark("You changed version %(a)s; it is at %(b)s now. Read it again and decide anew."),
    mark("A request with this key is being carried out; ask again in a moment."),
    mark("This needs one of the roles %(a)s."),
    mark("%(a)s cannot be read as an amount."),
    mark("%(a)s has more decimals than %(b)s has."),
    mark("Choose the file."),
    # two people
    mark("Somebody who has neither proposed nor approved this has to approve it."),
    mark("Look at the proposal again and quote its hash."),
    mark("It could be decided until %(a)s; propose it again."),
    mark("A %(a)s of %(b)s is already waiting for a decision."),
    mark("From %(a)s there is no step to %(b)s."),
    mark("Nobody suspends themselves; another administrator has to."),
    mark("Nobody proposes roles for themselves."),
    mark("Nobody approves roles for themselves."),
    mark("Nobody resets their own sign-in."),
    mark("%(a)s is taken, or this person signs in already."),
    mark("Owners are invited by the office of merchants, founders by the incubator's."),
    # households and applications
    mark("Somebody who has neither entered nor recommended this application has to decide it."),
    mark("Assess the application first."),
    mark("Assess the application again."),
    mark("Reject it, or correct what is declared and assess again."),
    mark("Add what is missing before you approve."),
    mark("Decide or withdraw it first."),
    mark("Exactly one member is the applicant."),
    mark("The same person stands here twice."),
    mark("The date of birth is in the future."),
    mark("The %(a)s is registered already."),
    mark("The %(a)s stands twice in this request."),
    mark("Every adult has to consent to %(a)s."),
    mark("Hand it to a colleague."),
    mark("It may apply from %(a)s on."),
    mark("Say when this paper was issued."),
    mark("A household has at most %(a)s members."),
    # cards and money
    mark("Choose one that does not repeat or count."),
    mark("After three wrong tries it is blocked."),
    mark("The card desk can set it anew when the holder is there."),
    mark("It was stopped, or has ended."),
    mark("There is no such card."),
    mark("Print the card first; what is handed over has to exist."),
    mark("Ask at the card desk of the municipality."),
    mark("It could be disputed until %(a)s."),
    mark("%(a)s is left of it."),
    mark("Wait until it is decided."),
    mark("Look at the exclusions: they say why."),
    mark("The budget line does not hold what the run needs; fund it first."),
    mark("This budget line is for %(a)s of %(b)s."),
    mark("Calculate and lock it again."),
    mark("Today is %(a)s."),
    mark("The days up to %(a)s are closed."),
    # the incubator
    mark("Somebody who has not offered the order approves what was delivered."),
    mark("Somebody who has not approved the delivery has it paid."),
    mark("A founder neither gives an order to their own enterprise nor approves it."),
    mark("Wait for cards, or cancel it where the line is too small."),
    mark("Wait for cards."),
    mark("Order its payment."),
    mark("Record how the body has paid it."),
    mark("It is accepted as a merchant first; its account is verified there."),
    mark("Choose one of the matches."),
    mark("Offer it to another enterprise."),
    mark("%(a)s minor units were ordered."),
    mark("This day is still to come."),
    mark("This day is over."),
    mark("It is due on %(a)s."),
    mark("%(a)s of %(b)s times."),
    mark("Nobody decides about their own award."),
    mark("Somebody who has not verified the payee releases the money."),
    mark("Verify it again, and wait %(a)s days."),
    mark("Accept it, and the first milestone before any other."),
    mark("Somebody else has to judge this application."),
)  # fmt: skip


@cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return each sentence as a pattern that finds it with its values."""
    fields = [(re.compile(rf"{pattern}\.?"), sentence) for pattern, sentence in FIELDS]
    return fields + [(pattern_of(sentence), sentence) for sentence in DETAILS]


def pattern_of(sentence: str) -> re.Pattern[str]:
    """Return the pattern of a sentence: its words as they are, anything in its holes."""
    parts = HOLE.split(sentence)
    escaped = [f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(escaped))


def said(detail: str, language: str) -> Markup:
    """Return what a service says, in a language; in English, marked as such, where the sentence is not known."""
    for pattern, sentence in patterns():
        found = pattern.fullmatch(detail)
        if found is not None:
            text = languages.translations(language).gettext(sentence)
            values = {name: formats.isolate(value) for name, value in found.groupdict().items()}
            return Markup(text) % values if HOLE.search(text) else Markup("{}").format(text)  # noqa: S704 (our own)
    return Markup('<span lang="en" dir="ltr">{}</span>').format(detail)
