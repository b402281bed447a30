-- One tenant's commands never meet another's: an actor of two tenants may use one key in each. The table is short (30
-- days of commands), so its new index is built within the lock timeout, and the old key allowed less, not more.
-- squawk-ignore ban-drop-constraint
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_pkey;
ALTER TABLE idempotency_keys
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (municipality_id, actor_id, route, key);
