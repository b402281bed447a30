"""The walk's business day: the first one that is not settled yet, so that a walk can be repeated on the same day."""

from datetime import UTC, date, datetime, timedelta

from infra.demo.offices import Stack


class Day:
    """A business day at ten in the morning; the membership that is decided on it began with its month."""

    def __init__(self, day: date) -> None:
        self.day = day

    @property
    def month(self) -> date:
        """Return the first of the day's month: the month whose benefit is credited."""
        return self.day.replace(day=1)

    def now(self) -> datetime:
        """Return the instant of the day's business."""
        return datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(hours=8)

    def month_before(self) -> datetime:
        """Return an instant in the month before: who applies then is entitled from the first of this one."""
        return datetime.combine(self.month - timedelta(days=12), datetime.min.time(), UTC) + timedelta(hours=8)


async def first_open_day(stack: Stack, tenant: str) -> Day:
    """Return today, or the day after the last settled one where that is later."""
    officer = stack.desk(tenant, "finance_officer", at=lambda: datetime.now(UTC))
    settled = [date.fromisoformat(each["settlement_date"]) for each in await officer.pages("cards", "/settlement-days")]
    today = datetime.now(UTC).date()
    return Day(max([today, *(day + timedelta(days=1) for day in settled)]))
