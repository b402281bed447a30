-- name: empty
-- TRUNCATE, not DELETE: a rebuild is for all tenants at once, and row-level security would hide their rows.
TRUNCATE
fundings,
line_moves,
line_closings,
benefits,
sales,
draws,
buyers,
declines,
respends,
respent_draws,
closed_days,
batches,
payout_changes,
merchant_changes,
membership_changes,
application_decisions,
card_changes,
call_decisions,
enrolments,
attendances,
enterprises;
