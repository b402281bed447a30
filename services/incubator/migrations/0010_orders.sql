-- Accounts of enterprises, in figures that name nobody, and service orders of public bodies.

INSERT INTO allowed_steps (machine, before, after) VALUES
('service_orders', '', 'published'),
('service_orders', 'published', 'offered'),
('service_orders', 'published', 'cancelled'),
('service_orders', 'offered', 'accepted'),
('service_orders', 'offered', 'published'),
('service_orders', 'offered', 'cancelled'),
('service_orders', 'accepted', 'delivered'),
('service_orders', 'delivered', 'accepted'),
('service_orders', 'delivered', 'approved'),
('service_orders', 'approved', 'invoiced'),
('service_orders', 'invoiced', 'paid');

-- A year as it was stated; stated again, the later row counts.
CREATE TABLE enterprise_accounts (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    enterprise_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    year int NOT NULL CHECK (year BETWEEN 2000 AND 2100),
    members int NOT NULL CHECK (members >= 0),
    members_included int NOT NULL CHECK (members_included BETWEEN 0 AND members),
    inclusion text CHECK (inclusion IN ('vulnerable', 'special')),
    revenue_minor bigint NOT NULL CHECK (revenue_minor >= 0),
    public_revenue_minor bigint NOT NULL CHECK (public_revenue_minor BETWEEN 0 AND revenue_minor),
    profit_minor bigint NOT NULL,
    reserve_minor bigint NOT NULL CHECK (reserve_minor >= 0),
    to_employees_minor bigint NOT NULL CHECK (to_employees_minor >= 0),
    reference text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    stated_at timestamptz NOT NULL,
    stated_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, enterprise_id) REFERENCES enterprises (municipality_id, id)
);
CREATE INDEX enterprise_accounts_year ON enterprise_accounts (municipality_id, enterprise_id, year, id);
SELECT koinon.tenant_table('enterprise_accounts', 'SELECT, INSERT');
CREATE TRIGGER enterprise_accounts_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON enterprise_accounts
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Who offered an order does not approve what was delivered, and who approved it does not record the payment.
CREATE TABLE service_orders (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    public_body text NOT NULL,
    title text NOT NULL,
    category text NOT NULL CHECK (category ~ '^[0-9]{4}$'),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    value_minor bigint NOT NULL CHECK (value_minor > 0),
    due_on date NOT NULL,
    tender_number text,
    state text NOT NULL,
    enterprise_id uuid,
    delivery_reference text,
    delivery_sha256 text CHECK (delivery_sha256 ~ '^[0-9a-f]{64}$'),
    invoice_number text,
    invoiced_minor bigint CHECK (invoiced_minor BETWEEN 1 AND value_minor),
    payment_reference text,
    paid_on date,
    published_at timestamptz NOT NULL,
    published_by uuid NOT NULL,
    offered_at timestamptz,
    offered_by uuid,
    approved_by uuid,
    paid_by uuid,
    FOREIGN KEY (municipality_id, enterprise_id) REFERENCES enterprises (municipality_id, id),
    CONSTRAINT service_orders_offered CHECK (
        (enterprise_id IS NULL) = (offered_by IS NULL) AND (offered_at IS NULL) = (offered_by IS NULL)
        AND (enterprise_id IS NOT NULL OR state IN ('published', 'cancelled'))
    ),
    CONSTRAINT service_orders_delivered CHECK (
        state NOT IN ('delivered', 'approved', 'invoiced', 'paid')
        OR (delivery_reference IS NOT NULL AND delivery_sha256 IS NOT NULL)
    ),
    CONSTRAINT service_orders_approved CHECK (
        (state IN ('approved', 'invoiced', 'paid')) = (approved_by IS NOT NULL) AND approved_by <> offered_by
    ),
    CONSTRAINT service_orders_invoiced CHECK (
        (state IN ('invoiced', 'paid')) = (invoice_number IS NOT NULL AND invoiced_minor IS NOT NULL)
    ),
    CONSTRAINT service_orders_paid CHECK (
        (state = 'paid') = (payment_reference IS NOT NULL AND paid_on IS NOT NULL AND paid_by IS NOT NULL)
        AND paid_by <> approved_by
    )
);
CREATE INDEX service_orders_enterprise ON service_orders (municipality_id, enterprise_id, id);
SELECT koinon.tenant_table('service_orders');
CREATE TRIGGER service_orders_step BEFORE INSERT OR UPDATE OF state ON service_orders
FOR EACH ROW EXECUTE FUNCTION refuse_step();
