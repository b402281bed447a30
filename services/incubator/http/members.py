"""Members of enterprises, in records, and the shares of groups among them."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.incubator.http.roles import FOUNDER, OFFICE, OFFICER
from services.incubator.ventures import members
from services.incubator.ventures.members import Leaving, Member, NewMember, Shares
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent

TAGS = ["enterprises"]


@post("/enterprises/{enterprise_id:uuid}/members", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(members.find, kept=True)
async def enter_member(
    enterprise_id: FromPath[UUID], data: JSONBody[NewMember], transaction: NamedDependency[Transaction]
) -> Member:
    """Enter who has joined an enterprise or its board."""
    return await members.enter(transaction, enterprise_id, data)


@get("/enterprises/{enterprise_id:uuid}/members", guards=[requires(*OFFICE, FOUNDER)], tags=TAGS)
async def list_members(enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Member]:
    """Return everybody who is, or was, a member; never to which group they belong."""
    return await members.list_of(transaction, enterprise_id)


@get("/enterprises/{enterprise_id:uuid}/member-shares", guards=[requires(*OFFICE)], tags=TAGS)
async def read_member_shares(enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Shares:
    """Return the shares of vulnerable and special groups among today's members, and duties that are not kept."""
    return await members.measure(transaction, enterprise_id)


@post("/enterprise-members/{enterprise_member_id:uuid}/leave", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(members.find, kept=True)
async def let_member_leave(
    enterprise_member_id: FromPath[UUID],
    data: JSONBody[Leaving],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Member:
    """Note from which day somebody is no member any more."""
    return await members.leave(transaction, enterprise_member_id, version, data)


ROUTES = [enter_member, list_members, read_member_shares, let_member_leave]
