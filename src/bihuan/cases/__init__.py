"""The closed loop: life cycle, time limits, triage desk, duplicates, evidence, tracking."""
