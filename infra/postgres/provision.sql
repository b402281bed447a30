-- Run by the superuser in the database `postgres`. Role commands take no parameters, so temporary functions format them.

-- name: define_functions
CREATE OR REPLACE FUNCTION pg_temp.ensure_role(role text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
        EXECUTE format('CREATE ROLE %I', role);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION pg_temp.ensure_login(login text, password text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM pg_temp.ensure_role(login);
    EXECUTE format(
        'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L', login, password
    );
END
$$;

-- A deputy's sessions begin as the role that it stands in for: what they make belongs to that role, what they may is
-- that role's, and RESET ALL leaves it so.
CREATE OR REPLACE FUNCTION pg_temp.stand_in(login text, role text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    EXECUTE format('GRANT %I TO %I', role, login);
    EXECUTE format('ALTER ROLE %I SET role = %L', login, role);
END
$$;

-- Sessions that are open end, too; their service opens others by the login that it has now.
CREATE OR REPLACE FUNCTION pg_temp.shut_out(login text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = login AND rolcanlogin) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', login);
        PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = login;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION pg_temp.set_default(login text, parameter text, value text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    EXECUTE format('ALTER ROLE %I SET %I = %L', login, parameter, value);
END
$$;

-- Nobody but the service's three logins may connect; a restored or cloned database gets its rights again by this.
CREATE OR REPLACE FUNCTION pg_temp.close_database(name text, service text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO %I', name, service || '_owner');
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', name);
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I, %I', name, service || '_api', service || '_worker');
END
$$;

-- Run in the service's own database: when the last base backup ended stands beside the WAL, which nobody else may list.
CREATE OR REPLACE FUNCTION pg_temp.show_backups(service text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO %I', service || '_worker');
END
$$;

-- One of a municipality's analysts: reads the views of one schema, and nothing else.
CREATE OR REPLACE FUNCTION pg_temp.ensure_analyst(login text, municipality uuid) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), login);
    EXECUTE format('GRANT USAGE ON SCHEMA analyst TO %I', login);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA analyst TO %I', login);
    INSERT INTO public.analyst_logins (login, municipality_id) VALUES (login, municipality)
    ON CONFLICT ON CONSTRAINT analyst_logins_pkey DO UPDATE SET municipality_id = excluded.municipality_id;
END
$$;

-- name: ensure_analyst
SELECT pg_temp.ensure_analyst($1, $2);

-- name: ensure_role
SELECT pg_temp.ensure_role($1);

-- name: stand_in
SELECT pg_temp.stand_in($1, $2);

-- name: shut_out
SELECT pg_temp.shut_out($1);

-- name: ensure_login
SELECT pg_temp.ensure_login($1, $2);

-- name: set_default
SELECT pg_temp.set_default($1, $2, $3);

-- name: close_database
SELECT pg_temp.close_database($1, $2);

-- name: show_backups
SELECT pg_temp.show_backups($1);

-- name: close_shared_databases
REVOKE ALL ON DATABASE postgres, template1 FROM public;

-- name: has_database
SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1);
