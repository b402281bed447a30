-- What a public body has ordered of an enterprise is paid with the next bank file too, and is no grant.
-- squawk-ignore-file ban-drop-constraint
ALTER TABLE adjustments DROP CONSTRAINT adjustments_kind_check;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_kind_check CHECK (
    kind IN ('payout_returned', 'grant', 'grant_recovered', 'fee', 'claw_back', 'order')
) NOT VALID;
ALTER TABLE adjustments DROP CONSTRAINT adjustments_about;
ALTER TABLE adjustments ADD CONSTRAINT adjustments_about CHECK (
    (kind = 'payout_returned') = (returned_payout_id IS NOT NULL)
    AND (kind IN ('grant', 'grant_recovered', 'order')) = (grant_id IS NOT NULL)
    AND (kind IN ('fee', 'claw_back')) = (charge_id IS NOT NULL)
    AND (payment_id IS NULL OR kind = 'claw_back')
) NOT VALID;
