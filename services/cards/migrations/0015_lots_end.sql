-- Lots to their end: what is left after their last day returns to its budget line, and a refund to a lot that has
-- expired becomes a fresh one for some days of grace.

-- The last day that the holder was told. A lot that is announced late can be spent for as long as the notice runs.
ALTER TABLE expiry_notices ADD COLUMN expires_on date;

-- A lot of grace: what a refund gave back of `origin_id`, which had expired.
-- The column is new and empty: the scan finds nothing.
-- squawk-ignore adding-foreign-key-constraint
ALTER TABLE lots ADD COLUMN refund_id uuid REFERENCES refunds (id);
ALTER TABLE lots ADD CONSTRAINT lots_of_grace CHECK (refund_id IS NULL OR origin_id IS NOT NULL) NOT VALID;

-- One sweep a day: a job that returns expired lots, chunk by chunk, each lot once.
CREATE TABLE sweeps (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    swept_on date NOT NULL,
    lots int NOT NULL DEFAULT 0,
    amount_minor bigint NOT NULL DEFAULT 0,
    finished_at timestamptz,
    version int NOT NULL DEFAULT 1,
    UNIQUE (municipality_id, swept_on)
);
SELECT koinon.tenant_table('sweeps');

-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return', 'line_move', 'line_return', 'expiry'
    )
) NOT VALID;
