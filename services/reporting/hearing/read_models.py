"""Read models: all tables of this service, which can be emptied and made again from the owners' event logs."""

from services.kit.sql import load_queries

queries = load_queries(__file__)
