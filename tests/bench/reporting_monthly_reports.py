"""The monthly report of a year of a town's life: 500 households, 40 shops and 12 months, in every language.

The year is told as events and heard as the consumer hears them; only the report is timed, from the question to its PDF.
"""

import time

from services.kit.events.batches import apply_batch
from services.kit.events.inbox import Reader
from tests.bench.alone import Alone
from tests.bench.measures import Figures
from tests.reporting.year import LAST, year

HOUSEHOLDS, SHOPS = 500, 40
TOGETHER = 500
"""Events of a list, as the consumer takes them."""


async def measure(alone: Alone, figures: Figures) -> None:
    """Hear the year, then ask for its last month's report once in each language."""
    messages = year(households=HOUSEHOLDS, shops=SHOPS, of=alone.tenant.id).messages()
    reader = Reader(alone.service.handlers, alone.service.batch_handlers)
    async with alone.database(worker=True) as worker:
        for start in range(0, len(messages), TOGETHER):
            assert await apply_batch(worker, reader, messages[start : start + TOGETHER])
    seconds: dict[str, float] = {}
    async with alone.client("rana programme_manager") as client:
        for language in ("el", "ar", "en"):
            began = time.perf_counter()
            answer = await client.send("GET", f"/monthly-reports/{LAST}?language={language}")
            seconds[language] = time.perf_counter() - began
            assert answer.content.startswith(b"%PDF"), answer.text
    figures.keep(
        monthly_report_events=len(messages),
        monthly_report_s_by_language=seconds,
        monthly_report_s=max(seconds.values()),
    )
