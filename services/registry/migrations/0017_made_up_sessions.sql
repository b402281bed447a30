-- Who has missed a session of a training may make up for it: what is kept of the session is corrected.
DO $$
BEGIN
    EXECUTE format(
        'GRANT UPDATE (attended, counts_against) ON training_sessions TO %I, %I',
        koinon.login('api'),
        koinon.login('worker')
    );
END
$$;
