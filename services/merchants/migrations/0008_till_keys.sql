-- A till that has changed its key: which one it had before, and until when that one counts too.
ALTER TABLE tills ADD COLUMN former_key_id text;
ALTER TABLE tills ADD COLUMN former_key_until timestamptz;
ALTER TABLE tills ADD CONSTRAINT tills_former_key CHECK (
    (former_key_id IS NULL) = (former_key_until IS NULL) AND (former_key_id IS NULL OR former_key_id <> key_id)
) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX tills_former ON tills (former_key_id);

-- A till that changes its key has no token: it is found by its id, across tenants, and its present key proves it.
CREATE FUNCTION koinon.tenant_of_till(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
SELECT t.municipality_id FROM tills AS t WHERE t.id = wanted
$$;
DO
$$
BEGIN
    EXECUTE format('CREATE POLICY tenant_of_till ON tills FOR SELECT TO %I USING (true)', current_user);
    REVOKE EXECUTE ON FUNCTION koinon.tenant_of_till (uuid) FROM public;
    EXECUTE format(
        'GRANT EXECUTE ON FUNCTION koinon.tenant_of_till (uuid) TO %I, %I', koinon.login('api'), koinon.login('worker')
    );
END
$$;
