"""Mediation's people: committees, mediators with what they have done, and the proposal who takes which dispute."""
