"""Registry's door for people: enrolment, applications, decisions, letters."""

from services.registry.http import applications, consents, grievances, households, letters, memberships, persons

ROUTES = [
    *persons.ROUTES, *households.ROUTES, *applications.ROUTES, *consents.ROUTES, *memberships.ROUTES, *letters.ROUTES,
    *grievances.ROUTES,
]  # fmt: skip
