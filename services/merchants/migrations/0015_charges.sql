-- Merchants also owe fees and what was clawed back, which wait for the next bank file as grants do.
-- squawk-ignore-file ban-drop-constraint, require-concurrent-index-creation
ALTER TABLE adjustments ADD COLUMN charge_id uuid;
-- The sale that a claw-back is about.
ALTER TABLE adjustments ADD COLUMN payment_id uuid;
ALTER TABLE adjustments DROP CONSTRAINT adjustments_kind_check;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_kind_check CHECK (
    kind IN ('payout_returned', 'grant', 'grant_recovered', 'fee', 'claw_back')
) NOT VALID;
ALTER TABLE adjustments DROP CONSTRAINT adjustments_amount;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_amount CHECK (
    amount_minor <> 0
    -- A charge that takes an earlier one back is above zero.
    AND (kind IN ('fee', 'claw_back') OR (amount_minor < 0) = (kind = 'grant_recovered'))
) NOT VALID;
ALTER TABLE adjustments DROP CONSTRAINT adjustments_about;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_about CHECK (
    (kind = 'payout_returned') = (returned_payout_id IS NOT NULL)
    AND (kind IN ('grant', 'grant_recovered')) = (grant_id IS NOT NULL)
    AND (kind IN ('fee', 'claw_back')) = (charge_id IS NOT NULL)
    AND (payment_id IS NULL OR kind = 'claw_back')
) NOT VALID;
CREATE UNIQUE INDEX adjustments_charge ON adjustments (municipality_id, charge_id) WHERE charge_id IS NOT NULL;
