-- Every state machine keeps to its table of steps in the database too: kit's function, to which each table's trigger
-- tells its column, the states in which a row begins, and the steps. A test compares them with the noun's TRANSITIONS.
-- What has to be written before a step (a suspension, a transfer, an end) stays with the triggers that ask for it.

-- These said the same and no more.
DROP TRIGGER applications_step ON applications;
DROP TRIGGER applications_begin ON applications;
-- squawk-ignore ban-drop-function
DROP FUNCTION refuse_application_step();
DROP TRIGGER memberships_begin ON memberships;
-- squawk-ignore ban-drop-function
DROP FUNCTION refuse_membership_beginning();
DROP TRIGGER bank_files_steps ON bank_files;
-- squawk-ignore ban-drop-function
DROP FUNCTION refuse_bank_file_step();
DROP TRIGGER account_transfers_steps ON account_transfers;
-- squawk-ignore ban-drop-function
DROP FUNCTION refuse_account_transfer_step();

CREATE TRIGGER account_shares_keep_to_steps BEFORE INSERT OR UPDATE OF status ON account_shares
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'open', 'open > instructed', 'open > cancelled', 'instructed > open', 'instructed > paid',
    'instructed > rejected', 'paid > returned', 'rejected > open', 'rejected > cancelled', 'returned > open',
    'returned > cancelled'
);
CREATE TRIGGER account_transfers_keep_to_steps BEFORE INSERT OR UPDATE OF state ON account_transfers
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'planned', 'planned > instructed', 'planned > withdrawn', 'instructed > paid',
    'instructed > rejected', 'instructed > withdrawn', 'paid > returned'
);
CREATE TRIGGER applications_keep_to_steps BEFORE INSERT OR UPDATE OF state ON applications
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'draft', 'draft > submitted', 'draft > withdrawn', 'submitted > in_review', 'submitted > withdrawn',
    'in_review > info_requested', 'in_review > recommended', 'in_review > withdrawn', 'info_requested > in_review',
    'info_requested > withdrawn', 'recommended > in_review', 'recommended > approved', 'recommended > rejected',
    'recommended > withdrawn', 'approved > appealed', 'rejected > appealed', 'appealed > upheld',
    'appealed > overturned'
);
CREATE TRIGGER bank_files_keep_to_steps BEFORE INSERT OR UPDATE OF status ON bank_files
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'proposed', 'proposed > approved', 'proposed > rejected', 'proposed > lapsed', 'approved > sent',
    'approved > cancelled', 'sent > refused'
);
CREATE TRIGGER debtor_accounts_keep_to_steps BEFORE INSERT OR UPDATE OF status ON debtor_accounts
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'entered', 'entered > verified', 'entered > rejected', 'verified > closed'
);
CREATE TRIGGER duplicates_keep_to_steps BEFORE INSERT OR UPDATE OF state ON duplicates
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'suspected', 'suspected > distinct', 'suspected > merged', 'suspected > lapsed'
);
CREATE TRIGGER extensions_keep_to_steps BEFORE INSERT OR UPDATE OF state ON extensions
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'proposed', 'proposed > confirmed', 'proposed > rejected'
);
CREATE TRIGGER grievances_keep_to_steps BEFORE INSERT OR UPDATE OF state ON grievances
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'received', 'received > assigned', 'assigned > in_review', 'in_review > assigned',
    'in_review > answered', 'in_review > escalated', 'answered > escalated', 'answered > closed',
    'escalated > answered', 'escalated > closed'
);
CREATE TRIGGER imported_decisions_keep_to_steps BEFORE INSERT OR UPDATE OF state ON imported_decisions
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'proposed', 'proposed > confirmed', 'proposed > rejected'
);
CREATE TRIGGER imports_keep_to_steps BEFORE INSERT OR UPDATE OF state ON imports
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'uploaded', 'uploaded > checking', 'uploaded > cancelled', 'checking > checked',
    'checking > cancelled', 'checked > uploaded', 'checked > checking', 'checked > proposed',
    'checked > importing', 'checked > cancelled', 'proposed > importing', 'proposed > cancelled',
    'importing > imported'
);
CREATE TRIGGER job_offers_keep_to_steps BEFORE INSERT OR UPDATE OF state ON job_offers
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'made', 'made > accepted', 'made > refused'
);
CREATE TRIGGER kinships_keep_to_steps BEFORE INSERT OR UPDATE OF state ON kinships
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'proposed', 'in_force', 'proposed > in_force', 'proposed > ended', 'in_force > ending',
    'ending > ended', 'ending > in_force'
);
CREATE TRIGGER legal_holds_keep_to_steps BEFORE INSERT OR UPDATE OF state ON legal_holds
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'placed', 'placed > lift_proposed', 'lift_proposed > placed', 'lift_proposed > lifted'
);
CREATE TRIGGER memberships_keep_to_steps BEFORE INSERT OR UPDATE OF state ON memberships
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'active', 'active > suspended', 'active > exited', 'suspended > active', 'suspended > exited'
);
CREATE TRIGGER repayments_keep_to_steps BEFORE INSERT OR UPDATE OF state ON repayments
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'recorded', 'recorded > confirmed', 'recorded > rejected'
);
CREATE TRIGGER retention_runs_keep_to_steps BEFORE INSERT OR UPDATE OF state ON retention_runs
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'listed', 'listed > approved', 'listed > dropped', 'approved > done'
);
CREATE TRIGGER set_offs_keep_to_steps BEFORE INSERT OR UPDATE OF state ON set_offs
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'state', 'ordered', 'ordered > repaid', 'ordered > lifted'
);
