-- Papers of a merchant, verifications that last a year, and agreements with the version and the bytes that were signed.
CREATE TABLE papers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,63}$'),
    -- Absent for an original that an officer has seen and given back.
    file_id uuid REFERENCES files (id),
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    valid_until date,
    handed_in_by uuid NOT NULL,
    handed_in_at timestamptz NOT NULL,
    rejected_by uuid,
    rejected_at timestamptz,
    rejected_for text,
    CHECK ((file_id IS NULL) = (sha256 IS NULL)),
    CHECK (num_nonnulls(rejected_by, rejected_at, rejected_for) IN (0, 3))
);
CREATE INDEX papers_merchant ON papers (merchant_id, id);
SELECT koinon.tenant_table('papers');

-- Each time that the papers of a merchant were found in order, and until when that holds.
CREATE TABLE verifications (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    verified_by uuid NOT NULL,
    verified_at timestamptz NOT NULL,
    valid_until date NOT NULL
);
CREATE INDEX verifications_merchant ON verifications (merchant_id, id);
SELECT koinon.tenant_table('verifications', 'SELECT, INSERT');
CREATE TRIGGER verifications_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON verifications
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- The last day on which the last verification holds; absent for those verified before there was a term: they are due.
ALTER TABLE merchants ADD COLUMN verified_until date;

CREATE TABLE agreements (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    agreement_version text NOT NULL,
    language text NOT NULL CHECK (language IN ('ar', 'el', 'en')),
    status text NOT NULL CHECK (status IN ('offered', 'signed', 'withdrawn')),
    file_id uuid NOT NULL REFERENCES files (id),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    offered_by uuid NOT NULL,
    offered_at timestamptz NOT NULL,
    signed_how text CHECK (signed_how IN ('online', 'on_paper')),
    signed_on date,
    signed_by uuid,
    version int NOT NULL DEFAULT 1,
    CHECK ((status = 'signed') = (signed_on IS NOT NULL)),
    CHECK (num_nonnulls(signed_how, signed_on, signed_by) IN (0, 3))
);
-- One at a time waits for its signature.
CREATE UNIQUE INDEX agreements_offered ON agreements (merchant_id) WHERE status = 'offered';
CREATE INDEX agreements_merchant ON agreements (merchant_id, id);
SELECT koinon.tenant_table('agreements');
CREATE TRIGGER agreements_keep_to_steps BEFORE INSERT OR UPDATE OF status ON agreements
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'offered', 'offered > signed', 'offered > withdrawn'
);
