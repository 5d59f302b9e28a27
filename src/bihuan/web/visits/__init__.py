"""Pages of the leaders' reception and the consultation groups."""
