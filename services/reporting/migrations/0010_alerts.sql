-- What happened at tills, a row for each sale and refund: patterns between single sales are looked for in it.
CREATE TABLE till_movements (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    id uuid NOT NULL,
    payment_id uuid NOT NULL,
    wallet_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    till_id uuid NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    is_refund boolean NOT NULL,
    is_cash boolean NOT NULL,
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, settlement_date, id)
);
SELECT koinon.read_model('till_movements');

-- Patterns found, and what people made of them. No read model: a rebuild leaves it as it is and finds the same again.
CREATE TABLE alerts (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (
        kind IN ('split_sales', 'refunds_to_cash', 'one_till_many_cards', 'closed_shop_hours', 'colluding_pairs')
    ),
    rules_from date NOT NULL,
    seen_on date NOT NULL,
    merchant_id uuid NOT NULL,
    other_merchant_id uuid CHECK (other_merchant_id <> merchant_id),
    till_id uuid,
    wallet_id uuid,
    currency text NOT NULL,
    figures jsonb NOT NULL,
    movement_ids uuid [] NOT NULL,
    found_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'open',
    assignee_id uuid,
    conclusion text CHECK (conclusion IN ('unfounded', 'explained', 'referred')),
    reason text CHECK (length(reason) BETWEEN 1 AND 4000),
    closed_by uuid,
    closed_at timestamptz,
    version int NOT NULL DEFAULT 1,
    UNIQUE NULLS NOT DISTINCT (
        municipality_id, kind, seen_on, merchant_id, other_merchant_id, till_id, wallet_id, currency
    ),
    -- A pattern is about somebody: a card, a till or another shop beside the shop, or all that one shop did at night.
    CHECK (
        kind = 'closed_shop_hours'
        OR (kind = 'one_till_many_cards' AND till_id IS NOT NULL)
        OR (kind IN ('split_sales', 'refunds_to_cash') AND wallet_id IS NOT NULL)
        OR (kind = 'colluding_pairs' AND num_nonnulls(wallet_id, other_merchant_id) = 1)
    ),
    CHECK (state <> 'open' OR assignee_id IS NULL),
    CHECK (state = 'open' OR assignee_id IS NOT NULL),
    CHECK ((state = 'closed') = (num_nonnulls(conclusion, reason, closed_by, closed_at) = 4)),
    CHECK (state = 'closed' OR num_nonnulls(conclusion, reason, closed_by, closed_at) = 0),
    -- Whoever looked into it closes it.
    CHECK (closed_by = assignee_id)
);
SELECT koinon.tenant_table('alerts');
CREATE INDEX alerts_state ON alerts (municipality_id, state, id);
CREATE TRIGGER alerts_keep_to_steps BEFORE INSERT OR UPDATE OF state ON alerts
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'open', 'open > assigned', 'assigned > open', 'assigned > closed', 'closed > open'
);

-- Who did what with an alert, and why: an alert that was reopened keeps its earlier conclusion here.
CREATE TABLE alert_steps (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    alert_id uuid NOT NULL REFERENCES alerts (id),
    state text NOT NULL,
    assignee_id uuid,
    conclusion text,
    reason text,
    taken_by uuid NOT NULL,
    taken_at timestamptz NOT NULL
);
SELECT koinon.tenant_table('alert_steps', 'SELECT, INSERT');
CREATE INDEX alert_steps_alert ON alert_steps (alert_id, id);
CREATE TRIGGER alert_steps_are_written_once BEFORE UPDATE OR DELETE ON alert_steps
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
