"""Briefings: sentences that follow the figures, kept, edited, approved, and compared with what the rows say later."""
