-- Offers that name goods, areas, a least purchase and a monthly cap; and discounts, which a shop bears on its own prices.
ALTER TABLE offers ADD COLUMN funded_by text NOT NULL DEFAULT 'pot';
ALTER TABLE offers ADD COLUMN categories text [] NOT NULL DEFAULT '{}';
ALTER TABLE offers ADD COLUMN areas text [] NOT NULL DEFAULT '{}';
ALTER TABLE offers ADD COLUMN minimum_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE offers ADD COLUMN household_month_minor_max bigint;
ALTER TABLE offers ADD COLUMN stacks boolean NOT NULL DEFAULT false;
ALTER TABLE offers ADD CONSTRAINT offers_terms CHECK (
    funded_by IN ('pot', 'merchant') AND minimum_minor >= 0 AND coalesce(household_month_minor_max, 1) > 0
    AND (funded_by = 'pot' OR (merchant_id IS NOT NULL AND bonus_basis_points < 10000))
) NOT VALID;

-- Which offer a sale was made under, so that its effect can be told; what came before this is not known.
ALTER TABLE settlement_entries ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE settlement_entries ADD COLUMN offer_id uuid;
ALTER TABLE settlement_entries ADD COLUMN discount_offer_id uuid;
ALTER TABLE settlement_entries ADD CONSTRAINT settlement_entries_offers CHECK (
    discount_minor >= 0 AND (kind = 'payment' OR num_nonnulls(offer_id, discount_offer_id) = 0)
) NOT VALID;
-- Both are empty or small, and only what is heard is written here: no sale waits for them.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX settlement_entries_offer ON settlement_entries (offer_id) WHERE offer_id IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX settlement_entries_discount ON settlement_entries (discount_offer_id) WHERE discount_offer_id IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX settlement_entries_refunds ON settlement_entries (payment_id) WHERE kind = 'refund';
