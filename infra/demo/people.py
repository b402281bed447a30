"""Synthetic people and shops of Paggaio and Al-Koura, the same for the same seed. Nobody here exists.

Numbers are valid by their checksums and made up; names are random combinations of common given and family names.
Household and application bodies are ready to be posted to registry; the rest is plain data for the seeding program.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Literal

import msgspec
from stdnum import iban, luhn
from stdnum.gr import vat as afm

from infra.demo import names

Gender = Literal["female", "male"]
HOUSEHOLDS = 500
MERCHANTS = 40
JORDANIANS = 10
AS_OF = date(2025, 1, 1)
"""Ages are drawn as of this day, so that the people do not depend on the day of the run."""


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """A household: the bodies of `POST /households` and (but for `household_id` and consents) `POST /applications`."""

    household: dict[str, Any]
    application: dict[str, Any]
    card_share_minor: int
    """What the generator expects on the card a month; 0 where it expects a refusal or a small amount."""


class Merchant(msgspec.Struct, frozen=True, kw_only=True):
    """A shop. `legal_form` is set for social enterprises only."""

    trade_name: str
    kind: Literal["private", "public", "social_enterprise"]
    legal_form: str | None
    afm: str
    iban: str
    category: str
    """ISO 18245 merchant category code."""
    town: str
    owner: dict[str, Any]
    social_bonus: bool
    """Whether the seed makes an offer of a social enterprise here."""
    also_sells: tuple[str, ...] = ()
    """More categories, where a till writes down what each kind of goods costs."""


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """One sale of the month, by place in the lists of households and merchants."""

    household: int
    merchant: int
    day: int
    """1 to 28."""
    hour: int
    minute: int
    amount_minor: int
    category: str


class Jordanian(msgspec.Struct, frozen=True, kw_only=True):
    """An applicant to the incubator."""

    person: dict[str, Any]
    iban: str
    idea: str


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the demo is seeded with."""

    households: tuple[Household, ...]
    merchants: tuple[Merchant, ...]
    purchases: tuple[Purchase, ...]
    jordanians: tuple[Jordanian, ...]


def generate(seed: int = 2022) -> People:
    """Return the demo's people; the same seed gives the same people."""
    random = Random(seed)
    serial = iter(range(10_000, 99_999))
    households = tuple(_household(random, lambda: next(serial)) for _ in range(HOUSEHOLDS))
    merchants = tuple(_merchant(random, place, next(serial)) for place in range(MERCHANTS))
    purchases = tuple(
        purchase
        for place, household in enumerate(households)
        for purchase in _month(random, place, household, merchants)
    )
    jordanians = tuple(_jordanian(random, place) for place in range(JORDANIANS))
    return People(
        households=households,
        merchants=merchants,
        purchases=tuple(sorted(purchases, key=lambda p: (p.day, p.hour, p.minute, p.household))),
        jordanians=jordanians,
    )


def make_amka(born_on: date, gender: Gender, serial: int) -> str:
    """Return a valid AMKA: DDMMYY, three digits of a serial, one that tells the gender, a Luhn digit."""
    digits = f"{born_on:%d%m%y}{serial % 1000:03d}{1 if gender == 'male' else 2}"
    return digits + str(luhn.calc_check_digit(digits))


def make_afm(serial: int) -> str:
    """Return a valid AFM for a serial number; serials below 80 million give 80 million different ones."""
    digits = f"{16_000_000 + serial * 37 % 80_000_000:08d}"
    return digits + str(afm.calc_check_digit(digits))


def make_iban(country: str, bban: str) -> str:
    """Return the IBAN of a basic bank account number, with its check digits."""
    return f"{country}{iban.calc_check_digits(f'{country}00{bban}')}{bban}"


def _greek_iban(random: Random) -> str:
    bank = random.choice(["0110", "0140", "0172", "0260", "0870"])
    return make_iban("GR", f"{bank[1:]}{random.randrange(10**4):04d}{random.randrange(10**16):016d}")


