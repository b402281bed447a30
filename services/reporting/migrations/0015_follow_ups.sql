-- What training days needed to be for everybody, and what came of them for participants and enterprises.
CREATE TABLE sessions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    session_id uuid NOT NULL,
    sequence bigint NOT NULL,
    cohort_id uuid NOT NULL,
    needs_met int NOT NULL CHECK (needs_met >= 0),
    needs_waived int NOT NULL CHECK (needs_waived >= 0),
    needs_unmet int NOT NULL CHECK (needs_unmet >= 0),
    held_on date NOT NULL,
    PRIMARY KEY (municipality_id, session_id, sequence)
);
SELECT koinon.read_model('sessions');

CREATE TABLE follow_ups (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    follow_up_id uuid NOT NULL,
    sequence bigint NOT NULL,
    participant_id uuid NOT NULL,
    months smallint NOT NULL CHECK (months > 0),
    outcome text NOT NULL CHECK (outcome IN ('answered', 'unreachable')),
    is_working boolean NOT NULL,
    jobs int NOT NULL CHECK (jobs >= 0),
    closed_on date NOT NULL,
    PRIMARY KEY (municipality_id, follow_up_id, sequence)
);
SELECT koinon.read_model('follow_ups');
