"""The verification of what the bank has booked beside the ledger: statements, matches, and cases that were closed."""

from services.kit.sql import load_queries

queries = load_queries(__file__)

CHECKS = {
    "statements_lead_to_their_balances": ("I9", queries.wrong_statements),
    "bookings_are_their_transfers": ("I9", queries.wrong_matches),
    "two_people_have_closed_differences": ("I19", queries.lone_closings),
}
