"""A room for the test alone, above all others."""
