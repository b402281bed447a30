"""Writes what follows from the event classes: JSON Schemas, the AsyncAPI document, the table of who says and hears."""
