-- Extensions of whole towns are carried out by a job, which counts how far it is; and since which month a revoked right
-- was none, so that account shares of these months are not paid any more.
-- squawk-ignore-file constraint-missing-not-valid
ALTER TABLE extensions ADD COLUMN job_id uuid;
CREATE OR REPLACE FUNCTION refuse_second_extension() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF old.state = 'confirmed' AND new.extended >= old.extended
        AND to_jsonb(new) - 'extended' - 'version' = to_jsonb(old) - 'extended' - 'version'
    THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'The extension is decided.' USING ERRCODE = 'restrict_violation';
END
$$;

ALTER TABLE exits
ADD COLUMN undue_from date,
ADD CONSTRAINT undue_when_revoked CHECK (undue_from IS NULL OR kind = 'revoked');
