"""Extensions: by a public decision (after an earthquake, say) the rights of a place and cohort last longer, at once.

A supervisor proposes: programme, postal codes or everywhere, rights that end in a period, months, decision number. What
is shown is how many rights that concerns, and some of them. Another supervisor confirms exactly these, and a job
extends them, be it a whole town; what ended or was followed by another right in the meantime is left out. The database
moves a last day by no other way.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from contracts.registry import MembershipExtension, MembershipsExtended
from services.kit import jobs, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, SameActor
from services.kit.events import publish
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, Progress
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.assessing.facts import Code
from services.registry.letters import letters
from services.registry.letters.letters import Telling
from services.registry.memberships.reapplications import months_later

queries = load_queries(__file__)

CHUNK: Final = 1000
"""Rights in one message, which holds 256 KiB, and in one statement."""
KIND: Final = "extend_rights"
SAMPLE: Final = 20
PURPOSE: Final = "extension"

ExtensionState = Literal["proposed", "confirmed", "rejected"]
TRANSITIONS: Mapping[ExtensionState, tuple[ExtensionState, ...]] = {"proposed": ("confirmed", "rejected")}
PostalCode = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z -]{2,10}$(?!\n)")]


class NewExtension(Body, frozen=True, kw_only=True):
    """What a public decision says. Without postal codes it is for everywhere."""

    programme: Code
    postal_codes: Annotated[tuple[PostalCode, ...], msgspec.Meta(min_length=1, max_length=200)] | None = None
    ending_from: date
    ending_until: date
    months: Annotated[int, msgspec.Meta(ge=1, le=24)]
    decision_number: Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f]{1,60}$(?!\n)")]


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """An extension. `concerned` rights were found when it was proposed, `extended` are those that last longer by it."""

    id: UUID
    version: int
    programme: str
    decision_number: str
    ending_from: date
    ending_until: date
    months: int
    concerned: int
    extended: int | None
    state: ExtensionState
    proposed_by: UUID
    proposed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    job_id: UUID | None = None
    """The job that extends the rights, once a second person has agreed."""
    postal_codes: list[str] = []
    """Where; left out of lists, and empty for everywhere."""
    sample: list[UUID] = []
    """Some of the memberships; left out of lists."""


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """A right that lasts longer, and until when."""

    membership_id: UUID
    household_id: UUID
    holder_id: UUID
    ends_on: date
    protected: bool


class NobodyConcerned(Problem):
    """No right ends in this period and place."""


def extended(ends_on: date, months: int) -> date:
    """Return the last day of a right that lasts so many months longer: a month's last day stays one."""
    return months_later(ends_on + timedelta(days=1), months) - timedelta(days=1)


async def propose(transaction: Transaction, new: NewExtension) -> Extension:
    """Propose an extension and show whom it concerns. Raises Malformed, NobodyConcerned."""
    if new.ending_until < new.ending_from:
        raise Malformed(errors=[Fault(pointer="/ending_until", detail="The period ends before it begins.")])
    holders = None if new.postal_codes is None else await living_in(transaction, new.postal_codes)
    found = await transaction.fetch(queries.concerned, new.programme, new.ending_from, new.ending_until, holders)
    if not found:
        raise NobodyConcerned("Look at the period and the postal codes.")
    extension_id = uuid7()
    places = sorted(set(new.postal_codes or ()))
    await transaction.execute(
        queries.insert_extension,
        extension_id,
        new.programme,
        new.decision_number,
        new.ending_from,
        new.ending_until,
        new.months,
        len(places) or None,
        len(found),
        transaction.actor_id,
        transaction.now,
    )
    await transaction.execute(
        queries.insert_lines,
        extension_id,
        [row["id"] for row in found],
        [row["ends_on"] for row in found],
        [extended(row["ends_on"], new.months) for row in found],
    )
    if places:
        await vault.seal(transaction, transaction.municipality_id, {_field(extension_id): "\n".join(places)})
    return await find(transaction, extension_id)


def _field(extension_id: UUID) -> str:
    return f"extension_{extension_id.hex}"


async def living_in(transaction: Transaction, postal_codes: Sequence[str]) -> list[UUID]:
    """Return who lives under one of these postal codes, by the vault's keyed hashes: none is kept in a column."""
    found = await vault.find_many(transaction, [("postal_code", code) for code in dict.fromkeys(postal_codes)])
    return list({person_id for person_ids in found.values() for person_id in person_ids})


