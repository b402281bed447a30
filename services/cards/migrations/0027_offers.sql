-- Offers that name goods, areas, a least purchase and a monthly cap; and discounts, which the shop bears and no pot.
ALTER TABLE offers ADD COLUMN funded_by text NOT NULL DEFAULT 'pot';
ALTER TABLE offers ADD COLUMN categories text [] NOT NULL DEFAULT '{}';
ALTER TABLE offers ADD COLUMN areas text [] NOT NULL DEFAULT '{}';
ALTER TABLE offers ADD COLUMN minimum_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE offers ADD COLUMN household_month_minor_max bigint;
ALTER TABLE offers ADD COLUMN stacks boolean NOT NULL DEFAULT false;
-- A shop lowers its own prices only, and never to nothing: what costs nothing is not sold.
ALTER TABLE offers ADD CONSTRAINT offers_terms CHECK (
    funded_by IN ('pot', 'merchant') AND minimum_minor >= 0 AND coalesce(household_month_minor_max, 0) >= 0
    AND (funded_by = 'pot' OR (merchant_id IS NOT NULL AND bonus_basis_points < 10000))
) NOT VALID;

-- What a shop takes off its price moves no money; it makes the price that card, pot and holder pay.
ALTER TABLE payments ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN discount_offer_id uuid;
-- What is written without a discount keeps to the former check too: a release of before goes on selling beside this one.
-- squawk-ignore ban-drop-constraint
ALTER TABLE payments DROP CONSTRAINT payments_check;
ALTER TABLE payments ADD CONSTRAINT payments_price CHECK (
    amount_minor + bonus_minor + discount_minor + remainder_minor = requested_minor
) NOT VALID;
ALTER TABLE payments ADD CONSTRAINT payments_discount CHECK (
    discount_minor >= 0 AND (discount_minor > 0) = (discount_offer_id IS NOT NULL)
    AND (discount_minor = 0 OR (status = 'captured' AND NOT cash))
) NOT VALID;
ALTER TABLE payments ADD CONSTRAINT payments_discount_offer
FOREIGN KEY (discount_offer_id) REFERENCES offers (id) NOT VALID;
