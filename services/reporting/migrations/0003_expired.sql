-- What households did not spend in time of a month's benefit, and went back to its budget line.
ALTER TABLE benefits ADD COLUMN expired_minor bigint NOT NULL DEFAULT 0;
