"""Business plans: a canvas of fields and a cash plan, kept in versions; nobody writes over what another has written.

What founders write is sealed under the applicant's key. Those who apply write; the office and the mentors who accompany
the applicant read and comment.
"""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated
from uuid import UUID

import msgspec

from services.incubator.applying import applications
from services.incubator.applying.applications import Application
from services.incubator.calling.stages import Code, Title
from services.incubator.people import persons
from services.incubator.planning import benefit_simulations, cash_flows
from services.incubator.planning.cash_flows import CashPlan, Forecast
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, LongText

queries = load_queries(__file__)

CANVAS = Path(__file__).parents[1] / "calls" / "canvas" / "fields.toml"
CASH = "cash"
"""What the cash plan is called among the fields of a version."""


class CanvasField(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of the canvas."""

    code: Code
    title: Title


class Canvas(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields, in the order in which they are filled in."""

    fields: list[CanvasField]


class CanvasSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to write: the fields, and the currency of the cash plan."""

    fields: list[CanvasField]
    currency: str
    programmes: list[str]
    """The programmes of the country of which it is known what earning does to their benefit."""


class NewVersion(Body, frozen=True, kw_only=True):
    """The whole plan as it is now. `based_on` is the number of the version that it was written from; 0: of none."""

    based_on: Annotated[int, msgspec.Meta(ge=0, le=30_000)]
    fields: Annotated[dict[str, LongText], msgspec.Meta(max_length=30)]
    cash: CashPlan | None = None


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version without what is written in it, with the codes of the fields that it has changed."""

    id: UUID
    application_id: UUID
    number: int
    changed: list[str]
    written_at: datetime
    written_by: UUID


class PlanVersion(VersionRow, frozen=True, kw_only=True):
    """A version with what is written in it, gone once the applicant was erased; the forecast follows from the cash."""

    fields: dict[str, str] = {}
    cash: CashPlan | None = None
    forecast: Forecast | None = None


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What the vault keeps of a version."""

    fields: dict[str, str]
    cash: CashPlan | None = None


class PlanMovedOn(Problem):
    """Somebody has written a newer version of the plan."""


class PlanUnchanged(Problem):
    """Nothing of the plan has changed."""


@cache
def canvas() -> Canvas:
    """Return the fields of a plan, read once. Raises msgspec.ValidationError for a wrong file."""
    return msgspec.convert(tomllib.loads(CANVAS.read_text(encoding="utf-8")), Canvas)


def sheet(transaction: Transaction) -> CanvasSheet:
    """Return what there is to write."""
    here = transaction.municipality
    known = benefit_simulations.programmes_of(here.country)
    return CanvasSheet(fields=canvas().fields, currency=here.currency, programmes=known)


def forecast(transaction: Transaction, cash: CashPlan) -> Forecast:
    """Return what follows from a cash plan in the municipality's currency."""
    return cash_flows.forecast(cash, transaction.municipality.currency)


async def write(transaction: Transaction, application_id: UUID, new: NewVersion) -> PlanVersion:
    """Keep a version, as one of those who apply or for them. Raises Malformed, PlanMovedOn, PlanUnchanged, NotFound."""
    known = {each.code for each in canvas().fields}
    faults = [
        Fault(pointer=f"/fields/{code}", detail="The plan has no such field.")
        for code in new.fields
        if code not in known
    ]
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    await transaction.execute(applications.queries.lock_application, application_id)
    application = await applications.find(transaction, application_id)
    latest = await transaction.fetch_struct(VersionRow, queries.select_latest, application_id)
    number = 0 if latest is None else latest.number
    if new.based_on != number:
        raise PlanMovedOn("Read the newest version and write into that.", number=number)
    before = Written(fields={}) if latest is None else await open_sealed(transaction, application, latest.id)
    changed = changes(before, new)
    if not changed:
        raise PlanUnchanged("Write something else, or leave it as it is.", number=number)
    version_id = uuid7()
    row = (application.id, number + 1, changed, transaction.now, transaction.actor_id)
    await transaction.execute(queries.insert_version, version_id, *row)
    text = msgspec.json.encode(Written(fields=new.fields, cash=new.cash)).decode()
    await persons.keep_text(transaction, application.applicant_id, f"plan_{version_id.hex}", text)
    return await read(transaction, version_id)


def changes(before: Written, new: NewVersion) -> list[str]:
    """Return the codes of what a version changes, in the order of the canvas, the cash last."""
    codes = [each.code for each in canvas().fields if before.fields.get(each.code) != new.fields.get(each.code)]
    return [*codes, CASH] if before.cash != new.cash else codes


async def open_sealed(transaction: Transaction, application: Application, version_id: UUID) -> Written:
    """Return what was written in a version; the look is kept."""
    field = f"plan_{version_id.hex}"
    texts = await persons.read_texts(transaction, application.applicant_id, [field], purpose="business_plan")
    return msgspec.json.decode(texts.get(field, '{"fields": {}}'), type=Written)


async def find_application(transaction: Transaction, application_id: UUID) -> Application:
    """Return whose plan it is: for the office, those who apply, and the mentors who accompany the applicant.

    Raises NotFound, and ReviewIsBlind for who reviews an application of the applicant.
    """
    application = await applications.load(transaction, application_id)
    accompanied = await transaction.fetchval(queries.is_accompanied, application.applicant_id, transaction.actor_id)
    if not accompanied:
        application = await applications.find(transaction, application_id)
    await persons.check_not_blind(transaction, application.applicant_id)
    return application


async def read(transaction: Transaction, version_id: UUID) -> PlanVersion:
    """Return a version with what follows from its cash plan. Raises NotFound."""
    row = await find_row(transaction, version_id)
    application = await find_application(transaction, row.application_id)
    written = await open_sealed(transaction, application, row.id)
    return PlanVersion(
        **msgspec.structs.asdict(row),
        fields=written.fields,
        cash=written.cash,
        forecast=None if written.cash is None else forecast(transaction, written.cash),
    )


async def find_row(transaction: Transaction, version_id: UUID) -> VersionRow:
    """Return a version's row. Raises NotFound."""
    row = await transaction.fetch_struct(VersionRow, queries.select_version, version_id)
    if row is None:
        raise NotFound("There is no such version of a plan.")
    return row


async def list_of(
    transaction: Transaction, application_id: UUID, *, after: UUID | None, limit: int
) -> list[VersionRow]:
    """Return a plan's versions, oldest first."""
    await find_application(transaction, application_id)
    return await transaction.fetch_structs(VersionRow, queries.select_versions, application_id, after, limit)
