"""Fixtures of the tests that cross rooms."""
