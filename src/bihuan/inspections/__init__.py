"""Inspections: campaigns, rounds and their findings, work done, dangerous places and who looks after them."""
