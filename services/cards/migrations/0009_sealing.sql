-- The ledger's seal: each transfer becomes a leaf of the tenant's Merkle tree (RFC 6962), seconds after it was posted.

-- The bytes of a leaf, as contracts/ledger_proof.py describes them. They never change: another format is another view.
CREATE VIEW leaf_texts WITH (security_invoker = true) AS
SELECT
    t.municipality_id,
    t.id AS transfer_id,
    t.subject_id,
    concat_ws(
        E'\n',
        'koinon-transfer/1',
        t.municipality_id,
        t.id,
        t.kind,
        t.subject_id,
        to_char(t.posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        coalesce(to_char(t.settlement_date, 'YYYY-MM-DD'), '-'),
        s.sides,
        'entries ' || encode(sha256(convert_to(x.entries, 'UTF8')), 'hex'),
        ''
    ) AS leaf
FROM transfers AS t
CROSS JOIN LATERAL (
    SELECT
        string_agg(
            concat_ws(' ', g.kind, coalesce(g.owner_id::text, '-'), g.currency, g.amount_minor), E'\n'
            ORDER BY g.kind COLLATE "C", g.owner_id, g.currency COLLATE "C"
        ) AS sides
    FROM (
        SELECT
            w.kind,
            e.currency,
            CASE WHEN w.kind = 'merchant' THEN w.owner_id END AS owner_id,
            sum(e.amount_minor) AS amount_minor
        FROM entries AS e
        INNER JOIN wallets AS w ON e.wallet_id = w.id
        WHERE e.transfer_id = t.id
        GROUP BY 1, 2, 3
    ) AS g
) AS s
CROSS JOIN LATERAL (
    SELECT
        string_agg(
            concat_ws(
                ' ', e.id, e.wallet_id, e.currency, e.amount_minor, coalesce(e.balance_minor::text, '-'),
                coalesce(e.programme, '-'), coalesce(e.budget_line_id::text, '-'),
                coalesce(to_char(e.month, 'YYYY-MM-DD'), '-')
            ), E'\n'
            ORDER BY e.id
        ) AS entries
    FROM entries AS e
    WHERE e.transfer_id = t.id
) AS x;

-- How far a tenant's tree is, and the row that is locked to add to it. Every entry up to `sealed_through` is sealed: the
-- number is taken over from `candidate` once every transaction that was running when `candidate` was read has ended, so
-- a row that is committed late is never passed over.
CREATE TABLE ledger_trees (
    municipality_id uuid PRIMARY KEY DEFAULT koinon.municipality(),
    size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
    sealed_through bigint NOT NULL DEFAULT 0,
    candidate bigint NOT NULL DEFAULT 0 CHECK (candidate >= sealed_through),
    candidate_xid xid8,
    -- Up to which size checkpoints were delivered outside this database.
    delivered_size bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
SELECT koinon.tenant_table('ledger_trees');

-- No foreign key to transfers: its lock would write each of them a second time, and `verify` names a leaf without one.
CREATE TABLE ledger_leaves (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    place bigint NOT NULL CHECK (place >= 0),
    transfer_id uuid NOT NULL UNIQUE,
    subject_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (municipality_id, place)
);
CREATE INDEX ledger_leaves_subject ON ledger_leaves (subject_id);
SELECT koinon.tenant_table('ledger_leaves', 'SELECT, INSERT');
CREATE TRIGGER ledger_leaves_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_leaves
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Complete nodes of every fourth level above the leaves; what lies between is hashed when it is asked for.
CREATE TABLE ledger_nodes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    level smallint NOT NULL CHECK (level > 0 AND level % 4 = 0),
    place bigint NOT NULL CHECK (place >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (municipality_id, level, place)
);
SELECT koinon.tenant_table('ledger_nodes', 'SELECT, INSERT');
CREATE TRIGGER ledger_nodes_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_nodes
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- What was signed. The same notes are kept outside the database too.
CREATE TABLE ledger_checkpoints (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL,
    sealed_at timestamptz NOT NULL,
    UNIQUE (municipality_id, size)
);
SELECT koinon.tenant_table('ledger_checkpoints', 'SELECT, INSERT');
CREATE TRIGGER ledger_checkpoints_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_checkpoints
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

DO
$$
BEGIN
    EXECUTE format(
        'GRANT SELECT ON leaf_texts, entries_id_seq TO %I, %I', koinon.login('api'), koinon.login('worker')
    );
END
$$;
