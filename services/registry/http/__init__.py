"""Registry's door for people: enrolment, applications, decisions, letters."""

from services.registry.http import (
    applications,
    cases,
    consents,
    decisions,
    grievances,
    households,
    imports,
    letters,
    memberships,
    papers,
    persons,
    set_offs,
)

ROUTES = [
    *persons.ROUTES, *households.ROUTES, *applications.ROUTES, *consents.ROUTES, *memberships.ROUTES, *letters.ROUTES,
    *grievances.ROUTES, *decisions.ROUTES, *papers.ROUTES, *cases.ROUTES,
    *set_offs.ROUTES,
    *imports.ROUTES,
]  # fmt: skip
