"""Registry's door for people: enrolment, applications, decisions, letters."""

from services.registry.http import (
    account_shares,
    applications,
    bank_files,
    bank_statements,
    cases,
    consents,
    corrections,
    debtor_accounts,
    decisions,
    grievances,
    household_members,
    household_proposals,
    households,
    imports,
    kinships,
    letters,
    memberships,
    papers,
    persons,
    proxies,
    set_offs,
)

ROUTES = [
    *persons.ROUTES, *households.ROUTES, *applications.ROUTES, *consents.ROUTES, *memberships.ROUTES, *letters.ROUTES,
    *grievances.ROUTES, *decisions.ROUTES, *papers.ROUTES, *cases.ROUTES,
    *set_offs.ROUTES,
    *imports.ROUTES,
    *corrections.ROUTES, *household_members.ROUTES, *household_proposals.ROUTES, *proxies.ROUTES, *kinships.ROUTES,
    *debtor_accounts.ROUTES, *account_shares.ROUTES, *bank_files.ROUTES, *bank_statements.ROUTES,
]  # fmt: skip