async def confirm(transaction: Transaction, extension_id: UUID, *, version: int) -> Extension:
    """Agree, as another person than who proposed it: a job then extends the rights, and `job_id` says how far it is.

    Raises SameActor, TransitionForbidden, Stale, NotFound.
    """
    extension = await take(transaction, extension_id, version=version)
    state = transition(TRANSITIONS, extension.state, "confirmed")
    if extension.proposed_by == transaction.actor_id:
        raise SameActor("Somebody who has not proposed this extension has to confirm it.")
    job = await jobs.start(transaction, KIND, {"extension_id": extension_id}, total=extension.concerned)
    await transaction.execute(
        queries.decide_extension, extension_id, state, transaction.actor_id, transaction.now, 0, job.id
    )
    return await find(transaction, extension_id)


async def extend_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Extend the next rights of a confirmed extension and tell the others and the holders, all in one transaction."""
    extension_id = UUID(chunk.arguments["extension_id"])
    extension = await transaction.fetch_struct(Extension, queries.find_extension, extension_id)
    assert extension is not None
    lines = await transaction.fetch(queries.next_lines, extension_id, chunk.progress, CHUNK)
    ids = [row["membership_id"] for row in lines]
    rights = await transaction.fetch_structs(Concerned, queries.lock_still_concerned, extension_id, ids)
    await transaction.execute(queries.count_extended, extension_id, len(rights))
    await transaction.execute(
        queries.extend_memberships, [right.membership_id for right in rights], [right.ends_on for right in rights]
    )
    await publish(transaction, *said(extension, rights))
    await letters.tell(transaction, [told(right) for right in rights])
    done = chunk.done + len(lines)
    if len(lines) < CHUNK:
        return Progress(done=done, finished=True, result={"extended": (extension.extended or 0) + len(rights)})
    return Progress(done=done, progress=str(ids[-1]))


def said(extension: Extension, rights: Sequence[Concerned]) -> list[MembershipsExtended]:
    """Return what the others are told, in messages that fit.

    Protected households are told of apart and without the decision, which would say where they live.
    """
    seen = [right for right in rights if not right.protected]
    hidden = [right for right in rights if right.protected]
    chunks = [(extension.id, extension.decision_number, seen[at : at + CHUNK]) for at in range(0, len(seen), CHUNK)]
    chunks += [(uuid7(), "", [right]) for right in hidden]
    return [
        MembershipsExtended(
            extension_id=extension_id,
            programme=extension.programme,
            decision_number=decision_number,
            extensions=[
                MembershipExtension(
                    membership_id=right.membership_id, household_id=right.household_id, ends_on=right.ends_on
                )
                for right in chunk
            ],
        )
        for extension_id, decision_number, chunk in chunks
    ]


def told(right: Concerned) -> Telling:
    """Return the words to a holder whose right lasts longer."""
    return Telling(
        person_id=right.holder_id,
        subject=sentence("Your benefit lasts longer."),
        body=sentence("By a public decision your right lasts until {ends_on}.", ends_on=right.ends_on.isoformat()),
    )


async def reject(transaction: Transaction, extension_id: UUID, *, version: int) -> Extension:
    """Refuse an extension, or take an own proposal back. Raises TransitionForbidden, Stale, NotFound."""
    extension = await take(transaction, extension_id, version=version)
    state = transition(TRANSITIONS, extension.state, "rejected")
    await transaction.execute(
        queries.decide_extension, extension_id, state, transaction.actor_id, transaction.now, None, None
    )
    return await find(transaction, extension_id)


async def take(transaction: Transaction, extension_id: UUID, *, version: int) -> Extension:
    """Return an extension locked until the end of the transaction. Raises NotFound, Stale."""
    extension = await transaction.fetch_struct(Extension, queries.lock_extension, extension_id)
    if extension is None:
        raise NotFound(f"There is no extension {extension_id}.")
    check_version(extension.version, version)
    return extension


async def find(transaction: Transaction, extension_id: UUID) -> Extension:
    """Return an extension with its place and some of the rights that it concerns. Raises NotFound."""
    extension = await transaction.fetch_struct(Extension, queries.find_extension, extension_id)
    if extension is None:
        raise NotFound(f"There is no extension {extension_id}.")
    tenant = transaction.municipality_id
    opened = await vault.open_many(transaction, [tenant], purpose=PURPOSE, only={_field(extension_id)})
    places = opened.get(tenant, {}).get(_field(extension_id), "")
    sample = [row["membership_id"] for row in await transaction.fetch(queries.sample, extension_id, SAMPLE)]
    return msgspec.structs.replace(extension, postal_codes=places.split("\n") if places else [], sample=sample)


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Extension]:
    """Return one extension more than the limit, oldest first, without places and rights."""
    return await transaction.fetch_structs(Extension, queries.list_extensions, after, limit + 1)
