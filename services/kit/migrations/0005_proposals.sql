-- A decision that needs other eyes. What was proposed never changes: only the columns granted below can be updated.
-- Which person is which is checked here, so no code path, role or administrator gets past it.
CREATE TABLE proposals (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    subject_id uuid NOT NULL,
    payload jsonb NOT NULL,
    payload_hash text NOT NULL CHECK (payload_hash ~ '^[0-9a-f]{64}$'),
    maker_id uuid NOT NULL,
    approvers smallint NOT NULL CHECK (approvers IN (1, 2)),
    proposed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > proposed_at),
    state text NOT NULL DEFAULT 'proposed'
    CHECK (state IN ('proposed', 'approved', 'rejected', 'expired', 'executed')),
    first_checker_id uuid,
    second_checker_id uuid,
    decided_at timestamptz,
    version int NOT NULL DEFAULT 1,
    CHECK (first_checker_id <> maker_id),
    CHECK (second_checker_id <> maker_id),
    CHECK (second_checker_id <> first_checker_id),
    CHECK (second_checker_id IS NULL OR (approvers = 2 AND first_checker_id IS NOT NULL)),
    CHECK (state NOT IN ('approved', 'executed') OR first_checker_id IS NOT NULL),
    CHECK (state NOT IN ('approved', 'executed') OR approvers = 1 OR second_checker_id IS NOT NULL),
    CHECK ((state = 'proposed') = (decided_at IS NULL))
);
-- Two open proposals about one thing would let the second undo what the first one's checker agreed to.
CREATE UNIQUE INDEX proposals_open ON proposals (municipality_id, kind, subject_id)
WHERE state IN ('proposed', 'approved');
CREATE INDEX proposals_waiting ON proposals (municipality_id, id) WHERE state = 'proposed';
SELECT koinon.tenant_table('proposals', 'SELECT, INSERT');
DO
$$
BEGIN
    EXECUTE format(
        'GRANT UPDATE (state, first_checker_id, second_checker_id, decided_at, version) ON proposals TO %I, %I',
        koinon.login('api'), koinon.login('worker')
    );
END
$$;
