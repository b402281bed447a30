"""Merchants' door: the network for the office and the owners, tills that enrol, and money for the finance office."""

from services.merchants.http import bank_files, merchants, offers, settlements, tills

ROUTES = [*merchants.ROUTES, *tills.ROUTES, *offers.ROUTES, *settlements.ROUTES, *bank_files.ROUTES]
