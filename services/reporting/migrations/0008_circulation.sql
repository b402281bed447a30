-- When money came into circulation and left it unspent, by day and run: benefits are kept by the month that they are for.
CREATE TABLE credited_days (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    day date NOT NULL,
    run_id uuid NOT NULL,
    programme text NOT NULL,
    currency text NOT NULL,
    partition smallint NOT NULL,
    credited_minor bigint NOT NULL DEFAULT 0,
    expired_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, day, run_id, programme, currency, partition)
);
SELECT koinon.read_model('credited_days');
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX credited_days_run ON credited_days (municipality_id, run_id);

-- Whose wallet it is, as ids: what a household was given and what its wallet spent meet here.
CREATE TABLE wallets (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    wallet_id uuid NOT NULL,
    household_id uuid NOT NULL,
    PRIMARY KEY (municipality_id, wallet_id)
);
SELECT koinon.read_model('wallets');

-- The first day on which a wallet spent a month's money at a shop.
ALTER TABLE buyers ADD COLUMN first_on date;
