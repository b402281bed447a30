-- Accounts to which benefits are paid: an account is paid that stood in the file when two people decided a right of this
-- person, or that two people have changed since. The numbers are in the vault; here is who changed one, and from when on.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, require-concurrent-index-creation
-- squawk-ignore-file adding-not-nullable-field
-- A municipality's rights are scanned in less than the lock's timeout.

-- Who held the household when the right was given; `holder_id` follows changes of the holder, which one person enters.
-- A right of before this release was given to who holds it.
ALTER TABLE memberships ADD COLUMN granted_to uuid;
-- Row-level security is forced on the owner too, who is of no tenant.
ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
UPDATE memberships SET granted_to = holder_id;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
ALTER TABLE memberships
ALTER COLUMN granted_to SET NOT NULL,
ADD CONSTRAINT granted_to_known FOREIGN KEY (municipality_id, granted_to) REFERENCES persons (municipality_id, id);
CREATE INDEX memberships_granted_to ON memberships (granted_to);
CREATE TRIGGER memberships_granted_once BEFORE UPDATE OF granted_to ON memberships
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE account_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    person_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'in_force', 'rejected')),
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamptz,
    -- The first day on which it is paid to.
    usable_from date,
    rejected_by uuid,
    rejected_at timestamptz,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT confirmed_by_another_than_proposed CHECK (confirmed_by <> proposed_by),
    CONSTRAINT confirmed_whole CHECK (num_nonnulls(confirmed_by, confirmed_at, usable_from) IN (0, 3)),
    CONSTRAINT used_when_confirmed CHECK (state NOT IN ('confirmed', 'in_force') OR confirmed_by IS NOT NULL),
    CONSTRAINT waiting_unconfirmed CHECK (state <> 'proposed' OR confirmed_by IS NULL),
    CONSTRAINT rejected_whole CHECK (
        (state = 'rejected') = (rejected_by IS NOT NULL) AND (rejected_by IS NULL) = (rejected_at IS NULL)
    )
);
CREATE UNIQUE INDEX account_changes_one_open ON account_changes (person_id) WHERE state IN ('proposed', 'confirmed');
CREATE INDEX account_changes_person ON account_changes (person_id, id);
SELECT koinon.tenant_table('account_changes');
CREATE TRIGGER account_changes_keep_to_steps BEFORE INSERT OR UPDATE OF state ON account_changes
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'proposed', 'proposed > confirmed', 'proposed > rejected', 'confirmed > in_force', 'confirmed > rejected'
);
