"""A quarter of a million people behind the pages: a town that the demo has walked through, grown by SQL.

A few shops and households are entered as the demo enters its own, and the demo's walk follows, so that there is
something on the pages of every person in both municipalities. The crowd around them has what lists, counts and
searches meet: names in the vault with the keys by which they are found, households, applications, cards.
"""

import contextlib
import io
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from infra.demo import greek, offices, orders
from infra.demo.seed import Months, Seed
from infra.embedded.stack import PairedTill
from services.kit import vault
from services.kit.clock import wall_time
from services.kit.db import Context
from services.kit.sql import load_queries
from services.registry.duplicates import likeness, match_keys
from services.registry.people import persons
from tests.bench.town import Town
from tests.registry import doubles
from tests.registry.doubles import REPORTING_SEED, Fields

queries = load_queries(__file__)

PEOPLE = 250_000
AT_ONCE = 2_500
NAMED = 25_000
"""As many are made up; the others bear the same names and were born in other years."""
SHOPS, HOUSEHOLDS, PURCHASES = 30, 24, 160
KEPT = ("given_name", "family_name", "father_name", "born_on")


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card with money on it: what its QR says, and the number that is printed on it; its PIN is the seed's."""

    token: str
    number: str


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """What the measures need to know of the town."""

    named: list[Fields]
    """Everybody who was made up."""
    cards: list[Card]
    till: PairedTill


async def gather(town: Town) -> Crowd:
    """Enter everybody."""
    cards, till = await walk(town)
    named = doubles.town(NAMED, REPORTING_SEED).entries[:NAMED]
    await seal(town, named)
    async with town.admin("koinon_registry") as connection:
        await connection.execute(queries.without_checks)
        for query in (queries.insert_households, queries.insert_members, queries.insert_applications):
            await connection.execute(query, town.tenant.id, PEOPLE, wall_time())
        for query in (queries.insert_info_requests, queries.insert_decisions):
            await connection.execute(query, town.tenant.id, wall_time())
        await connection.execute(queries.insert_duplicates, town.tenant.id, PEOPLE, wall_time())
    async with town.admin() as connection:
        await connection.execute(queries.insert_wallets, town.tenant.id, PEOPLE)
        await connection.execute(queries.insert_cards, town.tenant.id, PEOPLE, wall_time())
    await town.settle(*(f"koinon_{name}" for name in ("registry", "cards", "merchants", "incubator", "reporting")))
    return Crowd(named=named, cards=cards, till=till)


async def walk(town: Town) -> tuple[list[Card], PairedTill]:
    """Enter shops and households, hand cards over, credit a month, buy with it, settle; then walk as the demo does."""
    async with offices.Stack(town.stack.home.stack) as outside:
        seed = Seed(outside, Months(wall_time().date()))
        await seed.budget()
        seed.tills = [await seed.shop(place, shop) for place, shop in enumerate(seed.people.merchants[:SHOPS])]
        await seed.offer()
        entered = enumerate(seed.people.households[:HOUSEHOLDS])
        ordered = await seed.cards_of(await offices.together(entered, lambda each: seed.household(*each)))
        tokens = [await seed.card(place, card) for place, card in enumerate(ordered)]
        await seed.benefits()
        made = [each for each in seed.people.purchases if each.household < HOUSEHOLDS and each.merchant < SHOPS]
        for place, purchase in enumerate(made[:PURCHASES]):
            await seed.purchase(place, purchase, tokens)
        await seed.settle()
        shown = [await seed.desk("card_desk").get("cards", f"/cards/{each['id']}") for each in ordered if each]
        outside.file = msgspec.structs.replace(outside.file, tills=tuple(seed.tills))
        with contextlib.redirect_stdout(io.StringIO()):
            await greek.walk(outside)
            await orders.walk(outside)
    known = [token for token in tokens if token is not None]
    return [Card(token=token, number=each["number"]) for token, each in zip(known, shown, strict=True)], seed.tills[0]


async def seal(town: Town, named: list[Fields]) -> None:
    """Enter persons with their names in the vault and the keys of a search, as a caseworker's import does."""
    settings = town.settings_of("registry")
    vault.unlock(settings.keyring)
    context = Context(now=wall_time(), municipality_ids=(town.tenant.id,))
    async with town.database(settings.database_url) as database:
        for people in batches(named):
            async with database.transaction(context) as transaction:
                languages = ["el"] * len(people)
                await transaction.execute(
                    persons.queries.insert_persons, list(people), languages, transaction.now, transaction.actor_id
                )
                await vault.seal_many(transaction, people)
                found = {
                    person_id: match_keys.keys_of(transaction, likeness.found_by(fields))
                    for person_id, fields in people.items()
                }
                await transaction.execute(match_keys.queries.insert_search_keys, *match_keys.columns(found))


def batches(named: list[Fields]) -> Iterator[dict[UUID, Fields]]:
    """Yield everybody with the id by which `crowd.sql` knows them, some at a time."""
    for start in range(1, PEOPLE + 1, AT_ONCE):
        yield {person_id(n): fields_of(named, n) for n in range(start, min(start + AT_ONCE, PEOPLE + 1))}


def fields_of(named: list[Fields], n: int) -> Fields:
    """Return who somebody is."""
    again, place = divmod(n, len(named))
    fields = {name: value for name, value in named[place].items() if name in KEPT}
    born_on = date.fromisoformat(fields["born_on"])
    return fields | {"born_on": date(born_on.year - again, born_on.month, min(born_on.day, 28)).isoformat()}


def person_id(n: int) -> UUID:
    """Return somebody's id."""
    return UUID(f"0190b003-0000-7000-8000-{n:012x}")
