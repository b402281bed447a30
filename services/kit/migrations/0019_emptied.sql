-- What was heard is emptied before a rebuild, and not deleted row by row: that left as many dead rows as there were events,
-- in the way of the same ids that were written next.
DO
$$
BEGIN
    EXECUTE format(
        'GRANT TRUNCATE ON inbox, gates, event_attempts, quarantined_aggregates TO %I', koinon.login('worker')
    );
END
$$;
