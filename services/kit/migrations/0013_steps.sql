-- A state machine keeps to its table of steps in the database too. The trigger of a table tells the column, then each state
-- in which a row begins and each step that there is: 'state', 'draft', 'draft > submitted', 'submitted > decided'.
CREATE FUNCTION koinon.keep_to_steps() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    after text := to_jsonb(new) ->> tg_argv[0];
    before text;
BEGIN
    IF tg_op = 'INSERT' THEN
        IF after <> ALL (tg_argv[1:]) THEN
            RAISE EXCEPTION 'Nothing begins as %.', after USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN new;
    END IF;
    before := to_jsonb(old) ->> tg_argv[0];
    IF before <> after AND before || ' > ' || after <> ALL (tg_argv[1:]) THEN
        RAISE EXCEPTION 'From % there is no step to %.', before, after USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;

CREATE TRIGGER proposals_keep_to_steps BEFORE INSERT OR UPDATE OF state ON proposals
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'proposed', 'proposed > approved', 'proposed > rejected', 'proposed > expired', 'approved > executed',
    'approved > expired'
);
