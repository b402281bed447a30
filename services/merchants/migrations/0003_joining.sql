-- What a business is registered for (NACE or ΚΑΔ), where its outlets are on a map, and whom an officer has compared.
ALTER TABLE merchants ADD COLUMN activities text [] NOT NULL DEFAULT '{}';

ALTER TABLE outlets ADD COLUMN latitude double precision;
ALTER TABLE outlets ADD COLUMN longitude double precision;
ALTER TABLE outlets ADD COLUMN closed_at timestamptz;
ALTER TABLE outlets ADD CONSTRAINT outlets_position CHECK (
    num_nonnulls(latitude, longitude) <> 1
    AND coalesce(latitude, 0) BETWEEN -90 AND 90
    AND coalesce(longitude, 0) BETWEEN -180 AND 180
) NOT VALID;

-- Two merchants that look alike and are different businesses, the smaller id first.
CREATE TABLE duplicate_rulings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    one_id uuid NOT NULL REFERENCES merchants (id),
    other_id uuid NOT NULL REFERENCES merchants (id),
    reason text NOT NULL,
    ruled_by uuid NOT NULL,
    ruled_at timestamptz NOT NULL,
    PRIMARY KEY (one_id, other_id),
    CHECK (one_id < other_id)
);
SELECT koinon.tenant_table('duplicate_rulings', 'SELECT, INSERT');
CREATE TRIGGER duplicate_rulings_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON duplicate_rulings
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
