"""Tests of the mediation pages."""
