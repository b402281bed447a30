"""Cards: wallets, lots, cards, budget lines, benefit runs, authorisation and the double-entry ledger."""

from datetime import timedelta

from services.cards import consumers, http
from services.cards.benefits import crediting, expiries, sweeps
from services.cards.budgets import closings, reconciliations
from services.cards.deciding import programmes
from services.cards.holders import phones, pins, renewals
from services.cards.ledger import deliveries, fold_points, sealing, verification
from services.cards.payments import disputes, releases, rule_trials
from services.cards.shops import settlement_days, signatures
from services.kit.service import Service, run
from services.kit.ticker import Jobs, Timer

jobs = Jobs(
    handlers={
        "credit_run": crediting.credit_chunk,
        sweeps.JOB: sweeps.sweep_chunk,
        rule_trials.JOB: rule_trials.try_chunk,
    },
    timers=[
        Timer("forget_nonces", timedelta(minutes=1), signatures.forget_nonces),
        Timer("expire_holds", timedelta(minutes=1), releases.expire),
        Timer("close_settlement_days", timedelta(minutes=1), settlement_days.close_due),
        Timer("forget_phone_codes", timedelta(minutes=1), phones.forget_codes),
        Timer("forget_proofs", timedelta(minutes=10), pins.forget_proofs),
        Timer("tend_cards", timedelta(minutes=10), renewals.tend),
        Timer("announce_expiry", timedelta(minutes=10), expiries.announce),
        Timer("note_overdue_disputes", timedelta(minutes=10), disputes.note_overdue),
        Timer("pass_on_rests", timedelta(minutes=10), closings.pass_on),
        Timer("reconcile", timedelta(hours=1), reconciliations.look_again),
        Timer("seal_ledger", timedelta(seconds=5), sealing.seal),
        Timer("deliver_checkpoints", timedelta(minutes=1), deliveries.deliver),
        Timer("fold_wallets", timedelta(minutes=10), fold_points.fold_long_tails),
        Timer("sweep_lots", timedelta(hours=1), sweeps.begin),
    ],
)
service = Service(
    name="cards",
    routes=http.ROUTES,
    handlers=consumers.HANDLERS,
    jobs=jobs,
    configure=programmes.configure,
    commands={"verify": verification.report},
)

if __name__ == "__main__":
    run(service)
