-- What is set aside for a public body's order is no award, and its payment no grant: books and statements say which.
-- squawk-ignore-file ban-drop-constraint
ALTER TABLE commitments ADD COLUMN kind text NOT NULL DEFAULT 'award';
ALTER TABLE commitments ADD CONSTRAINT commitments_kind CHECK (kind IN ('award', 'order')) NOT VALID;
ALTER TABLE commitments ADD CONSTRAINT commitments_recovered CHECK (kind = 'award' OR recovered_minor = 0) NOT VALID;

-- Rows that are there have passed the narrower check, so they need not be looked at again.
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return', 'line_move', 'line_return', 'expiry', 'respend',
        'grant', 'grant_return', 'provisional_credit', 'provisional_return', 'charge', 'charge_return', 'order_payment'
    )
) NOT VALID;
