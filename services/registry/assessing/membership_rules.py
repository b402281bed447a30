"""What a programme says of a right's course from its first day to its last: a section of the rule files.

The reasons are codes, said to the household in its language by the service's catalogue.
"""

from typing import Annotated, Literal

import msgspec

from services.registry.assessing.facts import Code

Days = Annotated[int, msgspec.Meta(ge=0, le=3650)]


class MembershipRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may become of a right, for which reasons, and when its end is told; unsourced unless said."""

    suspension_reasons: tuple[Code, ...] = (
        "not_registered_unemployed", "household_differs", "tax_discrepancy", "obligation_unmet", "not_recertified",
    )  # fmt: skip
    """The first three: JMD Δ13/οικ.33475/1935 (ΦΕΚ Β 2281/2018) art. 9."""
    lifting_reasons: tuple[Code, ...] = (
        "registered_unemployed", "household_confirmed", "tax_clarified", "obligation_met", "suspended_in_error",
    )  # fmt: skip
    exit_reasons: tuple[Code, ...] = ("own_request", "moved_away", "died", "found_work", "no_longer_eligible")
    revocation_reasons: tuple[Code, ...] = (
        "not_registered_unemployed", "household_differs", "tax_discrepancy", "obligation_unmet", "false_statement",
        "sanction",
    )  # fmt: skip
    arrears_after_lifting: bool = True
    """Whether a lifted suspension pays the months that it has withheld."""
    arrears_after_late_recertification: Literal["never", "in_grace", "always"] = "in_grace"
    """Which months are owed that were missed because a recertification was decided after the last day: unsourced; by
    default those of a decision that came within the grace, which is what a grace is for."""
    reminder_days: tuple[Days, ...] = (30, 7)
    """How long before the last day its holder is reminded, once each."""
    suspension_days: Days = 60
    """How long after its last day a suspended right waits for a decision before it ends; then nothing is owed."""
    source: str = "JMD Δ13/οικ.33475/1935 (ΦΕΚ Β 2281/2018) art. 9, and the default of this software elsewhere"
