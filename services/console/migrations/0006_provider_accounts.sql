-- Who signs in by an OpenID Connect provider: `subject` is the provider's own, lasting name of the person (OIDC Core 8).
CREATE TABLE provider_accounts (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    issuer text NOT NULL,
    subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    staff_id uuid NOT NULL UNIQUE REFERENCES staff (id),
    PRIMARY KEY (municipality_id, issuer, subject)
);
SELECT koinon.tenant_table('provider_accounts', 'SELECT, INSERT');
