"""What a programme says of how its cases are handled, from application to appeal: a section of the rule files."""

from typing import Annotated

import msgspec

from services.registry.assessing.facts import Code

Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]


class Procedure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a case is handled. What a rule file does not say is as here: published with it, so a default never changes.

    Days are calendar days. `unsourced` but for `decide_within_days`: Law 2690/1999 art. 4 (50 days for an authority).
    """

    residence_check: bool = False
    """Whether somebody has to record that the household lives here before anyone may approve."""
    valid_days: dict[Code, Days] = {}
    """How long a paper of a kind counts after its date of issue; the others until the day that is printed on them."""
    answer_days: Days = 15
    """How long a household has to bring what it is asked for."""
    reminder_days: Days = 5
    """How long before that day it is reminded, once."""
    answer_grace_days: Days = 5
    """How long after that day its case waits, overdue, before it goes on without an answer."""
    decide_within_days: Days = 50
    appeal_days: Days = 30
    """How long after a decision an appeal may be lodged."""
    source: str = "Law 2690/1999 art. 4 (50 days to decide); the other periods are the programme's own"
