"""The monthly report, kept as a file: what a programme gives to its council, its funders or the press."""

from datetime import date
from pathlib import Path

import httpx
import msgspec

from services.client.answers import until_answered
from services.client.sessions import Session, address, headers, told
from services.client.telling import Told


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Which report is in which file, and how large it is."""

    month: date
    file: str
    bytes_count: int


def keep(http: httpx.Client, session: Session, month: date, *, language: str | None, file: Path | None) -> Told:
    """Write a month's report to a file. Raises Refused, Unanswered, NotSignedIn, AddressUnknown, OSError."""
    place = f"{address(session, 'reporting')}/monthly-reports/{month.replace(day=1).isoformat()}"
    asked = {} if language is None else {"language": language}
    answer = until_answered(lambda: http.get(place, headers=headers(session), params=asked))
    if answer.is_error:
        told(answer, Kept)
    target = file or Path(f"monthly-report-{month:%Y-%m}.pdf")
    target.write_bytes(answer.content)
    return Told(
        sentences=[f"The report of {month:%Y-%m} is in {target}."],
        following="Look at it, then give it to whom it is for: it holds only what anybody may know.",
        answer=Kept(month=month, file=str(target), bytes_count=len(answer.content)),
    )
