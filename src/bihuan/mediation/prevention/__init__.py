"""Prevention: what the disputes of a period say, the meetings on it with their tasks, and searches from door to door."""
