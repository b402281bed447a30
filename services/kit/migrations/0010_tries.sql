-- When a try was last counted: tries on behalf of a later event do not use up those of an event that is still delivered.
ALTER TABLE event_attempts ADD COLUMN tried_at timestamptz NOT NULL DEFAULT '-infinity';
