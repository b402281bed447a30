-- Who belongs to an enterprise, and who sits on its board. To which group somebody belongs is sealed under their own key.
CREATE TABLE enterprise_members (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    enterprise_id uuid NOT NULL,
    person_id uuid NOT NULL,
    on_board boolean NOT NULL,
    joined_on date NOT NULL,
    left_on date CHECK (left_on >= joined_on),
    entered_at timestamptz NOT NULL,
    entered_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, enterprise_id) REFERENCES enterprises (municipality_id, id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id)
);
CREATE UNIQUE INDEX enterprise_members_once ON enterprise_members (municipality_id, enterprise_id, person_id)
WHERE left_on IS NULL;
CREATE INDEX enterprise_members_person ON enterprise_members (municipality_id, person_id);
SELECT koinon.tenant_table('enterprise_members');
