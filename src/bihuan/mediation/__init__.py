"""Disputes and their mediation, beside the case that carries them through the loop."""
