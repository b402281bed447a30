"""What becomes of memberships, in words: states, reasons, steps that wait, and what households owe in return."""

from typing import Final

from services.console.languages import mark

REASONS: Final = {
    "not_registered_unemployed": mark("an adult who can work is not registered as unemployed"),
    "household_differs": mark("the household is not as declared"),
    "tax_discrepancy": mark("the tax return says something else"),
    "obligation_unmet": mark("an obligation about work was not kept"),
    "not_recertified": mark("it was not renewed in time"),
    "registered_unemployed": mark("registered as unemployed"),
    "household_confirmed": mark("the household was confirmed"),
    "tax_clarified": mark("the tax return was explained"),
    "obligation_met": mark("the obligation is kept now"),
    "suspended_in_error": mark("it was suspended by mistake"),
    "own_request": mark("the household wishes it"),
    "moved_away": mark("moved to another municipality"),
    "died": mark("death"),
    "found_work": mark("found work"),
    "no_longer_eligible": mark("the conditions are no longer met"),
    "false_statement": mark("a false statement"),
    "sanction": mark("a sanction"),
    "term_ended": mark("its time is over"),
    "merged": mark("the household became part of another"),
}
"""Why a membership is suspended, goes on, or ends. A programme's rules say which it knows; the service sends those."""

EVENTS: Final = {
    "began": mark("Began"),
    "suspended": mark("Suspended: nothing is paid"),
    "lifted": mark("Suspension lifted: it is paid again"),
    "requested": mark("Ended at the household's wish, or because it no longer needs it"),
    "revoked": mark("Revoked"),
    "household": mark("Ended with what became of the household"),
    "term": mark("Ended with its last day"),
}
"""What has become of it, for its history."""

PROPOSED: Final = {
    "lift_suspension": mark("Lift the suspension"),
    "exit_membership": mark("End the membership"),
    "revoke_membership": mark("Revoke the membership"),
    "order_set_off": mark("Claim money back"),
    "lift_set_off": mark("Let the rest of a debt be"),
}
"""What waits for a second person."""

DEBTS: Final = {
    "ordered": mark("to be paid back"),
    "repaid": mark("paid back"),
    "lifted": mark("no longer owed"),
}
"""What has become of money that a household had no right to."""

LIFTED_DEBTS: Final = {
    "appeal_upheld": mark("the household's objection was right"),
    "calculated_wrongly": mark("it was calculated wrongly"),
    "hardship": mark("it cannot pay and live on the rest"),
    "died": mark("the holder has died"),
}
"""Why the rest of a debt is let be."""

REPAYMENTS: Final = {
    "recorded": mark("waiting for a second person"),
    "confirmed": mark("confirmed"),
    "rejected": mark("rejected"),
}
"""Money that was brought back."""

OFFERS: Final = {
    "made": mark("waits for the person's answer"),
    "accepted": mark("the person takes it"),
    "refused": mark("the person declines it"),
}
"""What became of a job that was offered."""

REFUSALS: Final = {
    "too_far": mark("too far away"),
    "health": mark("health"),
    "care_at_home": mark("somebody at home needs care"),
    "not_suitable": mark("the work is not suitable"),
    "no_reason": mark("without a reason"),
}
"""Why a job was declined."""

MISSING: Final = {
    "registration": mark("is not registered as unemployed"),
    "answer": mark("has not answered an offer of work"),
    "acceptance": mark("has declined more offers than the rules allow"),
    "attendance": mark("has missed too much of a training"),
}
"""What somebody has left undone."""

STAGES: Final = {
    "due": mark("ends soon"),
    "reminded": mark("ends soon; the holder was reminded"),
    "grace": mark("its last day is over"),
    "suspended": mark("suspended until it is renewed"),
}
"""How far the end of a membership has come."""

WORDS: Final = {
    "reasons": REASONS,
    "events": EVENTS,
    "proposed": PROPOSED,
    "debts": DEBTS,
    "lifted_debts": LIFTED_DEBTS,
    "repayment_states": REPAYMENTS,
    "offers": OFFERS,
    "refusals": REFUSALS,
    "missing": MISSING,
    "stages": STAGES,
}
"""All of them, for a page."""

FIELDS: Final = {
    "reason": mark("reason"),
    "months": mark("months"),
    "receipt": mark("number of the receipt"),
    "received_on": mark("day on which it was received"),
    "offered_on": mark("day of the offer"),
    "person_id": mark("person"),
    "still_eligible": mark("whether the conditions are met"),
    "justified": mark("whether the rules accept it"),
    "undue_from": mark("since when there was no right"),
    "ending_from": mark("last day from"),
    "ending_until": mark("last day until"),
    "postal_codes": mark("postal codes"),
    "monthly_amount_minor": mark("amount a month"),
}
"""What forms about memberships ask for, as their mistakes name it."""
