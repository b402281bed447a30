"""The incubator's HTTP door, one file for each group of nouns."""

from services.incubator.http import (
    applications,
    awards,
    calls,
    certificates,
    cohorts,
    enterprises,
    joining,
    judging,
    mentoring,
    milestones,
    orders,
    persons,
    plans,
    reviews,
    sessions,
    timetables,
)

ROUTES = [
    *persons.ROUTES,
    *calls.ROUTES,
    *applications.ROUTES,
    *joining.ROUTES,
    *reviews.ROUTES,
    *judging.ROUTES,
    *cohorts.ROUTES,
    *sessions.ROUTES,
    *timetables.ROUTES,
    *certificates.ROUTES,
    *awards.ROUTES,
    *milestones.ROUTES,
    *mentoring.ROUTES,
    *plans.ROUTES,
    *enterprises.ROUTES,
    *orders.ROUTES,
]
