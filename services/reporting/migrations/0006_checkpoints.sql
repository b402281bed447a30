-- What cards has signed of its ledger, a row for each checkpoint said: whoever keeps one can compare it with these for ever.
-- Two rows of one size with different roots would mean that the ledger was told in two ways: both are kept and shown.
CREATE TABLE checkpoints (
    id uuid NOT NULL,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    size bigint NOT NULL CHECK (size > 0),
    root text NOT NULL,
    note text NOT NULL,
    verifier_key text NOT NULL,
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, id)
);
CREATE INDEX checkpoints_size ON checkpoints (municipality_id, size);
SELECT koinon.read_model('checkpoints');
