-- Who works at an outlet's tills and what they may do there. The name is sealed in the vault under this id, and gone when
-- the cashier is; the number stays in the reports of tills.
CREATE TABLE cashiers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    outlet_id uuid NOT NULL REFERENCES outlets (id),
    number int NOT NULL CHECK (number > 0),
    rights text [] NOT NULL CHECK (
        cardinality(rights) > 0 AND rights <@ ARRAY['sell', 'refund', 'pay_suppliers', 'close_day']
    ),
    appointed_by uuid NOT NULL,
    appointed_at timestamptz NOT NULL,
    ended_by uuid,
    ended_at timestamptz,
    version int NOT NULL DEFAULT 1,
    UNIQUE (merchant_id, number),
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE INDEX cashiers_outlet ON cashiers (outlet_id) WHERE ended_at IS NULL;
SELECT koinon.tenant_table('cashiers');
