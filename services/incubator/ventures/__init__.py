"""Enterprises, and the gates that they pass."""
