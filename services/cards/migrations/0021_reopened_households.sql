-- A household that closed by a death entered by mistake is opened again: its wallets are left no more.
DO
$$
BEGIN
    EXECUTE format('GRANT DELETE ON left_wallets TO %I, %I', koinon.login('api'), koinon.login('worker'));
END
$$;
