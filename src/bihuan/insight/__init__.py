"""Indicators, dashboards and briefings, all computed from rows."""
