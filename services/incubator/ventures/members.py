"""Members of an enterprise: who belongs to it since when, who sits on its board, and the shares that the law asks for.

To which vulnerable or special group somebody belongs is sealed under their own key, and nobody is shown it: it becomes
a share of all, and what is said of a person who was erased counts no more. A board that two people share is a conflict
of interest (`people/conflicts.py`).
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.incubator.people import persons
from services.incubator.ventures import accounts, duties, enterprises
from services.incubator.ventures.duties import Duties, Finding, Inclusion, Year
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, check_version

queries = load_queries(__file__)

GROUPS: tuple[Inclusion, ...] = ("vulnerable", "special")


class NewMember(Body, frozen=True, kw_only=True):
    """Who joins, and when; a person who is registered. `inclusion` is the group that law 4430/2016 asks about."""

    person_id: UUID
    joined_on: date
    on_board: bool = False
    inclusion: Inclusion | None = None


class Leaving(Body, frozen=True, kw_only=True):
    """The day from which somebody is no member any more."""

    left_on: date


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member. To which group they belong is not told."""

    id: UUID
    version: int
    enterprise_id: UUID
    person_id: UUID
    on_board: bool
    joined_on: date
    left_on: date | None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How many members belong to a group, as a share in basis points."""

    inclusion: Inclusion
    members: int
    basis_points: int


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """Members of today and the shares of groups among them, with the duties about members that are not kept."""

    enterprise_id: UUID
    on: date
    members: int
    on_board: int
    shares: list[Share]
    findings: list[Finding]


class MemberKnown(Problem):
    """This person is a member of the enterprise."""


class MemberLeft(Problem):
    """This member has left."""


def shares_of(known: Sequence[Inclusion | None]) -> list[Share]:
    """Return the share of each group among members, of whom each is in one group or none."""
    return [
        Share(inclusion=group, members=known.count(group), basis_points=duties.share(known.count(group), len(known)))
        for group in GROUPS
    ]


def findings_of(asked: Duties, shares: Sequence[Share], members: int, year: int) -> list[Finding]:
    """Return which duties about members are not kept. One group's quota kept is enough: a form is for one of them."""
    years = [
        Year(
            year=year,
            members=members,
            members_included=share.members,
            inclusion=share.inclusion,
            revenue_minor=0,
            public_revenue_minor=0,
            profit_minor=0,
            reserve_minor=0,
            to_employees_minor=0,
        )
        for share in shares
    ]
    found = [duties.findings_of_year(asked, each) for each in years]
    few = [each for each in found[0] if each.duty == "members"]
    included = [[each for each in of_group if each.duty == "included"] for of_group in found]
    return few + (included[0] if all(included) else [])


async def enter(transaction: Transaction, enterprise_id: UUID, new: NewMember) -> Member:
    """Enter a member. Raises NotFound for nobody who is registered, Malformed for a day to come, MemberKnown."""
    enterprise = await enterprises.find(transaction, enterprise_id)
    person = await persons.find(transaction, new.person_id)
    refuse_future(transaction, "/joined_on", new.joined_on)
    member = await transaction.fetch_struct(
        Member,
        queries.insert_member,
        uuid7(),
        enterprise.id,
        person.id,
        new.on_board,
        new.joined_on,
        transaction.now,
        transaction.actor_id,
    )
    if member is None:
        raise MemberKnown("Let them leave first to enter them anew.", person_id=person.id)
    if new.inclusion is not None:
        await persons.keep_text(transaction, person.id, sealed_as(member), new.inclusion)
    return member


async def leave(transaction: Transaction, member_id: UUID, version: int, leaving: Leaving) -> Member:
    """Note from which day somebody is no member any more. Raises MemberLeft, Malformed for a day that cannot be."""
    await transaction.execute(queries.lock_member, member_id)
    member = await find(transaction, member_id)
    check_version(member.version, version)
    if member.left_on is not None:
        raise MemberLeft("Enter them anew where they have come back.", left_on=member.left_on)
    refuse_future(transaction, "/left_on", leaving.left_on)
    if leaving.left_on < member.joined_on:
        fault = Fault(pointer="/left_on", detail=f"They have joined on {member.joined_on}.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    left = await transaction.fetch_struct(Member, queries.update_left, member.id, leaving.left_on)
    assert left is not None
    return left


def refuse_future(transaction: Transaction, pointer: str, day: date) -> None:
    """Raise Malformed for a day that is still to come."""
    if day > transaction.today:
        fault = Fault(pointer=pointer, detail="This day is still to come.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])


async def find(transaction: Transaction, member_id: UUID) -> Member:
    """Return a member. Raises NotFound."""
    member = await transaction.fetch_struct(Member, queries.select_member, member_id)
    if member is None:
        raise NotFound("There is no such member.")
    return member


async def list_of(transaction: Transaction, enterprise_id: UUID) -> list[Member]:
    """Return everybody who is, or was, a member of an enterprise, in the order in which they were entered."""
    enterprise = await enterprises.find(transaction, enterprise_id)
    return await transaction.fetch_structs(Member, queries.select_members, enterprise.id, None)


async def measure(transaction: Transaction, enterprise_id: UUID) -> Shares:
    """Return the shares of groups among today's members; each look into what is sealed is kept."""
    enterprise = await enterprises.find(transaction, enterprise_id)
    present = await transaction.fetch_structs(Member, queries.select_members, enterprise.id, transaction.today)
    shares = shares_of([await inclusion_of(transaction, member) for member in present])
    asked = accounts.duties_of(enterprise)
    return Shares(
        enterprise_id=enterprise.id,
        on=transaction.today,
        members=len(present),
        on_board=sum(member.on_board for member in present),
        shares=shares,
        findings=findings_of(asked, shares, len(present), transaction.today.year),
    )


async def inclusion_of(transaction: Transaction, member: Member) -> Inclusion | None:
    """Return the group that is sealed of a member; nothing of a person who was erased."""
    name = sealed_as(member)
    texts = await persons.read_texts(transaction, member.person_id, [name], purpose="member_shares")
    return next((group for group in GROUPS if group == texts.get(name)), None)


def sealed_as(member: Member) -> str:
    """Return the name under which a member's group is sealed."""
    return f"inclusion_{member.id.hex}"
