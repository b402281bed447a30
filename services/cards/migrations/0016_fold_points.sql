-- What a wallet's entries sum to up to one of them: what it holds now or held on a past day is that, and the few entries
-- beyond it. Every fold point is kept, the older ones for the days before the newest.
CREATE TABLE fold_points (
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    last_entry_id bigint NOT NULL CHECK (last_entry_id > 0),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    balance_minor bigint NOT NULL,
    -- The latest instant at which one of these entries was posted: entries are not numbered in the order of their clocks.
    posted_through timestamptz NOT NULL,
    folded_at timestamptz NOT NULL,
    PRIMARY KEY (wallet_id, last_entry_id)
);
SELECT koinon.tenant_table('fold_points', 'SELECT, INSERT');
CREATE TRIGGER fold_points_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON fold_points
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
