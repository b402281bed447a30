-- A person who asks who looked at the own file is told the department, not the name of the one who looked.
ALTER TABLE audit_entries ADD COLUMN actor_roles text [] NOT NULL DEFAULT '{}';
