-- name: is_room_known
SELECT EXISTS (SELECT FROM rooms WHERE id <> $1 AND place = $2 AND name = $3);

-- name: lock_room
SELECT FROM rooms
WHERE id = $1
FOR UPDATE;

-- name: upsert_room
INSERT INTO rooms (id, name, place, seats, features, described_at, described_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE
SET name = excluded.name, place = excluded.place, seats = excluded.seats, features = excluded.features,
described_at = excluded.described_at, described_by = excluded.described_by, version = rooms.version + 1;

-- name: select_room
SELECT id, version, name, place, seats, features
FROM rooms
WHERE id = $1;

-- name: select_rooms
SELECT id, version, name, place, seats, features
FROM rooms
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;
