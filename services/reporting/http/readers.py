"""Who reads what is not for everybody, and the month that most of them ask for."""

from datetime import date
from typing import Annotated

from litestar.params import QueryParameter

READERS = ("programme_manager", "auditor", "finance_officer")

FirstOfMonth = Annotated[date, QueryParameter(description="The month by its first day, such as 2026-02-01.")]
