-- That an awarded applicant accepts, where the call says within how many days; who does not makes room for the reserve.
CREATE TABLE acceptances (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    application_id uuid NOT NULL,
    determination_id uuid PRIMARY KEY,
    accepted_at timestamptz NOT NULL,
    accepted_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id)
);
CREATE INDEX acceptances_application ON acceptances (municipality_id, application_id);
SELECT koinon.tenant_table('acceptances', 'SELECT, INSERT');
CREATE TRIGGER acceptances_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON acceptances
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
