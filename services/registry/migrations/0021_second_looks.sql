-- Somebody has looked again at a decision that stands on a household that was another, and said what came of it: the list
-- of those to look at only ever grew.
CREATE TABLE second_looks (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    stale_assessment_id uuid PRIMARY KEY REFERENCES stale_assessments (id),
    outcome text NOT NULL CHECK (outcome IN ('stands', 'put_right')),
    looked_at timestamptz NOT NULL,
    looked_by uuid NOT NULL
);
SELECT koinon.tenant_table('second_looks', 'SELECT, INSERT');
CREATE TRIGGER second_looks_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON second_looks
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
