"""The verification of what stands beside the sealed ledger: lots, what was drawn of them, and what is held of them."""

from services.kit.sql import load_queries

queries = load_queries(__file__)

CHECKS = {
    "lots_are_what_runs_credited": ("I9", queries.wrong_credits),
    "provisional_credits_end_with_their_dispute": ("I9", queries.wrong_provisional_credits),
    "lots_end_with_their_run": ("I9", queries.wrong_ends),
    "nothing_is_of_what_is_gone": ("I1", queries.dangling_rows),
}
