-- Merchants are also owed tranches of awards, and owe what of an award was not spent; both wait for the next bank file.
-- squawk-ignore-file ban-drop-constraint, ban-drop-not-null, require-concurrent-index-creation
ALTER TABLE adjustments ALTER COLUMN returned_payout_id DROP NOT NULL;
-- The incubator's tranche that is paid, or the award of which something is taken back.
ALTER TABLE adjustments ADD COLUMN grant_id uuid;
ALTER TABLE adjustments DROP CONSTRAINT adjustments_kind_check;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_kind_check CHECK (
    kind IN ('payout_returned', 'grant', 'grant_recovered')
) NOT VALID;
ALTER TABLE adjustments DROP CONSTRAINT adjustments_amount_minor_check;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_amount CHECK (
    amount_minor <> 0 AND (amount_minor < 0) = (kind = 'grant_recovered')
) NOT VALID;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_about CHECK (
    (kind = 'payout_returned') = (returned_payout_id IS NOT NULL)
    AND (kind IN ('grant', 'grant_recovered')) = (grant_id IS NOT NULL)
) NOT VALID;
CREATE UNIQUE INDEX adjustments_grant ON adjustments (municipality_id, kind, grant_id) WHERE grant_id IS NOT NULL;
