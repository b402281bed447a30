-- PINs that are entered away from tills: how many in which minute, so that a heap of copied cards is not tried out.
CREATE TABLE pin_proofs (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    minute timestamptz NOT NULL,
    tries int NOT NULL,
    PRIMARY KEY (municipality_id, minute)
);
SELECT koinon.tenant_table('pin_proofs', 'SELECT, INSERT, UPDATE, DELETE');
