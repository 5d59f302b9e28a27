"""Figures on the desk: dashboard, definitions, briefings; every number opens its rows."""
