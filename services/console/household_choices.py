"""What can be chosen where a household or a person has changed, and what the codes of past changes are called."""

from typing import Final

from services.console.languages import mark

ARRANGEMENTS: Final = {
    "not_stated": mark("not stated"),
    "owned": mark("in a home of their own"),
    "rented": mark("in a rented home"),
    "hosted": mark("put up by others"),
    "shelter": mark("in a shelter"),
    "transitional_shelter": mark("in a transitional shelter"),
    "homeless": mark("without a home"),
    "institution": mark("in an institution"),
}
"""How a household lives."""

DEPARTURES: Final = {
    "own_household": mark("lives by themselves now"),
    "separated": mark("separation"),
    "left_town": mark("moved to another town or abroad"),
    "in_institution": mark("lives in an institution now"),
    "never_lived_there": mark("never lived there: it was entered by mistake"),
    "other": mark("another reason"),
}
"""Why somebody belongs to a household no more."""

UNCOUNTED: Final = {
    "closed_care": mark("lives in closed care"),
    "supported_living": mark("lives in supported living"),
    "psychosocial_rehabilitation": mark("is in psychosocial rehabilitation"),
    "conscript": mark("does military service"),
}
"""Why the Greek rules do not count somebody who belongs to a household."""

RISKS: Final = {
    "shelter_for_women": mark("they live in a shelter for women"),
    "domestic_violence": mark("violence at home"),
    "threat": mark("somebody threatens them"),
    "witness_protection": mark("a court or the police asks for it"),
}
"""Why a household is protected."""

RISKS_OVER: Final = {
    "risk_over": mark("the danger is over"),
    "own_wish": mark("they wish it themselves"),
    "entered_by_mistake": mark("it was entered by mistake"),
}
"""Why it is protected no more."""

DEATH_MISTAKES: Final = {
    "wrong_person": mark("another person was meant"),
    "register_corrected": mark("the register was corrected"),
    "person_came": mark("the person has come to the office"),
}
"""Why the entry of a death was a mistake."""

NUMBERS: Final = {
    "GR": {
        "amka": mark("AMKA"),
        "afm": mark("AFM"),
        "personal_number": mark("Personal Number"),
        "paaypa": mark("PAAYPA"),
        "passport": mark("passport"),
        "other": mark("another number"),
    },
    "JO": {
        "national_number": mark("National number"),
        "jordan_personal_number": mark("personal number of somebody who is no citizen"),
        "unhcr": mark("UNHCR number"),
        "passport": mark("passport"),
        "other": mark("another number"),
    },
}
"""Every kind of number that a person may have, by country."""

CHANNELS: Final = {"print": mark("by letter"), "sms": mark("by text message"), "email": mark("by e-mail")}
"""How somebody wants to be told things."""

CHANGES: Final = {
    "joined": mark("came to live there"),
    "left": mark("lives there no more"),
    "moved_in": mark("came from another household"),
    "moved_out": mark("went to another household"),
    "facts_changed": mark("work, studies, age or relation changed"),
    "holder_changed": mark("holds the household and its card"),
    "arrangement_changed": mark("the household lives otherwise"),
    "split_off": mark("part of the household lives apart"),
    "split_from": mark("the household came out of another one"),
    "merged_into": mark("the household became part of another one"),
    "merged_with": mark("another household became part of this one"),
    "member_died": mark("has died"),
    "closed": mark("the household is closed"),
    "protected": mark("the household is protected"),
    "unprotected": mark("the protection is lifted"),
    "death_revoked": mark("a death was entered by mistake"),
    "reopened": mark("the household is open again"),
}
"""What became of a household, as its history tells it; the person stands before."""

REASONS: Final = ARRANGEMENTS | DEPARTURES | RISKS | RISKS_OVER
"""Why something changed, or to what."""

CLOSED: Final = {
    "died": mark("its last adult has died"),
    "moved_away": mark("it moved away"),
    "merged": mark("it became part of another one"),
}
"""Why a household is no more."""
