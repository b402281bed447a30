"""The demo: a month of a municipality, made from outside over HTTP."""
