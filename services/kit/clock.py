"""The clock. Business time is `transaction.now`; demo and tests may shift it, production may not."""

from datetime import UTC, date, datetime

from services.kit.errors import Forbidden, Malformed
from services.kit.settings import Settings

TIME_HEADER = "koinon-time"
YEARS = (1970, 2199)
"""What a request may choose; at the ends of the calendar, other time zones and terms of months would overflow."""


def wall_time() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def business_time(settings: Settings, shifted: str | None) -> datetime:
    """Return the business time of a request: the present, or in demo and test the instant that the caller asks for."""
    if shifted is None:
        return wall_time()
    if settings.environment == "production":
        raise Forbidden("This installation does not let a request choose its own time.")
    try:
        instant = datetime.fromisoformat(shifted)
    except ValueError:
        raise Malformed(f"The {TIME_HEADER} header is not an RFC 3339 instant.") from None
    if instant.tzinfo is None:
        raise Malformed(f"The {TIME_HEADER} header has no offset from UTC.")
    if not YEARS[0] <= instant.year <= YEARS[1]:
        raise Malformed(f"The {TIME_HEADER} header is outside the years {YEARS[0]} to {YEARS[1]}.")
    return instant.astimezone(UTC)


def month_of(day: date, *, later: int = 0) -> date:
    """Return the first day of a day's month, or of one so many months later."""
    month = day.year * 12 + day.month - 1 + later
    return date(month // 12, month % 12 + 1, 1)
