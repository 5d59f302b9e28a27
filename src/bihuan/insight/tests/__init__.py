"""Figures follow rows."""
