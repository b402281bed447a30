"""The incubator's HTTP door, one file for each group of nouns."""

from services.incubator.http import applications, calls, cohorts, enterprises, joining, persons, reviews, sessions

ROUTES = [
    *persons.ROUTES,
    *calls.ROUTES,
    *applications.ROUTES,
    *joining.ROUTES,
    *reviews.ROUTES,
    *cohorts.ROUTES,
    *sessions.ROUTES,
    *enterprises.ROUTES,
]
