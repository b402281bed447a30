-- What the bank has booked on the programmes' account, beside what the ledger says of it: matched, or a case for two people.

-- By which order to the bank a transfer left the network or came back; its id is the EndToEndId.
CREATE TABLE bank_orders (
    transfer_id uuid PRIMARY KEY REFERENCES transfers (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    end_to_end_id uuid NOT NULL,
    bank_file_id uuid
);
CREATE INDEX bank_orders_end_to_end ON bank_orders (end_to_end_id);
SELECT koinon.tenant_table('bank_orders', 'SELECT, INSERT');
CREATE TRIGGER bank_orders_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_orders
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- A statement of the account. The file itself is not kept: its hash, ids and figures are, and no name.
CREATE TABLE bank_statements (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    reference text NOT NULL,
    sequence int,
    currency text NOT NULL,
    opened_on date NOT NULL,
    opening_minor bigint NOT NULL,
    closed_on date NOT NULL,
    closing_minor bigint NOT NULL,
    read_by uuid NOT NULL,
    read_at timestamptz NOT NULL,
    UNIQUE (municipality_id, currency, reference),
    CHECK (opened_on <= closed_on)
);
CREATE INDEX bank_statements_file ON bank_statements (municipality_id, sha256);
CREATE INDEX bank_statements_order ON bank_statements (municipality_id, currency, closed_on, sequence);
SELECT koinon.tenant_table('bank_statements', 'SELECT, INSERT');
CREATE TRIGGER bank_statements_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_statements
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- One booking, or one transfer within it: what came in is above zero.
CREATE TABLE bank_bookings (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    bank_statement_id uuid NOT NULL REFERENCES bank_statements (id),
    place text NOT NULL,
    booked_on date NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    end_to_end_id uuid,
    bank_file_id uuid,
    bank_reference text,
    reversal boolean NOT NULL,
    UNIQUE (bank_statement_id, place)
);
SELECT koinon.tenant_table('bank_bookings', 'SELECT, INSERT');
CREATE TRIGGER bank_bookings_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_bookings
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Which booking a transfer of the ledger was: one booking may be many transfers, a transfer is one booking.
CREATE TABLE bank_matches (
    transfer_id uuid PRIMARY KEY REFERENCES transfers (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    booking_id uuid NOT NULL REFERENCES bank_bookings (id),
    way text NOT NULL CHECK (way IN ('end_to_end_id', 'bank_file', 'amount', 'day_sum')),
    matched_at timestamptz NOT NULL
);
CREATE INDEX bank_matches_booking ON bank_matches (booking_id);
SELECT koinon.tenant_table('bank_matches', 'SELECT, INSERT');
CREATE TRIGGER bank_matches_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_matches
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- A difference between bank and ledger. It resolves by itself when what was missing comes; else two people close it.
CREATE TABLE reconciliation_cases (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (
        kind IN (
            'booking_unknown', 'booked_twice', 'amount_differs', 'reversal', 'movement_unbooked', 'opening_differs',
            'sequence_gap', 'statement_missing'
        )
    ),
    status text NOT NULL CHECK (status IN ('open', 'resolved', 'closed')),
    currency text NOT NULL,
    day date NOT NULL,
    amount_minor bigint NOT NULL,
    bank_statement_id uuid REFERENCES bank_statements (id),
    booking_id uuid REFERENCES bank_bookings (id),
    transfer_id uuid REFERENCES transfers (id),
    opened_at timestamptz NOT NULL,
    settled_at timestamptz,
    proposal_id uuid REFERENCES proposals (id),
    closed_for text,
    version int NOT NULL DEFAULT 1,
    CHECK ((status = 'open') = (settled_at IS NULL)),
    CHECK ((status = 'closed') = (num_nonnulls(proposal_id, closed_for) = 2)),
    CHECK (status = 'closed' OR num_nonnulls(proposal_id, closed_for) = 0)
);
-- The same difference is one case, however often it is looked for.
CREATE UNIQUE INDEX reconciliation_cases_once ON reconciliation_cases (
    municipality_id, kind, currency, day, amount_minor, bank_statement_id, booking_id, transfer_id
) NULLS NOT DISTINCT;
CREATE INDEX reconciliation_cases_booking ON reconciliation_cases (booking_id) WHERE status = 'closed';
CREATE INDEX reconciliation_cases_transfer ON reconciliation_cases (transfer_id) WHERE status = 'closed';
SELECT koinon.tenant_table('reconciliation_cases');
CREATE TRIGGER reconciliation_cases_keep_to_steps BEFORE INSERT OR UPDATE OF status ON reconciliation_cases
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'open', 'open > resolved', 'open > closed', 'resolved > open'
);
