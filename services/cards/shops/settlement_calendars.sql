-- name: closed_through
SELECT closed_through FROM settlement_calendars WHERE municipality_id = $1;
