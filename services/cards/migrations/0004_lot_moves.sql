-- Money moves with people. A lot that moves, in whole or in part, becomes a lot of another wallet with the same programme,
-- budget line, month and last day; or it returns to its budget line.
-- squawk-ignore ban-drop-not-null
ALTER TABLE lots ALTER COLUMN run_line_id DROP NOT NULL;
-- The column is new and empty: the scan finds nothing.
-- squawk-ignore adding-foreign-key-constraint
ALTER TABLE lots ADD COLUMN origin_id uuid REFERENCES lots (id);
ALTER TABLE lots ADD CONSTRAINT lots_one_origin CHECK (num_nonnulls(run_line_id, origin_id) = 1) NOT VALID;

CREATE TABLE lot_moves (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    lot_id uuid NOT NULL REFERENCES lots (id),
    new_lot_id uuid UNIQUE REFERENCES lots (id),
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0)
);
CREATE INDEX lot_moves_lot ON lot_moves (lot_id);
SELECT koinon.tenant_table('lot_moves', 'SELECT, INSERT');
CREATE TRIGGER lot_moves_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON lot_moves
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Wallets of households that are no more. A later refund goes where their money went: on to another wallet, or, without
-- one, back to the budget lines.
CREATE TABLE left_wallets (
    wallet_id uuid PRIMARY KEY REFERENCES wallets (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    into_wallet_id uuid REFERENCES wallets (id) CHECK (into_wallet_id <> wallet_id),
    left_on date NOT NULL
);
SELECT koinon.tenant_table('left_wallets');

-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return'
    )
) NOT VALID;
