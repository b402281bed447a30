-- Tenancy: the tenants of a transaction are a setting, local to it, and every policy reads that setting.
CREATE SCHEMA koinon;

CREATE FUNCTION koinon.municipalities() RETURNS uuid [] LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('koinon.municipalities', true), '')::uuid[], '{}') $$;

-- The default of every municipality_id: the transaction's only tenant, or nothing (and so a refusal) when there are several.
CREATE FUNCTION koinon.municipality() RETURNS uuid LANGUAGE sql STABLE AS
$$
SELECT CASE WHEN cardinality(koinon.municipalities()) = 1 THEN (koinon.municipalities())[1] END
$$;

-- The logins are named after the owner: cards_owner, cards_api, cards_worker.
CREATE FUNCTION koinon.login(kind text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT regexp_replace(current_user, '_owner$', '_' || kind) $$;

-- Put a table under row-level security by tenant, forced, and let both logins use it.
CREATE FUNCTION koinon.tenant_table(tenant_table regclass, privileges text DEFAULT 'SELECT, INSERT, UPDATE')
RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant_table);
    -- The sub-select is evaluated once a query, not once a row.
    EXECUTE format(
        'CREATE POLICY tenant ON %s USING (municipality_id = ANY ((SELECT koinon.municipalities())::uuid[]))',
        tenant_table
    );
    EXECUTE format('GRANT %s ON %s TO %I, %I', privileges, tenant_table, koinon.login('api'), koinon.login('worker'));
END
$$;

-- Let one login (or both) use a table that holds no tenant's rows.
CREATE FUNCTION koinon.shared_table(shared_table regclass, api text, worker text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    IF api <> '' THEN
        EXECUTE format('GRANT %s ON %s TO %I', api, shared_table, koinon.login('api'));
    END IF;
    EXECUTE format('GRANT %s ON %s TO %I', worker, shared_table, koinon.login('worker'));
END
$$;

DO
$$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA koinon, public TO %I, %I', koinon.login('api'), koinon.login('worker'));
END
$$;

-- Rows that are written once: UPDATE and DELETE are refused for every role, the owner too.
CREATE FUNCTION koinon.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'Rows of % are written once.', tg_table_name USING ERRCODE = 'restrict_violation';
END
$$;