def _born(random: Random, youngest: int, oldest: int) -> date:
    return AS_OF - timedelta(days=random.randint(youngest * 365 + youngest // 4 + 1, oldest * 365 + oldest // 4))


def _person(random: Random, serial: int, *, ages: tuple[int, int], gender: Gender, family: int) -> dict[str, Any]:
    born_on = _born(random, *ages)
    male, female = names.GREEK_FAMILY[family]
    given = names.GREEK_MALE if gender == "male" else names.GREEK_FEMALE
    body: dict[str, Any] = {
        "given_name": random.choice(given),
        "family_name": male if gender == "male" else female,
        "born_on": born_on.isoformat(),
        "language": "el",
        "identifiers": [{"kind": "amka", "number": make_amka(born_on, gender, serial)}],
    }
    if ages[1] >= 18:
        body["identifiers"].append({"kind": "afm", "number": make_afm(serial)})
    return body


SHAPES: list[tuple[int, list[tuple[str, tuple[int, int]]]]] = [
    # weight, members as (relation, youngest and oldest age); the applicant comes first
    (30, [("applicant", (27, 78))]),
    (3, [("applicant", (18, 24))]),
    (15, [("applicant", (35, 70)), ("spouse", (33, 68))]),
    (12, [("applicant", (28, 45)), ("spouse", (26, 44)), ("child", (1, 15))]),
    (12, [("applicant", (30, 48)), ("spouse", (28, 47)), ("child", (9, 15)), ("child", (1, 8))]),
    (5, [("applicant", (33, 48)), ("spouse", (30, 47)), ("child", (12, 15)), ("child", (6, 11)), ("child", (1, 5))]),
    (9, [("applicant", (24, 45)), ("child", (2, 15))]),
    (6, [("applicant", (29, 48)), ("child", (9, 15)), ("child", (2, 8))]),
    (5, [("applicant", (34, 50)), ("spouse", (32, 48)), ("child", (5, 15)), ("parent", (66, 85))]),
    (3, [("applicant", (45, 60)), ("spouse", (43, 58)), ("child", (19, 23))]),
]


def _household(random: Random, next_serial: Callable[[], int]) -> Household:
    (shape,) = random.choices([shape for _, shape in SHAPES], weights=[weight for weight, _ in SHAPES])
    family = random.randrange(len(names.GREEK_FAMILY))
    members = []
    first: Gender = random.choice(("female", "male"))
    for relation, ages in shape:
        gender: Gender = random.choice(("female", "male"))
        if relation in {"applicant", "spouse"}:
            gender = first if relation == "applicant" else ("male" if first == "female" else "female")
        person = _person(random, next_serial(), ages=ages, gender=gender, family=family)
        if relation == "applicant":
            person |= {"phone": f"69{random.randrange(10**8):08d}", "iban": _greek_iban(random)}
        grown_child = relation == "child" and ages[0] >= 18
        adult = ages[0] >= 18
        work = random.choice(["registered_unemployed", "registered_unemployed", "employed"]) if adult else "not_stated"
        members.append(
            {
                "person": person,
                "relation": relation,
                "studies": (ages[1] < 18 and ages[0] > 5) or grown_child,
                "work": work,
            }
        )
    declared, card_share = _declared(random, people=len(shape), children=sum(ages[1] < 18 for _, ages in shape))
    address = {
        "street": f"{random.choice(names.GREEK_STREETS)} {random.randint(1, 90)}",
        "postal_code": "64100",
        "town": random.choice(names.PAGGAIO_TOWNS),
    }
    evidence = [{"kind": kind} for kind in ("identity", "tax_return", "iban_ownership", "utility_bill", "residence")]
    if random.random() < 0.03:
        evidence.pop(random.randrange(len(evidence)))
    if shape[0][1][1] < 25 and len(shape) == 1:
        card_share = 0
    return Household(
        household={"members": members, "address": address},
        application={"programme": "gmi", "declared": declared, "evidence": evidence},
        card_share_minor=card_share,
    )


REFUSALS: list[dict[str, Any]] = [
    {},
    {"deposits_minor": 19_400_00},
    {"vehicles_minor": 8_100_00},
    {"luxury_signs": ["luxury_tax"]},
    {"resident": False},
]


def _declared(random: Random, *, people: int, children: int) -> tuple[dict[str, Any], int]:
    """Return plausible declarations, some of them above a limit, and the card share that they would lead to."""
    adults = people - children
    guaranteed = 21600 + 10800 * (adults - 1) + 5400 * children + (5400 if adults == 1 and children else 0)
    income = 0 if random.random() < 0.4 else round(random.triangular(0, 6.6, 2.2) * guaranteed / 100) * 100
    kind = random.choice(["wages", "wages", "pension", "agriculture", "rent"])
    declared: dict[str, Any] = {"deposits_minor": random.choice([0, 0, 120_00, 800_00, 2_350_00])}
    if income:
        declared["incomes"] = [{"kind": kind, "amount_minor": income}]
    if random.random() < 0.35:
        declared["vehicles_minor"] = random.randrange(900_00, 5_900_00, 100_00)
    if random.random() < 0.5:
        declared["real_estate_minor"] = random.randrange(9_000_00, 89_000_00, 1_000_00)
    (above,) = random.choices(REFUSALS, weights=[92, 3, 2, 1, 2])
    monthly = max(6 * guaranteed - income, 0) // 6
    refused = bool(above) or income > 6 * guaranteed or monthly < 100_00
    return declared | above, 0 if refused else monthly // 2


def _merchant(random: Random, place: int, serial: int) -> Merchant:
    trade_name, kind, legal_form, category = names.MERCHANTS[place]
    owner = _person(random, serial, ages=(28, 66), gender=random.choice(("female", "male")), family=place)
    return Merchant(
        trade_name=trade_name,
        kind=kind,
        legal_form=legal_form,
        afm=make_afm(500_000 + serial),
        iban=_greek_iban(random),
        category=category,
        town=random.choice(names.PAGGAIO_TOWNS),
        owner=owner | {"phone": f"69{random.randrange(10**8):08d}"},
        social_bonus=kind == "social_enterprise",
    )


def _month(random: Random, place: int, household: Household, merchants: Sequence[Merchant]) -> list[Purchase]:
    """Return the month's purchases: most of the card's share, sometimes a little more than it holds."""
    purchases = []
    left = household.card_share_minor * random.randint(55, 104) // 100
    near = random.sample(range(len(merchants)), 9)
    weights = [names.CATEGORIES[merchants[merchant].category][1] for merchant in near]
    while left > 150:
        (merchant,) = random.choices(near, weights=weights)
        low, high = names.CATEGORIES[merchants[merchant].category][2]
        amount = min(left, round(random.triangular(low, high, low * 2)))
        purchases.append(
            Purchase(
                household=place,
                merchant=merchant,
                day=random.randint(1, 28),
                hour=random.randint(8, 20),
                minute=random.randrange(60),
                amount_minor=amount,
                category=names.CATEGORIES[merchants[merchant].category][0],
            )
        )
        left -= amount
    return purchases


def _jordanian(random: Random, place: int) -> Jordanian:
    gender: Gender = "female" if place % 5 != 4 else "male"
    born_on = _born(random, 21, 52)
    century = 9 if born_on.year < 2000 else 2
    number = f"{century}{born_on:%y}{1 if gender == 'male' else 2}{random.randrange(10**6):06d}"
    given = names.ARABIC_MALE if gender == "male" else names.ARABIC_FEMALE
    bank = random.choice(["CBJO", "ARAB", "HBHO", "JONB"])
    bban = f"{bank}{random.randrange(10**4):04d}{random.randrange(10**18):018d}"
    return Jordanian(
        person={
            "given_name": random.choice(given),
            "family_name": names.ARABIC_FAMILY[place],
            "born_on": born_on.isoformat(),
            "language": "ar",
            "identifiers": [{"kind": "national_number", "number": number}],
            "phone": f"07{random.choice('789')}{random.randrange(10**7):07d}",
        },
        iban=make_iban("JO", bban),
        idea=names.IDEAS[place],
    )
