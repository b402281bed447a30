-- Who did what is looked for by who did it, by what it was done with, and by day. Without the tenant in front rows come
-- in the order of their ids; an id is one tenant's anyway, and the policy looks at each row.
-- While they are put up, deeds wait for some seconds and what is looked at does not; a migration is one transaction.
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
CREATE INDEX audit_entries_actor ON audit_entries (actor_id, id);
CREATE INDEX audit_entries_about ON audit_entries (object_id, id);
-- Rows are written once and in the order of time: a page of an index holds the days of a thousand of them.
CREATE INDEX audit_entries_day ON audit_entries USING brin (at);
DROP INDEX audit_entries_object;
CREATE INDEX proposals_subject ON proposals (subject_id);
