-- The steps of every state machine are kept here too: whoever writes past the service is refused the same.
CREATE TRIGGER merchants_keep_to_steps BEFORE INSERT OR UPDATE OF status ON merchants
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'applied', 'verified', 'applied > verified', 'applied > left', 'verified > accepted', 'verified > left',
    'accepted > suspended', 'accepted > left', 'suspended > accepted', 'suspended > left'
);
CREATE TRIGGER tills_keep_to_steps BEFORE INSERT OR UPDATE OF status ON tills
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps('status', 'enrolled', 'enrolled > stopped');
CREATE TRIGGER offers_keep_to_steps BEFORE INSERT OR UPDATE OF status ON offers
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'proposed', 'proposed > published', 'proposed > rejected', 'published > ended'
);
CREATE TRIGGER bank_files_keep_to_steps BEFORE INSERT OR UPDATE OF status ON bank_files
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'proposed', 'proposed > written', 'proposed > rejected', 'proposed > lapsed'
);
-- A batch follows the payout that it went into.
CREATE TRIGGER batches_keep_to_steps BEFORE INSERT OR UPDATE OF status ON batches
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'closed', 'closed > instructed', 'instructed > paid', 'instructed > returned', 'paid > returned'
);
