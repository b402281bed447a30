"""Reporting's door: it answers, and lets auditors look into alerts. What a reader may not see is left out."""

from services.reporting.http import alerts, exports, indicators, publications, totals, visitors, waiting_work

ROUTES = [
    *totals.ROUTES,
    *indicators.ROUTES,
    *exports.ROUTES,
    *alerts.ROUTES,
    *publications.ROUTES,
    *visitors.ROUTES,
    *waiting_work.ROUTES,
]
