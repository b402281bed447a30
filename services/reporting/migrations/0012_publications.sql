-- Months as they were published, once and for all: what is hidden in them never differs between two looks.
CREATE TABLE published_months (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    published_at timestamptz NOT NULL,
    UNIQUE (municipality_id, month)
);
SELECT koinon.tenant_table('published_months', 'SELECT, INSERT');

-- Absent programme, kind or area: the sum over all. Absent figures: hidden.
CREATE TABLE published_buckets (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    month date NOT NULL,
    subject text NOT NULL CHECK (subject IN ('spending', 'benefits')),
    currency text NOT NULL,
    programme text,
    merchant_kind text,
    area text,
    households_count bigint CHECK (households_count = 0 OR households_count >= 5),
    amount_minor bigint,
    CHECK ((households_count IS NULL) = (amount_minor IS NULL)),
    FOREIGN KEY (municipality_id, month) REFERENCES published_months (municipality_id, month),
    UNIQUE NULLS NOT DISTINCT (municipality_id, month, subject, currency, programme, merchant_kind, area)
);
SELECT koinon.tenant_table('published_buckets', 'SELECT, INSERT');

-- As they stood on the day of the publication.
CREATE TABLE published_indicators (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    month date NOT NULL,
    code text NOT NULL,
    unit text NOT NULL,
    value bigint,
    hidden boolean NOT NULL,
    CHECK (NOT hidden OR value IS NULL),
    FOREIGN KEY (municipality_id, month) REFERENCES published_months (municipality_id, month),
    PRIMARY KEY (municipality_id, month, code)
);
SELECT koinon.tenant_table('published_indicators', 'SELECT, INSERT');

-- A month's report as a PDF, which holds only what anybody may know.
CREATE TABLE published_papers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    month date NOT NULL,
    language text NOT NULL CHECK (language IN ('ar', 'el', 'en')),
    content bytea NOT NULL,
    FOREIGN KEY (municipality_id, month) REFERENCES published_months (municipality_id, month),
    PRIMARY KEY (municipality_id, month, language)
);
SELECT koinon.tenant_table('published_papers', 'SELECT, INSERT');

-- Who reads by SQL: logins that the operator made for a municipality's analysts (`python -m infra.provision analyst`).
CREATE TABLE analyst_logins (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    login text PRIMARY KEY
);
SELECT koinon.tenant_table('analyst_logins', 'SELECT');

CREATE TRIGGER published_months_are_written_once BEFORE UPDATE OR DELETE ON published_months
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
CREATE TRIGGER published_buckets_are_written_once BEFORE UPDATE OR DELETE ON published_buckets
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
CREATE TRIGGER published_indicators_are_written_once BEFORE UPDATE OR DELETE ON published_indicators
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
CREATE TRIGGER published_papers_are_written_once BEFORE UPDATE OR DELETE ON published_papers
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- What an analyst's login sees, and all of it. These views ask with their owner's rights, as the login has none on a
-- table; whose rows they show follows from the login itself, whatever tenant the session claims to be.
CREATE SCHEMA analyst;

CREATE VIEW analyst.spending WITH (security_barrier = true) AS
SELECT
    month,
    currency,
    programme,
    merchant_kind,
    area,
    households_count,
    amount_minor,
    amount_minor IS NULL AS hidden
FROM published_buckets
WHERE
    subject = 'spending'
    AND municipality_id IN (SELECT l.municipality_id FROM analyst_logins AS l WHERE l.login = session_user);
COMMENT ON VIEW analyst.spending IS
'What was spent in a published month, net of refunds: of a programme, at a kind of shop, in an area. NULL is the sum '
'over all; where hidden is true, a row would show fewer than five households, or follows from one that would.';

CREATE VIEW analyst.benefits WITH (security_barrier = true) AS
SELECT
    month,
    currency,
    programme,
    households_count,
    amount_minor,
    amount_minor IS NULL AS hidden
FROM published_buckets
WHERE
    subject = 'benefits'
    AND municipality_id IN (SELECT l.municipality_id FROM analyst_logins AS l WHERE l.login = session_user);
COMMENT ON VIEW analyst.benefits IS
'What a programme''s households were given for a published month, on cards and to accounts. NULL is the sum over all.';

CREATE VIEW analyst.declines WITH (security_barrier = true) AS
SELECT
    d.month,
    d.currency,
    d.decline_code,
    sum(d.declined_count)::bigint AS declined_count,
    sum(d.declined_minor)::bigint AS declined_minor
FROM declines AS d
INNER JOIN published_months AS p ON d.municipality_id = p.municipality_id AND d.month = p.month
WHERE d.municipality_id IN (SELECT l.municipality_id FROM analyst_logins AS l WHERE l.login = session_user)
GROUP BY d.month, d.currency, d.decline_code;
COMMENT ON VIEW analyst.declines IS
'Sales declined in a published month, by their reason. Tries, not people: a sale tried three times counts three times.';

CREATE VIEW analyst.indicators WITH (security_barrier = true) AS
SELECT
    month,
    code,
    unit,
    value,
    hidden
FROM published_indicators
WHERE municipality_id IN (SELECT l.municipality_id FROM analyst_logins AS l WHERE l.login = session_user);
COMMENT ON VIEW analyst.indicators IS
'Each indicator as it stood when a month was published; definitions and caveats: GET /indicators.';
