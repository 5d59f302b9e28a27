"""Idle and collective assets: what there is, in what state, and what became of it."""
