-- A till that has changed its key: the one before counts beside it for a while, for what is on its way or is sent again.
ALTER TABLE tills ADD COLUMN former_key_id text;
ALTER TABLE tills ADD COLUMN former_public_key bytea;
ALTER TABLE tills ADD COLUMN former_key_until timestamptz;
ALTER TABLE tills ADD CONSTRAINT tills_former_key CHECK (
    num_nonnulls(former_key_id, former_public_key, former_key_until) IN (0, 3)
    AND (former_key_id IS NULL OR former_key_id <> key_id)
) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX tills_former ON tills (former_key_id);
-- At which outlet of its shop it stands.
ALTER TABLE tills ADD COLUMN outlet_id uuid;

-- The function says until when the key that was asked for counts; its other columns are those that it had.
-- squawk-ignore ban-drop-function
DROP FUNCTION koinon.find_till (text);
CREATE FUNCTION koinon.find_till(wanted_key_id text)
RETURNS TABLE (id uuid, municipality_id uuid, merchant_id uuid, public_key bytea, counts_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
SELECT t.id, t.municipality_id, t.merchant_id, t.public_key, NULL::timestamptz
FROM tills AS t WHERE t.key_id = wanted_key_id
UNION ALL
SELECT t.id, t.municipality_id, t.merchant_id, t.former_public_key, t.former_key_until
FROM tills AS t WHERE t.former_key_id = wanted_key_id
LIMIT 1
$$;
