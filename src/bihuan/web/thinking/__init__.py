"""Pages of what triage knows: hot topics, the town's rules with their dry run, the models and how they are confused."""
