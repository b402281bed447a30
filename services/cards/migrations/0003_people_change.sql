-- What registry says of households that change: holds, proxies, and account shares that the bank has settled.

-- While one is open, a benefit run leaves the household out.
CREATE TABLE holds (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    household_id uuid NOT NULL,
    reason text NOT NULL,
    held_on date NOT NULL,
    released_on date
);
CREATE INDEX holds_open ON holds (household_id) WHERE released_on IS NULL;
SELECT koinon.tenant_table('holds');

-- Who else may shop for a household. A wallet that is opened later gives them a card too.
CREATE TABLE proxies (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    starts_on date NOT NULL,
    ended_on date
);
CREATE INDEX proxies_acting ON proxies (household_id) WHERE ended_on IS NULL;
SELECT koinon.tenant_table('proxies');

-- Rows that are there have passed the narrower check, so they need not be looked at again.
-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return'
    )
) NOT VALID;

-- Lots of which the holder was told that they expire soon: once for each.
CREATE TABLE expiry_notices (
    lot_id uuid PRIMARY KEY REFERENCES lots (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    notice_id uuid NOT NULL,
    announced_at timestamptz NOT NULL
);
SELECT koinon.tenant_table('expiry_notices', 'SELECT, INSERT');
