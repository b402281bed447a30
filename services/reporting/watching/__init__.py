"""Patterns between sales that people look into, and which of them wait for one."""
