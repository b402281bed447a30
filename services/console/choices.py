"""What can be chosen on pages: the codes that the services know, and what each is called."""

from typing import Final

from services.console.languages import mark

RELATIONS: Final = {
    "applicant": mark("applicant"),
    "spouse": mark("spouse"),
    "partner": mark("partner"),
    "child": mark("child"),
    "parent": mark("parent"),
    "sibling": mark("brother or sister"),
    "other": mark("other relative"),
    "guest": mark("guest"),
}

WORK: Final = {
    "not_stated": mark("not stated"),
    "employed": mark("employed"),
    "registered_unemployed": mark("registered as unemployed"),
    "unregistered": mark("neither employed nor registered"),
    "unable": mark("not able to work"),
    "retired": mark("retired"),
}

IDENTIFIERS: Final = {
    "GR": (("amka", mark("AMKA")), ("afm", mark("AFM"))),
    "JO": (("national_number", mark("National number")),),
}
"""The numbers that are asked for, by country."""

INCOMES: Final = {
    "wages": mark("wages"),
    "pension": mark("pension"),
    "agriculture": mark("farming"),
    "rent": mark("rents"),
    "unemployment_benefit": mark("unemployment benefit"),
    "other_income": mark("other income"),
}

LUXURY: Final = {
    "luxury_tax": mark("luxury tax"),
    "yacht_crew": mark("crew of a yacht"),
    "private_school_fees": mark("private school fees"),
    "domestic_staff": mark("domestic staff"),
}

EVIDENCE: Final = {
    "identity": mark("identity card or passport"),
    "tax_return": mark("tax return"),
    "iban_ownership": mark("proof of the bank account"),
    "utility_bill": mark("utility bill"),
    "residence": mark("proof of residence"),
}

PURPOSES: Final = {"benefits": mark("benefits"), "bonus": mark("bonus of the shops' offers")}

PROGRAMMES: Final = {
    "EUR": {"gmi": mark("Guaranteed minimum income")},
    "JOD": {"johud_training": mark("Training allowance")},
}

KINDS: Final = {
    "private": mark("private business"),
    "public": mark("public body"),
    "social_enterprise": mark("social enterprise"),
}

CATEGORIES: Final = {
    "5411": mark("groceries"),
    "5422": mark("butcher"),
    "5462": mark("bakery"),
    "5912": mark("pharmacy"),
    "5651": mark("clothing"),
    "5311": mark("household goods"),
    "5943": mark("stationery"),
    "5812": mark("restaurant"),
    "8299": mark("lessons"),
}
"""ISO 18245 categories that an application offers to tick."""

PRESETS: Final = {
    "johud_intake": mark("Al-Koura incubator: intake of ideas"),
    "johud_second_call": mark("Al-Koura incubator: second call, with grants"),
    "medtown_sub_grants": mark("MedTOWN pilot projects: call for sub-grants"),
}

OUTCOMES: Final = {"awarded": mark("awarded"), "reserve": mark("on the reserve list"), "rejected": mark("rejected")}

MODES: Final = {"on_site": mark("on site"), "online": mark("online")}

FORMS: Final = {
    "JO": {
        "non_profit_company": mark("non-profit company"),
        "cooperative": mark("cooperative"),
        "society": mark("society"),
        "limited_liability_company": mark("limited liability company"),
        "home_based_business": mark("home-based business"),
    },
    "GR": {
        "koinsep": mark("KoinSEp"),
        "koispe": mark("KoiSPE"),
        "workers_cooperative": mark("workers' cooperative"),
        "other_body": mark("other body of the social economy"),
    },
}

SHOP_FORMS: Final = {
    "JO": {
        "sole_trader": mark("sole trader"),
        "general_partnership": mark("general partnership"),
        "limited_partnership": mark("limited partnership"),
        **FORMS["JO"],
        "public_body": mark("public body"),
    },
    "GR": {
        "sole_trader": mark("sole trader"),
        "general_partnership": mark("general partnership"),
        "limited_partnership": mark("limited partnership"),
        "private_company": mark("private company (IKE)"),
        "limited_liability_company": mark("limited liability company"),
        "public_limited_company": mark("public limited company"),
        **FORMS["GR"],
        "public_body": mark("public body"),
    },
}
"""In which legal forms shops apply. merchants keeps the code as it is told."""

GATES: Final = {
    "start_registration": mark("begin the registration"),
    "register": mark("registered"),
    "accredit": mark("trading"),
}

PAPERS: Final = {
    "business_plan": mark("business plan"),
    "registration_certificate": mark("registration certificate"),
    "general_register_entry": mark("entry in the general register"),
    "tax_registration": mark("tax registration"),
    "municipal_licence": mark("licence of the municipality"),
    "site_visit": mark("report of a visit"),
}

OBJECTIONS: Final = {
    "not_made": mark("I did not make this payment"),
    "wrong_amount": mark("the amount is wrong"),
    "charged_twice": mark("it was charged twice"),
    "goods_not_received": mark("I did not get the goods"),
    "goods_returned": mark("I gave the goods back"),
    "goods_faulty": mark("the goods were faulty"),
}
"""What somebody may have against a payment."""

OBJECTION_ENDS: Final = {
    "disputed": mark("being looked into"),
    "upheld": mark("you were right; the money came back"),
    "rejected": mark("the payment stays as it was"),
    "withdrawn": mark("taken back"),
}
"""What became of an objection, to whom has made it."""

