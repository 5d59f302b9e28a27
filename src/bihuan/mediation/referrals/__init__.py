"""Referrals both ways: disputes that courts hand in, disputes that mediation hands out, and the results that are owed."""
