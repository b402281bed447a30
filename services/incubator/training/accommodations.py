"""Accommodations: what a participant needs to take part, from Washington Group answers kept apart from everything else.

The answers and the kinds of need are sealed under the participant's key in a field of their own, which only this module
opens. The tables know that there is a need and whether it is provided for, never which.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.incubator.calling import calls
from services.incubator.calling.presets import Domain, Need
from services.incubator.people import persons
from services.incubator.training import cohorts, enrolments, rooms, sessions
from services.incubator.training.enrolments import Enrolment
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.kit.web import Body, check_version

queries = load_queries(__file__)

PURPOSE = "accommodation"

Answer = Annotated[int, msgspec.Meta(ge=1, le=4)]
"""1 no difficulty, 2 some, 3 a lot of difficulty, 4 cannot do at all (Washington Group Short Set)."""
A_LOT = 3

ProvisionState = Literal["unmet", "met", "waived"]


class Accommodation(Body, frozen=True, kw_only=True):
    """The six answers, each may be left out, and what the participant asks for besides."""

    seeing: Answer | None = None
    hearing: Answer | None = None
    walking: Answer | None = None
    cognition: Answer | None = None
    self_care: Answer | None = None
    communication: Answer | None = None
    also: Annotated[tuple[Need, ...], msgspec.Meta(max_length=5)] = ()


class Provide(Body, frozen=True, kw_only=True):
    """Whether a need is met at a session. Only the participant can waive it; the office writes down that they did."""

    need_id: UUID
    state: ProvisionState


class StatedNeed(msgspec.Struct, frozen=True, kw_only=True):
    """A need, for those who see to it."""

    id: UUID
    need: Need


class Accommodated(msgspec.Struct, frozen=True, kw_only=True):
    """A participant's needs as they stand."""

    id: UUID
    """The enrolment's."""
    version: int
    needs: list[StatedNeed]


class SessionNeed(msgspec.Struct, frozen=True, kw_only=True):
    """A need at one session. `need` is absent once the participant was erased.

    `room_provides` says that the room itself has it, such as a ramp; somebody still says that it is met.
    """

    id: UUID
    enrolment_id: UUID
    state: ProvisionState
    stated_at: datetime | None
    need: Need | None = None
    room_provides: bool = False


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """What the vault keeps: the answers, and which need each id stands for."""

    answers: dict[Domain, int]
    needs: dict[str, Need]


def needs_of(mapping: Mapping[Domain, Collection[Need]], accommodation: Accommodation) -> list[Need]:
    """Return the needs that follow from the answers by the call's mapping, and those asked for, each once."""
    found: list[Need] = [
        need for domain, needs in mapping.items() if (getattr(accommodation, domain) or 0) >= A_LOT for need in needs
    ]
    return list(dict.fromkeys([*found, *accommodation.also]))


async def state_needs(
    transaction: Transaction, enrolment_id: UUID, version: int, accommodation: Accommodation
) -> Accommodated:
    """Replace a participant's answers. Needs that go on keep their id, and with it what was arranged for them."""
    await transaction.execute(enrolments.queries.lock_enrolment, enrolment_id)
    enrolment = await enrolments.find(transaction, enrolment_id)
    check_version(enrolment.version, version)
    wanted = needs_of(await mapping_of(transaction, enrolment), accommodation)
    known = {need: UUID(need_id) for need_id, need in (await open_sealed(transaction, enrolment)).needs.items()}
    ids = {need: known.get(need) or uuid7() for need in wanted}
    await transaction.execute(queries.upsert_needs, list(ids.values()), enrolment_id, transaction.now)
    await transaction.execute(queries.end_needs, enrolment_id, list(ids.values()), transaction.now)
    await transaction.execute(enrolments.queries.touch_enrolment, enrolment_id)
    answers = {name: value for name, value in msgspec.structs.asdict(accommodation).items() if isinstance(value, int)}
    needs = {str(need_id): need for need, need_id in (known | ids).items()}
    document = msgspec.json.encode({"answers": answers, "needs": needs}).decode()
    await persons.keep_text(transaction, enrolment.participant_id, field_of(enrolment), document)
    return await read(transaction, enrolment_id)


async def mapping_of(transaction: Transaction, enrolment: Enrolment) -> dict[Domain, tuple[Need, ...]]:
    """Return which needs follow from which answers in the enrolment's call."""
    cohort = await cohorts.find(transaction, enrolment.cohort_id)
    return (await calls.find(transaction, cohort.call_id)).terms.accommodations


async def read(transaction: Transaction, enrolment_id: UUID) -> Accommodated:
    """Return a participant's needs as they stand. The answers themselves are shown to nobody."""
    enrolment = await enrolments.find(transaction, enrolment_id)
    await persons.check_not_blind(transaction, enrolment.participant_id)
    sealed = await open_sealed(transaction, enrolment)
    rows = await transaction.fetch(queries.select_open_needs, enrolment_id)
    needs = [
        StatedNeed(id=row["id"], need=sealed.needs[str(row["id"])]) for row in rows if str(row["id"]) in sealed.needs
    ]
    return Accommodated(id=enrolment.id, version=enrolment.version, needs=needs)


async def open_sealed(transaction: Transaction, enrolment: Enrolment) -> Sealed:
    """Return what the vault keeps for an enrolment; the look is kept."""
    field = field_of(enrolment)
    texts = await persons.read_texts(transaction, enrolment.participant_id, [field], purpose=PURPOSE)
    return msgspec.json.decode(texts.get(field, '{"answers": {}, "needs": {}}'), type=Sealed)


def field_of(enrolment: Enrolment) -> str:
    """Return the name of the sealed field."""
    return f"accommodation_{enrolment.id.hex}"


async def provide(transaction: Transaction, session_id: UUID, provision: Provide) -> list[SessionNeed]:
    """Say whether a need is met at a session, or waived. Raises NotFound for a need of nobody in it."""
    changed = await transaction.execute(
        queries.upsert_provision,
        session_id,
        provision.need_id,
        provision.state,
        transaction.now,
        transaction.actor_id,
    )
    if not changed:
        raise NotFound("No participant of this session has this need.")
    return await list_of(transaction, session_id)


async def list_of(transaction: Transaction, session_id: UUID) -> list[SessionNeed]:
    """Return the needs of a session's participants and how they stand. Raises NotFound."""
    session = await sessions.find(transaction, session_id)
    features = [] if session.room_id is None else (await rooms.find(transaction, session.room_id)).features
    needs = await transaction.fetch_structs(SessionNeed, queries.select_session_needs, session_id)
    kinds: dict[str, Need] = {}
    for enrolment_id in dict.fromkeys(need.enrolment_id for need in needs):
        enrolment = await enrolments.find(transaction, enrolment_id)
        kinds |= (await open_sealed(transaction, enrolment)).needs
    return [
        msgspec.structs.replace(each, need=kind, room_provides=kind in features)
        for each, kind in ((each, kinds.get(str(each.id))) for each in needs)
    ]
