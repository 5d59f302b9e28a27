"""Campaigns, rounds, findings and work logs."""
