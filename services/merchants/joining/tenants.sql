-- name: see_tenant
SELECT set_config('koinon.municipalities', $1, true);
