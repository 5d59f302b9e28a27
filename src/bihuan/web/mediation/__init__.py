"""The mediation record on the case page."""
