-- Who takes the card, where and since when. Trade names and numbers are those of public registers; what is personal
-- (contacts, account numbers and their holders) is sealed in the vault under the ids kept here.
CREATE TABLE merchants (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    trade_name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('private', 'public', 'social_enterprise')),
    legal_form text NOT NULL,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    registration_number text NOT NULL,
    register_entry text,
    categories text [] NOT NULL CHECK (cardinality(categories) BETWEEN 1 AND 20),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    owner_id uuid,
    contact_id uuid,
    enterprise_id uuid UNIQUE,
    status text NOT NULL CHECK (status IN ('applied', 'verified', 'accepted', 'suspended', 'left')),
    applied_by uuid NOT NULL,
    applied_at timestamptz NOT NULL,
    verified_by uuid,
    verified_at timestamptz,
    version int NOT NULL DEFAULT 1,
    -- Nobody checks their own shop.
    CHECK (verified_by <> owner_id),
    CHECK ((verified_by IS NULL) = (verified_at IS NULL)),
    CHECK (status IN ('applied', 'left') OR verified_by IS NOT NULL)
);
-- A merchant that has left may come back by a new application.
CREATE UNIQUE INDEX merchants_registered ON merchants (municipality_id, country, registration_number)
WHERE status <> 'left';
SELECT koinon.tenant_table('merchants');

-- When a merchant takes cards: from the first day to the day before the last, which is open while nothing ends it.
-- Who made the case (verified it, or suspended it before) and who accepted are two persons.
CREATE TABLE acceptances (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    accepted_from date NOT NULL,
    accepted_until date,
    agreement_version text NOT NULL,
    agreement_signed_on date NOT NULL,
    made_by uuid NOT NULL,
    accepted_by uuid NOT NULL,
    accepted_at timestamptz NOT NULL,
    ended_by uuid,
    ended_reason text,
    CHECK (made_by <> accepted_by),
    CHECK (accepted_until >= accepted_from),
    CHECK ((accepted_until IS NULL) = (ended_by IS NULL)),
    CHECK ((accepted_until IS NULL) = (ended_reason IS NULL))
);
CREATE UNIQUE INDEX acceptances_open ON acceptances (merchant_id) WHERE accepted_until IS NULL;
CREATE INDEX acceptances_merchant ON acceptances (merchant_id, id);
SELECT koinon.tenant_table('acceptances');

-- Accounts to which a merchant is paid; number and holder are sealed in the vault under this id.
CREATE TABLE bank_accounts (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    status text NOT NULL CHECK (status IN ('entered', 'verified', 'rejected')),
    entered_by uuid NOT NULL,
    entered_at timestamptz NOT NULL,
    checked_by uuid,
    checked_at timestamptz,
    usable_from date,
    version int NOT NULL DEFAULT 1,
    CHECK (checked_by <> entered_by),
    CHECK ((status = 'entered') = (checked_by IS NULL)),
    CHECK ((checked_by IS NULL) = (checked_at IS NULL)),
    CHECK ((status = 'verified') = (usable_from IS NOT NULL))
);
-- One change at a time waits for its second person.
CREATE UNIQUE INDEX bank_accounts_entered ON bank_accounts (merchant_id) WHERE status = 'entered';
CREATE INDEX bank_accounts_merchant ON bank_accounts (merchant_id, usable_from);
SELECT koinon.tenant_table('bank_accounts');

CREATE TABLE outlets (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    name text NOT NULL,
    area text NOT NULL,
    address text,
    opened_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1
);
CREATE INDEX outlets_merchant ON outlets (merchant_id, id);
SELECT koinon.tenant_table('outlets');

-- A till proves once, by a code read to it in the shop, where it stands; from then on its key does.
CREATE TABLE tills (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    outlet_id uuid NOT NULL REFERENCES outlets (id),
    name text NOT NULL,
    key_id text NOT NULL UNIQUE,
    public_key text NOT NULL CHECK (public_key ~ '^[A-Za-z0-9_-]{43}$'),
    status text NOT NULL CHECK (status IN ('enrolled', 'stopped')),
    enrolled_at timestamptz NOT NULL,
    stopped_at timestamptz,
    stopped_by uuid,
    stop_reason text,
    version int NOT NULL DEFAULT 1,
    CHECK ((status = 'stopped') = (stopped_at IS NOT NULL)),
    CHECK ((stopped_at IS NULL) = (stop_reason IS NULL))
);
CREATE INDEX tills_merchant ON tills (merchant_id, id);
SELECT koinon.tenant_table('tills');

-- Only the hash of a code is kept; it opens one enrolment and then names its till.
CREATE TABLE enrolment_codes (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    outlet_id uuid NOT NULL REFERENCES outlets (id),
    code_hash bytea NOT NULL UNIQUE CHECK (octet_length(code_hash) = 32),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at timestamptz,
    till_id uuid REFERENCES tills (id),
    CHECK ((used_at IS NULL) = (till_id IS NULL))
);
SELECT koinon.tenant_table('enrolment_codes');

-- A till that enrols has no token yet: its code says which tenant it belongs to. The one look across tenants.
CREATE FUNCTION koinon.tenant_of_enrolment_code(wanted bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
SELECT c.municipality_id FROM enrolment_codes AS c WHERE c.code_hash = wanted
$$;
-- The function runs as the owner, for whom row-level security is forced too; reading codes is all that this lets it do.
DO
$$
BEGIN
    EXECUTE format('CREATE POLICY tenant_of_code ON enrolment_codes FOR SELECT TO %I USING (true)', current_user);
    REVOKE EXECUTE ON FUNCTION koinon.tenant_of_enrolment_code (bytea) FROM public;
    EXECUTE format(
        'GRANT EXECUTE ON FUNCTION koinon.tenant_of_enrolment_code (bytea) TO %I, %I',
        koinon.login('api'), koinon.login('worker')
    );
END
$$;

-- A bonus from a programme's pot on sales at one merchant, or at all of a kind.
CREATE TABLE offers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    programme text NOT NULL,
    bonus_basis_points int NOT NULL CHECK (bonus_basis_points BETWEEN 1 AND 10000),
    bonus_minor_max bigint NOT NULL CHECK (bonus_minor_max > 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    valid_from date NOT NULL,
    valid_until date NOT NULL,
    merchant_kind text CHECK (merchant_kind IN ('private', 'public', 'social_enterprise')),
    merchant_id uuid REFERENCES merchants (id),
    status text NOT NULL CHECK (status IN ('proposed', 'published', 'rejected', 'ended')),
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    payload_hash text NOT NULL,
    proposed_at timestamptz NOT NULL,
    ended_at timestamptz,
    version int NOT NULL DEFAULT 1,
    CHECK (valid_from <= valid_until),
    CHECK (num_nonnulls(merchant_kind, merchant_id) = 1),
    CHECK ((status = 'ended') = (ended_at IS NOT NULL))
);
SELECT koinon.tenant_table('offers');
