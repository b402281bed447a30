-- What was promised to enterprises, and what became of it: awards with the grants paid of them, and orders of public bodies.
CREATE TABLE commitment_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    subject text NOT NULL CHECK (subject IN ('award', 'grant', 'order')),
    subject_id uuid NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    happened_on date NOT NULL,
    PRIMARY KEY (municipality_id, subject, subject_id, sequence),
    CHECK (
        (subject = 'award' AND state IN ('committed', 'closed')) OR (subject = 'grant' AND state = 'credited')
        OR (subject = 'order' AND state IN ('published', 'released', 'cancelled'))
    )
);
SELECT koinon.read_model('commitment_changes');
