"""The triage library at work on cases: the model in use and how it learns, routing, alike cases, topics, automatic dispatch."""
