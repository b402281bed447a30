"""Registry's door for people: enrolment, applications, decisions, letters."""

from services.registry.http import applications, consents, households, letters, memberships, persons

ROUTES = [
    *persons.ROUTES, *households.ROUTES, *applications.ROUTES, *consents.ROUTES, *memberships.ROUTES, *letters.ROUTES,
]  # fmt: skip
