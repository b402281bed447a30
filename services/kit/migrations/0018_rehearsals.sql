-- When a backup was brought back for trial, as an operator says. Of its base backups PostgreSQL knows itself.
CREATE TABLE rehearsals (rehearsed_at timestamptz PRIMARY KEY);
CREATE TRIGGER rehearsals_are_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON rehearsals
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
SELECT koinon.shared_table('rehearsals', '', 'SELECT, INSERT');
