"""Merchants' door: the network for the office and the owners, tills that enrol, and money for the finance office."""

from services.merchants.http import (
    bank_answers,
    bank_files,
    cashiers,
    directory,
    disputes,
    duplicates,
    merchants,
    offers,
    outlets,
    papers,
    settlements,
    statements,
    suppliers,
    tills,
    waiting_work,
)

ROUTES = [
    *directory.ROUTES,
    *merchants.ROUTES,
    *duplicates.ROUTES,
    *papers.ROUTES,
    *outlets.ROUTES,
    *tills.ROUTES,
    *cashiers.ROUTES,
    *offers.ROUTES,
    *suppliers.ROUTES,
    *settlements.ROUTES,
    *statements.ROUTES,
    *disputes.ROUTES,
    *bank_files.ROUTES,
    *bank_answers.ROUTES,
    *waiting_work.ROUTES,
]
