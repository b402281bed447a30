-- Letters that were taken to a printer together, so that a jam or a lost answer loses none. Their texts stay sealed in
-- messages; a row is written once.
CREATE TABLE letter_prints (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    printed_at timestamptz NOT NULL,
    printed_by uuid NOT NULL,
    message_ids uuid [] NOT NULL CHECK (cardinality(message_ids) > 0)
);
SELECT koinon.tenant_table('letter_prints', 'SELECT, INSERT');