COMPLAINTS: Final = {
    "card": mark("my card"),
    "amount": mark("the amount that I get"),
    "payment": mark("a payment"),
    "shop": mark("a shop"),
    "staff": mark("how I was treated at an office"),
    "discrimination": mark("I was treated worse than others"),
    "privacy": mark("what others learned about me"),
    "other": mark("something else"),
}
"""What somebody who holds a card may complain about there."""

LIVELIHOODS: Final = {
    "own_enterprise": mark("an enterprise of one's own"),
    "employed": mark("employed"),
    "in_training": mark("in training"),
    "seeking": mark("looking for work"),
    "at_home": mark("at home"),
}
"""What participants live on, months after their cohort."""

CHASES: Final = {
    "call": mark("a call"),
    "message": mark("a message"),
    "letter": mark("letter"),
    "visit": mark("a visit"),
}
"""How participants are asked again."""

WEEKDAYS: Final = {
    "sunday": mark("Sunday"), "monday": mark("Monday"), "tuesday": mark("Tuesday"), "wednesday": mark("Wednesday"),
    "thursday": mark("Thursday"), "friday": mark("Friday"), "saturday": mark("Saturday"),
}  # fmt: skip

SKILLS: Final = {
    "pricing": mark("costs and prices"),
    "bookkeeping": mark("bookkeeping"),
    "marketing": mark("marketing and sales"),
    "production": mark("making and quality"),
    "law": mark("law and licences"),
    "digital": mark("computers and online sales"),
    "teamwork": mark("leading a team"),
}
"""What mentors may know, besides the modules of calls."""

OBSTACLES: Final = {
    "too_close": mark("too close to the participant"),
    "other_language": mark("speaks another language"),
    "not_to_be_met": mark("cannot be met there or online"),
    "no_common_day": mark("no day in common"),
    "no_time_left": mark("no time left this month"),
}
"""Why a mentor could not accompany somebody."""

OWNERS: Final = {"mentor": mark("the mentor"), "participant": mark("the participant")}

DOMAINS: Final = {
    "seeing": mark("seeing, even with glasses"),
    "hearing": mark("hearing, even with a hearing aid"),
    "walking": mark("walking or climbing steps"),
    "cognition": mark("remembering or concentrating"),
    "self_care": mark("washing or dressing"),
    "communication": mark("understanding or being understood"),
}
"""The six questions of the Washington Group Short Set: how hard each of these is."""

DIFFICULTIES: Final = {
    "1": mark("no difficulty"), "2": mark("some difficulty"),
    "3": mark("a lot of difficulty"), "4": mark("cannot do it at all"),
}  # fmt: skip

NEEDS: Final = {
    "sign_language": mark("sign language"),
    "ramp": mark("a way without steps"),
    "transport": mark("transport"),
    "reader": mark("somebody who reads aloud, or large print"),
    "assistant": mark("an assistant"),
}
"""What lets a participant take part, and what rooms have."""

PROVISIONS: Final = {"met": mark("it is there"), "waived": mark("the participant does without")}

TRAINING: Final = {
    **WEEKDAYS, **SKILLS, **OBSTACLES, **OWNERS, **NEEDS, **PROVISIONS,
    "declined": mark("declined"), "revoked": mark("taken back"), "unmet": mark("not met yet"),
}  # fmt: skip

INCLUSIONS: Final = {"vulnerable": mark("vulnerable groups"), "special": mark("special groups")}
"""The groups for whose inclusion law 4430/2016 knows social enterprises."""

DUTIES: Final = {
    "members": mark("It has fewer members than its legal form asks for"),
    "included": mark("The share of members of the group is below what its legal form asks for"),
    "reserve": mark("Less of the profit was kept as reserve than its legal form asks for"),
    "to_employees": mark("More of the profit was given to employees than its legal form lets"),
    "public_revenue": mark("The share of revenue of public bodies is above what its legal form lets"),
}
"""Duties of social enterprises, said as they are when they are not kept."""

METHODS: Final = {
    "called_back": mark("called back on a number known before"),
    "bank_letter": mark("a letter of the bank"),
    "visited": mark("a visit"),
}
"""How somebody makes sure who is to be paid."""
REJECTIONS: Final = {
    "unreadable": mark("it cannot be read"),
    "wrong_paper": mark("it is another paper"),
    "expired": mark("it has expired"),
    "of_somebody_else": mark("it is somebody else's"),
}
"""Why a paper does not count."""

DIFFERENCES_CLOSED: Final = {
    "bank_charge": mark("a charge of the bank"),
    "interest": mark("interest"),
    "bank_mended": mark("the bank has mended it"),
    "booked_by_hand": mark("booked by hand elsewhere"),
    "not_ours": mark("not our money"),
    "before_the_start": mark("from before the ledger began"),
    "other": mark("another reason"),
}
"""Why a difference between bank and ledger stays."""

OTHER_PROGRAMMES: Final = {
    "gmi_pilot": mark("Guaranteed minimum income, the pilot of 2014"),
    "lebrija_elio": mark("Lebrija's elio, by number of children"),
    "red_cross_families": mark("Red Cross card for families"),
}
"""Programmes whose rules are known besides those that have a budget line."""

RULINGS: Final = {
    "nothing_new": mark("there is nothing new"),
    "new_facts": mark("there are new facts"),
    "wrong_calculation": mark("it was calculated wrongly"),
}
"""Why an appeal is ruled on as it is."""
